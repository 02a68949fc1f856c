/** The solver's loss, written for reading: a point at a time, in doubles, with JavaScript's own functions. */

import type { SolverProblem, SolverSystem } from "../../training/solver_problem.ts";

/** A number that moves: its value, and its derivative by time. */
interface Moving {
  readonly value: number;
  readonly rate: number;
}

/** The mean over the points of the sum of squared residuals of Hamilton's equations. */
export function measureReference(system: SolverSystem, parameters: ArrayLike<number>): number {
  const { points, end, problem } = system;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const trial = solveReference(system, parameters, end * i / (points - 1));
    const expected = HAMILTON[problem](trial.map(({ value }) => value));
    trial.forEach(({ rate }, k) => sum += (rate - expected[k]!) ** 2);
  }
  return sum / points;
}

/** The trial solution ẑ(t) = z₀ + (1 − e⁻ᵗ)·N(t), and its derivative. */
export function solveReference(
  system: SolverSystem,
  parameters: ArrayLike<number>,
  t: number,
): readonly Moving[] {
  const rise = 1 - Math.exp(-t);
  return applyNet(system, parameters, t).map(({ value, rate }, k) => ({
    value: system.initial[k]! + rise * value,
    rate: Math.exp(-t) * value + rise * rate,
  }));
}

/** Hamilton's equations: positions move by momenta, momenta by forces. */
export const HAMILTON: Readonly<Record<SolverProblem, (z: readonly number[]) => number[]>> = {
  nonlinear_oscillator: ([x = 0, p = 0]) => [p, -x - x ** 3],
  henon_heiles: ([x = 0, y = 0, px = 0, py = 0]) => [px, py, -x - 2 * x * y, -y - x * x + y * y],
};

function applyNet(
  { layers }: SolverSystem,
  parameters: ArrayLike<number>,
  t: number,
): readonly Moving[] {
  let place = 0;
  let inputs: readonly Moving[] = [{ value: t, rate: 1 }];
  for (const { units, activation } of layers) {
    const weights = place;
    const biases = place + units * inputs.length;
    const width = inputs.length;
    const sums = Array.from(
      { length: units },
      (_, unit) =>
        inputs.reduce(({ value, rate }, input, k) => {
          const w = parameters[weights + unit * width + k]!;
          return { value: value + w * input.value, rate: rate + w * input.rate };
        }, { value: parameters[biases + unit]!, rate: 0 }),
    );
    place = biases + units;
    inputs = sums.map((z) => ACTIVATIONS[activation]?.(z) ?? z);
  }
  return inputs;
}

const ACTIVATIONS: Readonly<Record<string, (z: Moving) => Moving>> = {
  tanh: ({ value, rate }) => {
    const y = Math.tanh(value);
    return { value: y, rate: (1 - y * y) * rate };
  },
  sigmoid: ({ value, rate }) => {
    const y = 1 / (1 + Math.exp(-value));
    return { value: y, rate: y * (1 - y) * rate };
  },
};
