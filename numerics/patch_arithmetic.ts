/** The arithmetic of each precision. */

import type { Matrix } from "./matrix.ts";
import { decomposeIn, multiplyIn } from "./patch_dense.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import type { PatchArithmetic, PatchPrecision } from "./patch_precision.ts";
import { factorTall, takePairTriangle } from "./patch_tall.ts";
import { multiply, multiplyByTransposed, multiplyTransposed } from "./product.ts";
import { decomposeLarge } from "./patch_wide.ts";

const plain = (matrix: Matrix) => ({ matrix, transposed: false });
const turned = (matrix: Matrix) => ({ matrix, transposed: true });

/** Opens the arithmetic of a precision; what it holds of a kernel's memory goes with it. */
export function openArithmetic(precision: PatchPrecision): PatchArithmetic {
  const kernel = openPatchKernel(precision);
  const factorTallIn = (columns: Matrix) => factorTall(openPatchKernel(precision), columns);
  if (precision === "float64") {
    return {
      precision,
      round: (x) => x,
      multiply,
      multiplyTransposed,
      multiplyByTransposed,
      decomposeSingular: decomposeLarge,
      takePairTriangle: (paths, constant) => takePairTriangle(kernel, paths, constant),
      factorTall: factorTallIn,
    };
  }
  return {
    precision,
    round: Math.fround,
    multiply: (a, b) => multiplyIn(kernel, plain(a), plain(b)),
    multiplyTransposed: (a, b) => multiplyIn(kernel, turned(a), plain(b)),
    multiplyByTransposed: (a, b) => multiplyIn(kernel, plain(a), turned(b)),
    decomposeSingular: (x) => decomposeIn(kernel, x),
    takePairTriangle: (paths, constant) => takePairTriangle(kernel, paths, constant),
    factorTall: factorTallIn,
  };
}
