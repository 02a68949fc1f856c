/**
 * Online mirror descent in x and online gradient descent in u, x = q(u), on a box.
 *
 * Ghai, Lu & Hazan 2022 (arXiv 2205.15235), algorithms 1 and 2, with a loss that stays the same:
 * - mirror: x⁺ = Π((∇R)⁻¹(∇R(x) − η ∇f(x))), Π the Bregman projection;
 * - gradient: u⁺ = Π(u − η ∇_u f(q(u))), Π the Euclidean projection.
 * On a box with a separable R both projections clip each coordinate.
 */

import { KooplineError } from "../schemas/error.ts";
import {
  computeStretch,
  type Geometry,
  mapToParameter,
  mapToPoint,
  stepMirror,
} from "./geometry.ts";
import { computeSlope, type Loss } from "./loss.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/** Which of the two algorithms, and so which coordinate it moves: x (mirror) or u (gradient). */
export type DescentMethod = "mirror" | "gradient";

/** A descent but for where it starts. */
export interface DescentProblem {
  readonly method: DescentMethod;
  readonly geometry: Geometry;
  readonly loss: Loss;
  /** η > 0. */
  readonly rate: number;
  /** Bounds of every coordinate of x, low < high; 0 < low but for the geometry `euclidean`. */
  readonly box: { readonly low: number; readonly high: number };
}

/**
 * Runs a descent.
 *
 * @param start the initial condition in the method's own coordinate, D numbers inside the box.
 * @param snapshots T ≥ 1, the initial condition and T − 1 steps.
 * @returns T × D in the method's own coordinate.
 * @throws KooplineError `numeric.not_finite` when a step leaves the domain of the regulariser.
 */
export function runDescent(
  problem: DescentProblem,
  start: Float64Array,
  snapshots: number,
): Matrix {
  const d = start.length;
  const trajectory = createMatrix(snapshots, d);
  const bounds = findBounds(problem);
  trajectory.data.set(start);
  for (let place = d; place < trajectory.data.length; place++) {
    const before = trajectory.data[place - d]!;
    const after = stepCoordinate(problem, before);
    if (!Number.isFinite(after)) throw failStep(before, after, Math.floor(place / d));
    trajectory.data[place] = Math.min(Math.max(after, bounds.low), bounds.high);
  }
  return trajectory;
}

/** Gives the box's bounds in the method's own coordinate. */
export function findBounds(
  { method, geometry, box }: Pick<DescentProblem, "method" | "geometry" | "box">,
): { readonly low: number; readonly high: number } {
  if (method === "mirror") return box;
  return { low: mapToParameter(geometry, box.low), high: mapToParameter(geometry, box.high) };
}

function stepCoordinate(
  { method, geometry, loss, rate }: DescentProblem,
  before: number,
): number {
  if (method === "mirror") return stepMirror(geometry, before, rate * computeSlope(loss, before));
  const slope = computeSlope(loss, mapToPoint(geometry, before));
  return before - rate * computeStretch(geometry, before) * slope;
}

function failStep(before: number, after: number, step: number): KooplineError {
  return new KooplineError({
    code: "numeric.not_finite",
    expected: "a step that stays in the regulariser's domain",
    found: `${after} after ${before} at step ${step}`,
    hint: "Lower the rate.",
  });
}
