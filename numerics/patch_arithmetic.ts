/** The arithmetic of each precision. */

import { openFloat32 } from "./patch_float32.ts";
import type { PatchArithmetic, PatchPrecision } from "./patch_precision.ts";
import { factorTall } from "./patch_tall.ts";
import { multiply, multiplyByTransposed, multiplyTransposed } from "./product.ts";
import { decomposeSingular } from "./svd.ts";

const FLOAT64: PatchArithmetic = {
  precision: "float64",
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
