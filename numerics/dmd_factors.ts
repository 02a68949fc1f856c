/** What a fit needs of its data, whichever way it was computed: X ≈ U Σ Vᵀ of rank k, and Uᵀ·Y. */

import type { Matrix } from "./matrix.ts";

/** How the factors of X are computed. */
export type FactorRoute = "svd" | "krylov" | "kernel";

/** The factors of pairs. */
export interface PairFactors {
  readonly route: FactorRoute;
  /** What 1 in the factors is in the data's unit: the stack's scale; 1 for features. */
  readonly unit: number;
  /** σ, largest first: all min(n, P) on the route `svd`, as many as the rank rule asked for otherwise. */
  readonly values: Float64Array;
  /** k. */
  readonly rank: number;
  /** The relative cut-off that was applied. */
  readonly cutoff: number;
  /** Vᵀ, k × P. */
  readonly right: Matrix;
  /** Uᵀ·Y, k × P. */
  readonly after: Matrix;
  /** Carries reduced vectors to the observables, n × k. */
  readonly basis: Matrix;
  /** ⟨‖x‖²⟩ over pairs, in units of the stack's scale². */
  readonly meanSquare: number;
}
