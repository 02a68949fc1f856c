/**
 * Pairs of a regulariser R and a reparametrisation x = q(u) for which mirror descent on R and gradient
 * descent in u are the same flow: J_q·J_qᵀ = (∇²R)⁻¹.
 *
 * Ghai, Lu & Hazan 2022, Non-convex online learning via algorithmic equivalence (arXiv 2205.15235),
 * theorem 1 and its examples.
 */

import { exp, log } from "./elementary.ts";

/**
 * Both act on each coordinate x > 0 alone.
 * - `log_barrier`: R = −Σ log x, q(u) = eᵘ.
 * - `entropy`: R = Σ (x log x − x), q(u) = u²/4 with u ≥ 0.
 */
export type Geometry = "log_barrier" | "entropy";

/** Gives (∇R)⁻¹(∇R(x) − step), NaN where the step leaves the range of ∇R. */
export function stepMirror(geometry: Geometry, x: number, step: number): number {
  if (geometry === "entropy") return x * exp(-step);
  const denominator = 1 + x * step;
  return denominator > 0 ? x / denominator : NaN;
}

/** Gives x = q(u). */
export function mapToPoint(geometry: Geometry, u: number): number {
  return geometry === "entropy" ? (u * u) / 4 : exp(u);
}

/** Gives u = q⁻¹(x) for x > 0. */
export function mapToParameter(geometry: Geometry, x: number): number {
  return geometry === "entropy" ? 2 * Math.sqrt(x) : log(x);
}

/** Gives q'(u). */
export function computeStretch(geometry: Geometry, u: number): number {
  return geometry === "entropy" ? u / 2 : exp(u);
}
