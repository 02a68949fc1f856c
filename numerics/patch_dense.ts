/** Products and singular values of matrices in the kernel of patch operators, in either precision. */

import { KooplineError } from "../schemas/error.ts";
import { createMatrix, type Matrix, transpose } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import type { PatchKernel } from "./patch_kernel.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";
import type { SingularFactors } from "./svd.ts";

/** A factor: the matrix, or its transpose. */
interface Factor {
  readonly matrix: Matrix;
  readonly transposed: boolean;
}

/** Gives the product of two factors. */
export function multiplyIn(kernel: PatchKernel, a: Factor, b: Factor): Matrix {
  const [m, depth] = measure(a);
  const n = measure(b)[1];
  const mark = kernel.arena.mark();
  try {
    const left = kernel.place(a.matrix.data);
    const right = kernel.place(b.matrix.data);
    const into = kernel.arena.take(kernel.size * m * n);
    const one = [left, a.matrix.columns, Number(a.transposed)] as const;
    const other = [right, b.matrix.columns, Number(b.transposed)] as const;
    kernel.multiply(m, n, depth, ...one, ...other, into, n, kernel.product);
    return { rows: m, columns: n, data: kernel.copy(into, m * n) };
  } finally {
    kernel.arena.release(mark);
  }
}

function measure({ matrix, transposed }: Factor): readonly [number, number] {
  return transposed ? [matrix.columns, matrix.rows] : [matrix.rows, matrix.columns];
}

/**
 * Decomposes a matrix as `svd.ts` does (`kernels/patch_singular.ts`).
 *
 * @throws KooplineError `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeIn(kernel: PatchKernel, x: Matrix): SingularFactors {
  if (x.rows <= x.columns) return decomposeWide(kernel, x);
  const { left, values, rightTransposed } = decomposeWide(kernel, transpose(x));
  return { left: transpose(rightTransposed), values, rightTransposed: transpose(left) };
}

function decomposeWide(
  kernel: PatchKernel,
  { rows: n, columns: m, data }: Matrix,
): SingularFactors {
  const what = `the singular value decomposition of a ${n} × ${m} matrix`;
  assertMemory(3 * n * m + 6 * n * n, what, "Take smaller patches or fewer snapshots.");
  const mark = kernel.arena.mark();
  try {
    // A power of two, so that squares stay in range and no digit changes.
    const scale = floorPowerOfTwo(findLargest(data));
    const b = kernel.place(data.map((value) => value / scale));
    const w = kernel.arena.take(kernel.size * n * m);
    const sigma = kernel.arena.take(8 * n);
    const j = kernel.arena.take(kernel.size * n * n);
    const scratch = kernel.arena.take(kernel.singularScratch(n, m));
    const cosine = kernel.decomposeSingular(n, m, b, w, sigma, j, kernel.product, scratch);
    if (cosine !== 0) throw failConvergence(cosine);
    const values = kernel.arena.f64(sigma, n).slice();
    const falling = Array.from(values.keys()).sort((p, q) => values[q]! - values[p]! || p - q);
    return {
      left: transpose(takeRows(kernel.view(j, n * n), n, falling)),
      values: Float64Array.from(falling, (i) => values[i]! * scale),
      rightTransposed: takeRows(kernel.view(w, n * m), m, falling),
    };
  } finally {
    kernel.arena.release(mark);
  }
}

/** Copies rows in the given order. */
function takeRows(
  rows: Float32Array | Float64Array,
  width: number,
  order: readonly number[],
): Matrix {
  const result = createMatrix(order.length, width);
  order.forEach((from, to) => {
    result.data.set(rows.subarray(from * width, (from + 1) * width), to * width);
  });
  return result;
}

function failConvergence(cosine: number): KooplineError {
  return new KooplineError({
    code: "numeric.no_convergence",
    expected: "orthogonal vectors after 60 Jacobi sweeps",
    found: `a cosine of ${cosine}`,
  });
}
