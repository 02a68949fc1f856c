/// <reference path="./assembly.d.ts" />

/**
 * Dense linear algebra in doubles: what `numerics` computes on matrices, compiled to one module.
 *
 * Matrices are row-major. Pointers are byte offsets into the module's memory; a stride is the distance
 * of two rows in doubles. Nothing is allocated here: callers pass scratch memory of the stated size.
 * Sums have one fixed order, so results are the same to the bit everywhere.
 * `deno run -A kernels/build.ts` builds the committed `linear_algebra.wasm`.
 */

export { multiply, multiplySelf, productScratch } from "./linear_algebra_product.ts";
export { decomposeEigen, decomposeTriangular, eigenScratch } from "./linear_algebra_eigen.ts";
export { applyQ, factorPivoted, takeTriangle } from "./linear_algebra_qr.ts";
export { reflectionScratch } from "./linear_algebra_reflection.ts";
export { decomposeSingular, singularScratch } from "./linear_algebra_singular.ts";
export { decomposeSymmetric, symmetricScratch } from "./linear_algebra_symmetric.ts";
export { findLargest, scale } from "./linear_algebra_vector.ts";

/** The first byte behind the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}
