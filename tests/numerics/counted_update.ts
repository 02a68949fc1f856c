/** Updates of the optimisers in counted arithmetic, with their constants as given. */

import type { CountedArithmetic } from "./counted_arithmetic.ts";
import type { Optimiser } from "../../training/trainer.ts";

/** The first update of the parameters w by their gradient, all states at their beginning. */
export function updateCounted(
  c: CountedArithmetic,
  optimiser: Optimiser,
  w: readonly number[],
  gradient: readonly number[],
  rate: number,
): number[] {
  const { kind, weightDecay: decay } = optimiser;
  const pull = (p: number, g: number) =>
    decay !== 0 && kind !== "adamw" ? c.add(g, c.mul(decay, p)) : g;
  const average = (state: number, keep: number, x: number) =>
    c.add(c.mul(state, keep), c.mul(c.mul(1 - keep, x), x));
  const move = (p: number, step: number) => c.add(p, c.mul(-rate, step));
  switch (optimiser.kind) {
    case "sgd":
      return w.map((p, i) => move(p, pull(p, gradient[i]!)));
    case "momentum":
    case "nesterov":
      return w.map((p, i) => {
        const g = pull(p, gradient[i]!);
        const v = c.add(c.mul(0, optimiser.momentum), g);
        return move(p, kind === "nesterov" ? c.add(g, c.mul(optimiser.momentum, v)) : v);
      });
    case "adagrad":
      return w.map((p, i) => {
        const g = pull(p, gradient[i]!);
        const s = c.add(optimiser.initial, c.mul(g, g));
        return c.add(p, c.div(c.mul(-rate, g), c.add(c.sqrt(s), optimiser.epsilon)));
      });
    case "adadelta":
      return w.map((p, i) => {
        const g = pull(p, gradient[i]!);
        const s = average(0, optimiser.rho, g);
        const deviation = c.sqrt(c.add(s, optimiser.epsilon));
        const length = c.sqrt(c.add(0, optimiser.epsilon));
        const d = c.mul(c.div(length, deviation), g);
        average(0, optimiser.rho, d);
        return move(p, d);
      });
    case "rmsprop":
      return w.map((p, i) => {
        const g = pull(p, gradient[i]!);
        const deviation = c.add(c.sqrt(average(0, optimiser.alpha, g)), optimiser.epsilon);
        return c.add(p, c.div(c.mul(-rate, g), deviation));
      });
    case "adam":
    case "adamw":
      return updateAdam(c, optimiser, w, gradient.map((g, i) => pull(w[i]!, g)), rate, average);
  }
}

function updateAdam(
  c: CountedArithmetic,
  { kind, beta1, beta2, epsilon, weightDecay }: Extract<Optimiser, { readonly beta1: number }>,
  w: readonly number[],
  gradient: readonly number[],
  rate: number,
  average: (state: number, keep: number, x: number) => number,
): number[] {
  const [power1, power2] = [c.mul(1, beta1), c.mul(1, beta2)];
  const step = c.div(rate, c.sub(1, power1));
  const correction = c.sqrt(c.sub(1, power2));
  const kept = kind === "adamw" ? c.sub(1, c.mul(rate, weightDecay)) : 1;
  return w.map((p, i) => {
    const held = kind === "adamw" ? c.mul(p, kept) : p;
    const m = c.add(c.mul(0, beta1), c.mul(1 - beta1, gradient[i]!));
    const v = average(0, beta2, gradient[i]!);
    const deviation = c.add(c.div(c.sqrt(v), correction), epsilon);
    return c.add(held, c.div(c.mul(-step, m), deviation));
  });
}
