/** Dense algebra in the precision that patch operators are computed in. */

import type { Matrix } from "./matrix.ts";
import { openFloat32 } from "./patch_float32.ts";
import { factorTall, type TallFactors } from "./patch_tall.ts";
import { multiply, multiplyByTransposed, multiplyTransposed } from "./product.ts";
import { decomposeSingular, type SingularFactors } from "./svd.ts";

/** The precision of an arithmetic. */
export type PatchPrecision = "float32" | "float64";

/**
 * Products and factorisations whose every operation rounds to one precision. Matrices are handed around as
 * doubles; in float32 each holds a float, so that a copy to the kernel and back is exact.
 */
export interface PatchArithmetic {
  readonly precision: PatchPrecision;
  /** The distance from 1 to the next number: 2⁻²³ or 2⁻⁵². */
  readonly epsilon: number;
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
  /** Q·R of more rows than columns, as {@link factorTall}. */
  factorTall(columns: Matrix): TallFactors;
}

const FLOAT64: PatchArithmetic = {
  precision: "float64",
  epsilon: Number.EPSILON,
  round: (x) => x,
  multiply,
  multiplyTransposed,
  multiplyByTransposed,
  decomposeSingular,
  factorTall,
};

/** Opens the arithmetic of a precision; what it holds of a kernel's memory goes with it. */
export function openArithmetic(precision: PatchPrecision): PatchArithmetic {
  return precision === "float64" ? FLOAT64 : openFloat32();
}
