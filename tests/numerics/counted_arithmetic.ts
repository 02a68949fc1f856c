/** Arithmetic that counts itself: each + − × ÷ √ and each value of a function is one operation. */

import { erf } from "../training/dense_reference.ts";

/** Operations, and how many there were. */
export interface CountedArithmetic {
  readonly count: () => number;
  add(a: number, b: number): number;
  sub(a: number, b: number): number;
  mul(a: number, b: number): number;
  div(a: number, b: number): number;
  sqrt(a: number): number;
  exp(a: number): number;
  log(a: number): number;
  tanh(a: number): number;
  erf(a: number): number;
}

/** Opens an arithmetic that has counted nothing yet. */
export function openCounted(): CountedArithmetic {
  let done = 0;
  const tell = (value: number) => {
    done++;
    return value;
  };
  return {
    count: () => done,
    add: (a, b) => tell(a + b),
    sub: (a, b) => tell(a - b),
    mul: (a, b) => tell(a * b),
    div: (a, b) => tell(a / b),
    sqrt: (a) => tell(Math.sqrt(a)),
    exp: (a) => tell(Math.exp(a)),
    log: (a) => tell(Math.log(a)),
    tanh: (a) => tell(Math.tanh(a)),
    erf: (a) => tell(erf(a)),
  };
}

/** Σ aᵢ·bᵢ + start, counted. */
export function sumProducts(
  c: CountedArithmetic,
  a: readonly number[],
  b: readonly number[],
  start = 0,
): number {
  return a.reduce((sum, x, i) => c.add(sum, c.mul(x, b[i]!)), start);
}

/** A·x + start for a matrix by rows, counted. */
export function applyRows(
  c: CountedArithmetic,
  rows: readonly (readonly number[])[],
  x: readonly number[],
  start?: readonly number[],
): number[] {
  return rows.map((row, i) => sumProducts(c, row, x, start?.[i] ?? 0));
}

/** The columns of a matrix by rows. */
export function transposeRows(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
}
