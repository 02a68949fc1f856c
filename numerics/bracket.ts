/**
 * Root finding on a segment: bisection and regula falsi between two points of ℝᵈ.
 *
 * The function is F(z) = Σ f(z_i); one sign decides for all coordinates, as in the published code of
 * Redman et al. 2024. With d = 1 these are the textbook methods of Redman et al. 2023 (arXiv
 * 2302.09160v1), appendix:
 * - bisection: z = (a + b)/2;
 * - regula falsi: z = a + t·(b − a), t = F(a)/(F(a) − F(b)), the root of the chord.
 * Then z replaces a where F(z) < 0 and b where F(z) > 0.
 */

import { tan } from "./elementary.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/** How the next point of the bracket is chosen. */
export type BracketMethod = "bisection" | "regula_falsi";

/**
 * An increasing function near its root 0.
 * - `tan`: f = tan z.
 * - `bent`: f = z − (δ − 1)·z², for which regula falsi from a = −1 multiplies the error b by 1 − 1/δ.
 */
export type BracketFunction =
  | { readonly kind: "tan" }
  | { readonly kind: "bent"; readonly delta: number };

/** What follows when F(z) = 0 exactly: rows of zeros, as in the authors' code, or the root held. */
export type AfterRoot = "zero" | "hold";

/** What is recorded of a bracket, each of d coordinates. */
export type BracketObservable = "point" | "left" | "right" | "width";

/** A root finding but for its bracket. */
export interface BracketProblem {
  readonly method: BracketMethod;
  readonly function: BracketFunction;
  readonly afterRoot: AfterRoot;
  readonly observables: readonly BracketObservable[];
}

/** The recorded run. */
export interface BracketRun {
  /** T × (d · number of observables): the first observable's d coordinates, then the next's. */
  readonly trajectory: Matrix;
  /** The row whose point is an exact root; undefined if there is none. */
  readonly rootStep: number | undefined;
}

/** Gives F(z) = Σ f(z_i), summed in order. */
export function evaluateFunction(chosen: BracketFunction, z: Float64Array): number {
  let sum = 0;
  for (const value of z) {
    sum += chosen.kind === "tan" ? tan(value) : value - (chosen.delta - 1) * value * value;
  }
  return sum;
}

/**
 * Runs a root finding.
 *
 * @param left a with F(a) < 0, d numbers.
 * @param right b with F(b) > 0.
 * @param snapshots T ≥ 1; row 0 is the given bracket with its first point.
 */
export function runBracket(
  problem: BracketProblem,
  left: Float64Array,
  right: Float64Array,
  snapshots: number,
): BracketRun {
  const width = left.length * problem.observables.length;
  const trajectory = createMatrix(snapshots, width);
  let [a, b] = [left, right];
  for (let row = 0; row < snapshots; row++) {
    const point = choosePoint(problem, a, b);
    recordBracket(problem.observables, { a, b, point }, trajectory, row);
    const value = evaluateFunction(problem.function, point);
    if (value === 0) {
      const state = { a: point, b: point, point };
      for (let rest = row + 1; problem.afterRoot === "hold" && rest < snapshots; rest++) {
        recordBracket(problem.observables, state, trajectory, rest);
      }
      return { trajectory, rootStep: row };
    }
    if (value < 0) a = point;
    else b = point;
  }
  return { trajectory, rootStep: undefined };
}

function choosePoint(
  { method, function: chosen }: BracketProblem,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  if (method === "bisection") return a.map((value, i) => (value + b[i]!) / 2);
  const below = evaluateFunction(chosen, a);
  const share = below / (below - evaluateFunction(chosen, b));
  return a.map((value, i) => value + share * (b[i]! - value));
}

function recordBracket(
  observables: readonly BracketObservable[],
  { a, b, point }: { a: Float64Array; b: Float64Array; point: Float64Array },
  trajectory: Matrix,
  row: number,
): void {
  const d = a.length;
  observables.forEach((observable, index) => {
    const values = {
      point,
      left: a,
      right: b,
      width: b.map((value, i) => value - a[i]!),
    }[observable];
    trajectory.data.set(values, row * trajectory.columns + index * d);
  });
}
