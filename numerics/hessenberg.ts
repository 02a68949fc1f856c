/**
 * Reduction to upper Hessenberg form, A = Z·H·Zᵀ, by Householder reflections.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithm 7.4.2.
 */

import { createMatrix, type Matrix } from "./matrix.ts";

/** H (zero below the first subdiagonal) and the orthogonal Z, both n × n. */
export interface HessenbergForm {
  readonly h: Matrix;
  readonly z: Matrix;
}

/** Reduces a square matrix, whose entries must be finite. */
export function reduceHessenberg(a: Matrix): HessenbergForm {
  const n = a.rows;
  const h: Matrix = { ...a, data: a.data.slice() };
  const z = createMatrix(n, n);
  for (let i = 0; i < n; i++) z.data[i * n + i] = 1;
  for (let k = 0; k + 2 < n; k++) {
    const column = Float64Array.from({ length: n - k - 1 }, (_, i) => h.data[(k + 1 + i) * n + k]!);
    const reflector = makeReflector(column);
    if (reflector === undefined) continue;
    reflectRows(h, reflector, k + 1, k, n);
    reflectColumns(h, reflector, k + 1, n);
    reflectColumns(z, reflector, k + 1, n);
    for (let i = k + 2; i < n; i++) h.data[i * n + k] = 0;
  }
  return { h, z };
}

/** A reflection I − β·v·vᵀ. */
export interface Reflector {
  readonly vector: Float64Array;
  readonly beta: number;
}

/** Makes the reflection that turns x into a multiple of the first unit vector; undefined if x is one. */
export function makeReflector(x: Float64Array): Reflector | undefined {
  // Divided by the largest entry, so that no square leaves the range of doubles.
  let largest = 0;
  for (const value of x) largest = Math.max(largest, Math.abs(value));
  const vector = x.map((value) => value / largest);
  let rest = 0;
  for (let i = 1; i < vector.length; i++) rest += vector[i]! * vector[i]!;
  if (largest === 0 || rest === 0) return undefined;
  const first = vector[0]!;
  const length = Math.sqrt(first * first + rest);
  const head = first > 0 ? first + length : first - length;
  vector[0] = head;
  return { vector, beta: 2 / (head * head + rest) };
}

/** Applies a reflection from the left to rows `row`, row + 1, … within columns [from, to). */
export function reflectRows(
  { columns, data }: Matrix,
  { vector, beta }: Reflector,
  row: number,
  from: number,
  to: number,
): void {
  for (let j = from; j < to; j++) {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * data[(row + i) * columns + j]!;
    sum *= beta;
    for (let i = 0; i < vector.length; i++) {
      const place = (row + i) * columns + j;
      data[place] = data[place]! - sum * vector[i]!;
    }
  }
}

/** Applies a reflection from the right to columns `column`, column + 1, … within rows [0, to). */
export function reflectColumns(
  { columns, data }: Matrix,
  { vector, beta }: Reflector,
  column: number,
  to: number,
): void {
  for (let i = 0; i < to; i++) {
    const start = i * columns + column;
    let sum = 0;
    for (let j = 0; j < vector.length; j++) sum += data[start + j]! * vector[j]!;
    sum *= beta;
    for (let j = 0; j < vector.length; j++) {
      data[start + j] = data[start + j]! - sum * vector[j]!;
    }
  }
}
