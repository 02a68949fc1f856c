/** A large matrix that stays in the kernel's memory while many small ones are multiplied with it. */

import * as kernel from "../kernels/linear_algebra.wasm";
import { borrowMemory, placeNumbers, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { multiply, multiplyByTransposed } from "./product.ts";

/** Products with a matrix S (m × n). */
export interface MatrixProducts {
  /** Gives A·S for A, b × m. */
  readonly multiply: (a: Matrix) => Matrix;
  /** Gives A·Sᵀ for A, b × n. */
  readonly multiplyTransposed: (a: Matrix) => Matrix;
}

/** Gives products with a matrix where it lies; the same to the bit as with a resident one. */
export function openProducts(s: Matrix): MatrixProducts {
  return {
    multiply: (a) => multiply(a, s),
    multiplyTransposed: (a) => multiplyByTransposed(a, s),
  };
}

/**
 * Puts a matrix into the kernel's memory for the time of a call.
 *
 * @param use what multiplies with it.
 * @throws KooplineError `numeric.too_large`; what `use` throws.
 */
export function holdMatrix<T>(s: Matrix, use: (products: MatrixProducts) => T): T {
  return borrowMemory((memory) => {
    const place = placeNumbers(memory, s.data);
    const run = (a: Matrix, columns: number, transposed: boolean) =>
      borrowMemory(() => {
        const left = placeNumbers(memory, a.data);
        const target = memory.take(8 * a.rows * columns);
        const result = createMatrix(a.rows, columns);
        kernel.multiply(
          a.rows,
          columns,
          a.columns,
          1,
          left,
          a.columns,
          0,
          place,
          s.columns,
          Number(transposed),
          target,
          columns,
          0,
          PRODUCT_SCRATCH,
        );
        result.data.set(memory.f64(target, result.data.length));
        return result;
      });
    return use({
      multiply: (a) => run(a, s.columns, false),
      multiplyTransposed: (a) => run(a, s.rows, true),
    });
  });
}
