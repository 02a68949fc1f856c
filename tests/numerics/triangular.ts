/**
 * The complex Schur form A = Z·T·Zᴴ of a real matrix, computed in the kernel
 * (`kernels/linear_algebra_hessenberg.ts`, `…_schur.ts`, `…_triangular.ts`).
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithms 7.4.2, 7.5.2 and section 7.4.3.
 */

import * as kernel from "../../kernels/linear_algebra.wasm";
import type { ComplexMatrix } from "../../numerics/complex_matrix.ts";
import { failConvergence } from "../../numerics/eigen.ts";
import { borrowMemory, placeNumbers, PRODUCT_SCRATCH } from "../../numerics/kernel_memory.ts";
import type { Matrix } from "../../numerics/matrix.ts";

/** T upper triangular with the eigenvalues on its diagonal, Z unitary; both n × n. */
export interface TriangularForm {
  readonly t: ComplexMatrix;
  readonly z: ComplexMatrix;
}

/**
 * Decomposes a real square matrix.
 *
 * @param a n × n, finite, near 1 in its largest magnitude.
 * @returns T and Z; of a conjugate pair, the eigenvalue with the positive imaginary part comes first.
 * @throws KooplineError `numeric.no_convergence`.
 */
export function decomposeTriangular(a: Matrix): TriangularForm {
  const n = a.rows;
  return borrowMemory((memory) => {
    const tRe = placeNumbers(memory, a.data);
    const [tIm, zRe, zIm] = [
      memory.take(8 * n * n),
      memory.take(8 * n * n),
      memory.take(8 * n * n),
    ];
    const scratch = memory.take(kernel.eigenScratch(n) >>> 0);
    const row = kernel.decomposeTriangular(n, tRe, tIm, zRe, zIm, PRODUCT_SCRATCH, scratch);
    if (row !== 0) throw failConvergence(row, memory.f64(tIm, 1)[0]);
    const read = (pointer: number): Matrix => {
      return { rows: n, columns: n, data: memory.f64(pointer, n * n).slice() };
    };
    return { t: { re: read(tRe), im: read(tIm) }, z: { re: read(zRe), im: read(zIm) } };
  });
}
