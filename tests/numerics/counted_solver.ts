/** A net that solves Hamilton's equations, in counted arithmetic: loss and gradient, by its formulas. */

import type { SolverSystem } from "../../training/solver_trainer.ts";
import {
  applyRows,
  type CountedArithmetic,
  sumProducts,
  transposeRows,
} from "./counted_arithmetic.ts";
import { cutLayers, joinLayers } from "./counted_net.ts";

/** A number of each unit: values, and their derivatives by time. */
interface Dual {
  readonly value: number[];
  readonly tangent: number[];
}

/** Computes the loss and its gradient by all parameters. */
export function stepSolver(
  c: CountedArithmetic,
  system: SolverSystem,
  parameters: readonly number[],
): { readonly loss: number; readonly gradient: number[] } {
  const layers = cutLayers(system, parameters);
  const gradient = layers.map(({ weights, bias }) => ({
    weights: weights.map((row) => row.map(() => 0)),
    bias: bias?.map(() => 0),
  }));
  let sum = 0;
  for (let i = 0; i < system.points; i++) {
    const t = system.end * i / (system.points - 1);
    const inputs: Dual[] = [{ value: [t], tangent: [1] }];
    layers.forEach(({ weights, bias }, l) => {
      const x = inputs[l]!;
      const z = applyRows(c, weights, x.value, bias);
      const dz = applyRows(c, weights, x.tangent);
      inputs.push(activate(c, system.layers[l]!.activation, z, dz));
    });
    const measured = measureResiduals(c, system, inputs.at(-1)!, t);
    sum = c.add(sum, measured.square);
    let delta: Dual = measured.delta;
    for (let l = layers.length - 1; l >= 0; l--) {
      const { value, tangent } = inputs[l]!;
      const own = gradient[l]!;
      own.weights = own.weights.map((row, k) =>
        row.map((total, j) =>
          c.add(
            total,
            c.add(c.mul(delta.value[k]!, value[j]!), c.mul(delta.tangent[k]!, tangent[j]!)),
          )
        )
      );
      own.bias = own.bias?.map((total, k) => c.add(total, delta.value[k]!));
      if (l === 0) break;
      const columns = transposeRows(layers[l]!.weights);
      const u = columns.map((column) => sumProducts(c, column, delta.value));
      const v = columns.map((column) => sumProducts(c, column, delta.tangent));
      delta = differentiate(c, system.layers[l - 1]!.activation, inputs[l]!, u, v);
    }
  }
  return { loss: c.div(sum, system.points), gradient: joinLayers(gradient) };
}

function measureSlope(c: CountedArithmetic, kind: string, y: number): number {
  return kind === "sigmoid" ? c.mul(y, c.sub(1, y)) : c.sub(1, c.mul(y, y));
}

function activate(c: CountedArithmetic, kind: string, z: number[], dz: number[]): Dual {
  if (kind === "linear") return { value: z, tangent: dz };
  const value = z.map((x) => kind === "sigmoid" ? c.div(1, c.add(1, c.exp(-x))) : c.tanh(x));
  return { value, tangent: dz.map((d, k) => c.mul(measureSlope(c, kind, value[k]!), d)) };
}

/** δ = σ′·u + σ″·ż·v and η = σ′·v, where σ″·ż = (1 − 2y)·ẏ or −2y·ẏ. */
function differentiate(
  c: CountedArithmetic,
  kind: string,
  { value, tangent }: Dual,
  u: number[],
  v: number[],
): Dual {
  const slopes = value.map((y) => measureSlope(c, kind, y));
  const bends = value.map((y, k) =>
    c.mul(c.sub(kind === "sigmoid" ? 1 : 0, c.add(y, y)), tangent[k]!)
  );
  return {
    value: u.map((a, k) => c.add(c.mul(slopes[k]!, a), c.mul(bends[k]!, v[k]!))),
    tangent: v.map((b, k) => c.mul(slopes[k]!, b)),
  };
}

/** Trial solution, residuals, and the gradient of the mean square by N and Ṅ. */
function measureResiduals(c: CountedArithmetic, system: SolverSystem, net: Dual, t: number) {
  const [rise, slope] = [1 - Math.exp(-t), Math.exp(-t)];
  const state = net.value.map((n, k) => c.add(system.initial[k]!, c.mul(rise, n)));
  const velocity = net.value.map((n, k) => c.add(c.mul(slope, n), c.mul(rise, net.tangent[k]!)));
  const factor = 2 / system.points;
  const { residuals, push } = system.problem === "henon_heiles"
    ? measureHenonHeiles(c, state, velocity)
    : measureOscillator(c, state, velocity);
  // Without the add to the total: n products and n − 1 sums.
  const square = residuals.slice(1).reduce(
    (sum, r) => c.add(sum, c.mul(r, r)),
    c.mul(residuals[0]!, residuals[0]!),
  );
  const byVelocity = residuals.map((r) => c.mul(factor, r));
  const byState = push(byVelocity);
  return {
    square,
    delta: {
      value: byState.map((s, k) => c.add(c.mul(rise, s), c.mul(slope, byVelocity[k]!))),
      tangent: byVelocity.map((s) => c.mul(rise, s)),
    },
  };
}

function measureOscillator(c: CountedArithmetic, [x = 0, p = 0]: number[], velocity: number[]) {
  const square = c.mul(x, x);
  const force = c.add(x, c.mul(square, x));
  return {
    residuals: [c.sub(velocity[0]!, p), c.add(velocity[1]!, force)],
    push: ([g0 = 0, g1 = 0]: number[]) => [c.mul(g1, c.add(c.mul(3, square), 1)), -g0],
  };
}

function measureHenonHeiles(
  c: CountedArithmetic,
  [x = 0, y = 0, px = 0, py = 0]: number[],
  velocity: number[],
) {
  const [twice, bend] = [c.mul(2, y), c.mul(2, x)];
  const stiff = c.add(1, twice);
  const forces = [c.mul(x, stiff), c.add(c.mul(x, x), c.sub(y, c.mul(y, y)))];
  return {
    residuals: [
      c.sub(velocity[0]!, px),
      c.sub(velocity[1]!, py),
      c.add(velocity[2]!, forces[0]!),
      c.add(velocity[3]!, forces[1]!),
    ],
    push: ([g0 = 0, g1 = 0, g2 = 0, g3 = 0]: number[]) => [
      c.add(c.mul(g2, stiff), c.mul(g3, bend)),
      c.add(c.mul(g2, bend), c.mul(g3, c.sub(1, twice))),
      -g0,
      -g1,
    ],
  };
}
