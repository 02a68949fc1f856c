/** Dense algebra in the precision that patch operators are computed in. */

import type { Matrix } from "./matrix.ts";
import type { TallFactors } from "./patch_tall.ts";
import type { SingularFactors } from "./svd.ts";

/** 2⁻²³: the distance from 1 to the next float. */
export const FLOAT32_EPSILON = 1.1920928955078125e-7;

/** The precision of an arithmetic. */
export type PatchPrecision = "float32" | "float64";

/**
 * Products and factorisations whose every operation rounds to one precision. Matrices are handed around as
 * doubles; in float32 each holds a float, so that a copy to the kernel and back is exact.
 */
export interface PatchArithmetic {
  readonly precision: PatchPrecision;
  /** Rounds a number to the precision. */
  round(x: number): number;
  /** A·B. */
  multiply(a: Matrix, b: Matrix): Matrix;
  /** Aᵀ·B. */
  multiplyTransposed(a: Matrix, b: Matrix): Matrix;
  /** A·Bᵀ. */
  multiplyByTransposed(a: Matrix, b: Matrix): Matrix;
  /** X = U·Σ·Vᵀ, as {@link decomposeSingular}. */
  decomposeSingular(x: Matrix): SingularFactors;
  /** R of the pairs of paths, as `patch_tall.ts` takes it. */
  takePairTriangle(paths: Matrix, constant: boolean): Matrix;
  /** Q·R of more rows than columns, as {@link factorTall}. */
  factorTall(columns: Matrix): TallFactors;
}
