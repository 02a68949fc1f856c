/**
 * Eigenvectors of an upper triangular complex matrix by substitution, as in LAPACK's ztrevc.
 *
 * Right: (T − λ_j)·y = 0 from row j upwards. Left: x·(T − λ_j) = 0 from column j rightwards. A pivot
 * below 2⁻⁵² of T's size, as in a repeated eigenvalue, is replaced by that: the vectors then belong to
 * a matrix that differs from T by no more than rounding.
 */

import { type Complex, type ComplexMatrix, divideComplex } from "./complex_matrix.ts";
import { findLargest } from "./scale.ts";

/** 2³⁰⁰; entries beyond this are scaled down, so that chains of small pivots do not overflow. */
const LARGE = 2.037035976334486e90;

/** A complex vector. */
export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Gives the smallest pivot that substitution divides by. */
export function chooseSmallestPivot({ re, im }: ComplexMatrix): number {
  const largest = Math.max(findLargest(re.data), findLargest(im.data));
  return Number.EPSILON * (largest === 0 ? 1 : largest);
}

/** Solves for the right eigenvector of the j-th diagonal entry; entries beyond j are zero. */
export function solveRight(t: ComplexMatrix, j: number, smallest: number): ComplexVector {
  const n = t.re.columns;
  const y = startVector(n, j);
  for (let i = j - 1; i >= 0; i--) {
    const sum = { re: 0, im: 0 };
    for (let m = i + 1; m <= j; m++) addProduct(sum, t, i * n + m, y, m);
    setQuotient(y, i, sum, findPivot(t, i, j, smallest));
  }
  return y;
}

/** Solves for the left eigenvector of the j-th diagonal entry; entries before j are zero. */
export function solveLeft(t: ComplexMatrix, j: number, smallest: number): ComplexVector {
  const n = t.re.columns;
  const x = startVector(n, j);
  for (let i = j + 1; i < n; i++) {
    const sum = { re: 0, im: 0 };
    for (let m = j; m < i; m++) addProduct(sum, t, m * n + i, x, m);
    setQuotient(x, i, sum, findPivot(t, i, j, smallest));
  }
  return x;
}

function startVector(n: number, j: number): ComplexVector {
  const vector = { re: new Float64Array(n), im: new Float64Array(n) };
  vector.re[j] = 1;
  return vector;
}

function addProduct(
  sum: { re: number; im: number },
  { re, im }: ComplexMatrix,
  place: number,
  vector: ComplexVector,
  index: number,
): void {
  const [ar, ai] = [re.data[place]!, im.data[place]!];
  const [br, bi] = [vector.re[index]!, vector.im[index]!];
  sum.re += ar * br - ai * bi;
  sum.im += ar * bi + ai * br;
}

function findPivot({ re, im }: ComplexMatrix, i: number, j: number, smallest: number): Complex {
  const [here, own] = [i * re.columns + i, j * re.columns + j];
  const pivot = { re: re.data[here]! - re.data[own]!, im: im.data[here]! - im.data[own]! };
  const size = Math.max(Math.abs(pivot.re), Math.abs(pivot.im));
  return size < smallest ? { re: smallest, im: 0 } : pivot;
}

/** Sets entry i to −sum/pivot and keeps the vector within range. */
function setQuotient(vector: ComplexVector, i: number, sum: Complex, pivot: Complex): void {
  const value = divideComplex({ re: -sum.re, im: -sum.im }, pivot);
  vector.re[i] = value.re;
  vector.im[i] = value.im;
  if (Math.max(Math.abs(value.re), Math.abs(value.im)) < LARGE) return;
  for (let k = 0; k < vector.re.length; k++) {
    vector.re[k] = vector.re[k]! / LARGE;
    vector.im[k] = vector.im[k]! / LARGE;
  }
}
