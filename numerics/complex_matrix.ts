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

/** Gives a/b by Smith's rule (1962), which neither overflows nor underflows on the way. */
export function divideComplex(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const size = b.re + ratio * b.im;
    return { re: (a.re + ratio * a.im) / size, im: (a.im - ratio * a.re) / size };
  }
  const ratio = b.re / b.im;
  const size = b.im + ratio * b.re;
  return { re: (ratio * a.re + a.im) / size, im: (ratio * a.im - a.re) / size };
}
