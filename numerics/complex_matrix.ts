/** Dense complex matrices: real and imaginary parts apart, each row-major. */

import { createMatrix, type Matrix } from "./matrix.ts";

/** A matrix whose element (i, j) is `re.data[i·columns + j] + i·im.data[i·columns + j]`. */
export interface ComplexMatrix {
  readonly re: Matrix;
  readonly im: Matrix;
}

/** Makes a complex matrix of zeros. */
export function createComplexMatrix(rows: number, columns: number): ComplexMatrix {
  return { re: createMatrix(rows, columns), im: createMatrix(rows, columns) };
}

/** A complex vector. */
export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}
