/**
 * The ResDMD residual of an eigenpair of a patch operator.
 *
 * Colbrook & Townsend 2024, Commun. Pure Appl. Math. 77, algorithm 2: ‖φ(x') − λ·φ(x)‖/‖φ(x)‖ over the pairs, for the
 * eigenfunction φ = l·z, z = Uᵀx. As φ(x') − λ·φ(x) = l·Uᵥᵀ(x' − A·x), no digits cancel (`residual.ts`). With the
 * constant observable φ = (λ − 1)·l·z + l·u, whose error is (λ − 1) times that.
 */

import type { ComplexVector } from "./complex_matrix.ts";
import type { Matrix } from "./matrix.ts";
import type { DominantPair } from "./patch_dominant.ts";
import type { PatchFactors } from "./patch_factors.ts";

/**
 * Measures the residual of an eigenpair, in units of |λ|.
 *
 * @param pair with the left eigenvector of Σ⁻¹·Ã·Σ, which is l·Σ.
 * @param kept the modulus that the eigenvalue has after projection.
 * @returns NaN where |λ| or φ is 0 on the data.
 */
export function measureResidual(factors: PatchFactors, pair: DominantPair, kept: number): number {
  const values = measureFunction(factors, pair);
  const errors = measureErrors(factors, pair);
  // The projected λ' differs from λ by the factor kept/|λ|.
  const change = 1 - kept / pair.modulus;
  const [moveRe, moveIm] = [pair.re * change, pair.im * change];
  let [error, size] = [0, 0];
  for (let t = 0; t < values.re.length; t++) {
    const [a, b] = [values.re[t]!, values.im[t]!];
    const re = errors.re[t]! + moveRe * a - moveIm * b;
    const im = errors.im[t]! + moveRe * b + moveIm * a;
    error += re * re + im * im;
    size += a * a + b * b;
  }
  return kept === 0 ? NaN : Math.sqrt(error / size) / kept;
}

/** φ at the snapshots x, an entry a pair. */
function measureFunction(factors: PatchFactors, { re, im, left }: DominantPair): ComplexVector {
  const { constant } = factors;
  const sum = combineRows(factors.right, left, factors.pairs);
  if (constant === null) return sum;
  const own = divideBy(left, factors.values);
  const [addRe, addIm] = [multiplyInto(own.re, constant), multiplyInto(own.im, constant)];
  const turned = multiplyComplex(sum, re - 1, im);
  const { ones } = factors;
  return {
    re: turned.re.map((x, t) => x + addRe * (ones[t] ?? 0)),
    im: turned.im.map((x, t) => x + addIm * (ones[t] ?? 0)),
  };
}

/** φ(x') − λ·φ(x), an entry a pair: the error of full rank, and what the smaller rank leaves beside it. */
function measureErrors(factors: PatchFactors, { re, im, left }: DominantPair): ComplexVector {
  const rank = left.re.length;
  const own = divideBy(left, factors.values);
  const direction = {
    re: combineColumns(factors.left, own.re),
    im: combineColumns(factors.left, own.im),
  };
  const sum = combineRows(factors.measureError(), direction, factors.pairs);
  if (rank < factors.values.length) {
    const rest = combineRows(factors.after, direction, factors.after.columns);
    rest.re.fill(0, 0, rank);
    rest.im.fill(0, 0, rank);
    const more = combineRows(factors.right, rest, factors.pairs);
    sum.re.forEach((value, t) => sum.re[t] = value + more.re[t]!);
    sum.im.forEach((value, t) => sum.im[t] = value + more.im[t]!);
  }
  return factors.constant === null ? sum : multiplyComplex(sum, re - 1, im);
}

function divideBy({ re, im }: ComplexVector, values: Float64Array): ComplexVector {
  return { re: re.map((x, j) => x / values[j]!), im: im.map((x, j) => x / values[j]!) };
}

/** v·A for as many rows of A as v has entries, `length` entries: those behind A's are 0. */
function combineRows(
  { columns, data }: Matrix,
  vector: ComplexVector,
  length: number,
): ComplexVector {
  const sum = { re: new Float64Array(length), im: new Float64Array(length) };
  for (let i = 0; i < vector.re.length; i++) {
    const [re, im] = [vector.re[i]!, vector.im[i]!];
    const row = data.subarray(i * columns, (i + 1) * columns);
    for (let t = 0; t < columns; t++) {
      sum.re[t] = sum.re[t]! + re * row[t]!;
      sum.im[t] = sum.im[t]! + im * row[t]!;
    }
  }
  return sum;
}

/** A·v for as many columns of A as v has entries. */
function combineColumns({ rows, columns, data }: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < vector.length; j++) sum += data[i * columns + j]! * vector[j]!;
    return sum;
  });
}

function multiplyInto(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function multiplyComplex({ re, im }: ComplexVector, a: number, b: number): ComplexVector {
  return {
    re: re.map((x, t) => x * a - im[t]! * b),
    im: im.map((x, t) => x * a + re[t]! * b),
  };
}
