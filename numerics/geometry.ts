/**
 * Pairs of a regulariser R and a reparametrisation x = q(u) for which mirror descent on R and gradient
 * descent in u are the same flow: J_q·J_qᵀ = (∇²R)⁻¹.
 *
 * Ghai, Lu & Hazan 2022, Non-convex online learning via algorithmic equivalence (arXiv 2205.15235),
 * theorem 1 and its examples.
 */

import { exp, log } from "./elementary.ts";

/**
 * All act on each coordinate x alone.
 * - `log_barrier`: R = −Σ log x, q(u) = eᵘ, x > 0.
 * - `entropy`: R = Σ (x log x − x), q(u) = u²/4 with u ≥ 0, x > 0.
 * - `euclidean`: R = Σ x²/2, q(u) = u, any x: both descents are the same map.
 */
export type Geometry = "log_barrier" | "entropy" | "euclidean";

/** Gives (∇R)⁻¹(∇R(x) − step), NaN where the step leaves the range of ∇R. */
export function stepMirror(geometry: Geometry, x: number, step: number): number {
  if (geometry === "euclidean") return x - step;
  if (geometry === "entropy") return x * exp(-step);
  const denominator = 1 + x * step;
  return denominator > 0 ? x / denominator : NaN;
}

/** Gives x = q(u). */
export function mapToPoint(geometry: Geometry, u: number): number {
  if (geometry === "euclidean") return u;
  return geometry === "entropy" ? (u * u) / 4 : exp(u);
}

/** Gives u = q⁻¹(x) for an x of the geometry's domain. */
export function mapToParameter(geometry: Geometry, x: number): number {
  if (geometry === "euclidean") return x;
  return geometry === "entropy" ? 2 * Math.sqrt(x) : log(x);
}

/** Gives q'(u). */
export function computeStretch(geometry: Geometry, u: number): number {
  if (geometry === "euclidean") return 1;
  return geometry === "entropy" ? u / 2 : exp(u);
}
