/**
 * Continuations of a trajectory that know nothing of operators: the baselines of a forecast.
 *
 * w₀ = w(t2), w₁ = w(t2 − h), w₂ = w(t2 − 2h) ∈ ℝᴰ, lag h, s = k/h for k steps after t2:
 *
 * | kind      | ŵ(t2 + k)                                        | exact for          |
 * | --------- | ------------------------------------------------ | ------------------ |
 * | hold      | w₀                                               | a standstill       |
 * | linear    | w₀ + s·(w₀ − w₁)                                 | straight lines     |
 * | quadratic | w₀ + s·(w₀ − w₁) + s·(s + 1)/2·(w₀ − 2·w₁ + w₂)  | parabolas          |
 * | average   | mean of all n snapshots                          | noise around a point |
 *
 * The first three are Newton's backward difference formula (Hildebrand 1987, Introduction to Numerical Analysis,
 * §4.3), cut after its first, second and third term. The average is that of Polyak & Juditsky 1992, SIAM J. Control
 * Optim. 30: it tells how much of a gain is the mere averaging of a stochastic optimiser's noise.
 */

import { KooplineError } from "../schemas/error.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/** A baseline. */
export type Extrapolation = "hold" | "linear" | "quadratic" | "average";

/**
 * Chooses the lag h = min(T, ⌊(n − 1)/2⌋) of a window of n snapshots, at least 1: as far back as the prediction
 * reaches ahead, while three snapshots fit the window.
 *
 * @param ahead T, in snapshots.
 */
export function chooseLag(snapshots: number, ahead: number): number {
  return Math.max(1, Math.min(ahead, Math.floor((snapshots - 1) / 2)));
}

/**
 * Extrapolates.
 *
 * @param snapshots n × D, one a row, equally far apart in time; the last is w(t2).
 * @param lag h, in snapshots.
 * @param steps where to, in snapshots after t2.
 * @returns steps × D.
 * @throws KooplineError `numeric.undefined` when the window has too few snapshots.
 */
export function extrapolateSnapshots(
  snapshots: Matrix,
  kind: Extrapolation,
  lag: number,
  steps: Int32Array,
): Matrix {
  const { rows, columns: width, data } = snapshots;
  const needed = 1 + lag * ({ hold: 0, average: 0, linear: 1, quadratic: 2 } as const)[kind];
  if (rows < needed) {
    throw new KooplineError({
      code: "numeric.undefined",
      expected: `at least ${needed} snapshots for ${kind} extrapolation with a lag of ${lag}`,
      found: `${rows}`,
      hint: "Widen the window of the fit, or leave the method out.",
    });
  }
  const row = (back: number) => data.subarray((rows - 1 - back) * width, (rows - back) * width);
  const w0 = kind === "average" ? averageRows(snapshots) : row(0);
  // What a kind does not look at adds w₀ − w₀ = 0.
  const w1 = kind === "linear" || kind === "quadratic" ? row(lag) : w0;
  const w2 = kind === "quadratic" ? row(2 * lag) : w0;
  const result = createMatrix(steps.length, width);
  steps.forEach((step, i) => {
    const s = step / lag;
    const curvature = kind === "quadratic" ? s * (s + 1) / 2 : 0;
    const into = result.data.subarray(i * width, (i + 1) * width);
    for (let j = 0; j < width; j++) {
      into[j] = w0[j]! + s * (w0[j]! - w1[j]!) + curvature * (w0[j]! - 2 * w1[j]! + w2[j]!);
    }
  });
  return result;
}

function averageRows({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) mean[j]! += data[i * columns + j]!;
  }
  return mean.map((sum) => sum / rows);
}
