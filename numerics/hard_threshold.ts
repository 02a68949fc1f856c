/**
 * The optimal hard threshold for singular values under noise of unknown level: τ = ω(β)·median(σ).
 *
 * Gavish & Donoho 2014, The Optimal Hard Threshold for Singular Values is 4/√3, IEEE Trans. Inf. Theory
 * 60(8). ω(β) = λ*(β)/√μ_β (eq. 5), λ*(β) from eq. 11; β = rows/columns ≤ 1; μ_β is the median of the
 * Marchenko–Pastur law with density √((b − t)(t − a)) / (2πβt) on [a, b] = [(1 − √β)², (1 + √β)²].
 */

import { atan2, cos, sin } from "./elementary.ts";

const PI = atan2(0, -1);

/** Gives ω(β) for an aspect ratio 0 < β ≤ 1. */
export function computeOptimalThreshold(aspect: number): number {
  const sum = aspect + 1;
  const root = Math.sqrt(aspect * aspect + 14 * aspect + 1);
  const shrink = Math.sqrt(2 * sum + (8 * aspect) / (sum + root));
  return shrink / Math.sqrt(findMarchenkoPasturMedian(aspect));
}

/** Finds μ_β by halving in θ, where t = c − h cos θ with c = 1 + β, h = 2√β, runs from a to b. */
function findMarchenkoPasturMedian(aspect: number): number {
  let low = 0;
  let high = PI;
  for (let halving = 0; halving < 60; halving++) {
    const angle = (low + high) / 2;
    if (measureMass(aspect, angle) < 0.5) low = angle;
    else high = angle;
  }
  return 1 + aspect - 2 * Math.sqrt(aspect) * cos(low);
}

/**
 * The share of the law below θ:
 * (πβ + h sin θ + c(θ − π/2) − (1 − β)·atan2(h − c cos θ, (1 − β) sin θ)) / (2πβ), the integral of the
 * density in closed form.
 */
function measureMass(aspect: number, angle: number): number {
  const centre = 1 + aspect;
  const half = 2 * Math.sqrt(aspect);
  const rest = 1 - aspect;
  const inner = atan2(half - centre * cos(angle), rest * sin(angle));
  const area = half * sin(angle) + centre * (angle - PI / 2) - rest * inner;
  return (PI * aspect + area) / (2 * PI * aspect);
}
