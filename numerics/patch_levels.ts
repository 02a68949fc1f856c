/**
 * The singular value decomposition of a large square matrix in doubles, level by level of singular values.
 *
 * The eigenvectors of Z·Zᵀ, turned into the coordinates of Z's rows, make the rows orthogonal, but lose what is below
 * 2⁻²⁶·σ₁. So only rows of at least 2⁻¹⁰ of the longest count, the others are made orthogonal to those and treated anew,
 * where rounding is 2⁻¹⁰ times smaller. What is dropped on the way is at most 2⁻⁴²·σ₁ (2⁻⁴⁶·σ₁ was measured): backward stable
 * as LAPACK is, within its bound n·2⁻⁵²·σ₁ from n = 1024 on; `svd.ts`, which keeps small values better, takes
 * three times as long. One Newton–Schulz step, V ← V − ½(V·Vᵀ − I)·V (Higham 2008, Functions of Matrices, section 8.3),
 * takes away the cosines of 2⁻³² that remain in a level.
 */

import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix, takeRows, transpose } from "./matrix.ts";
import { multiply, multiplyBySelf, multiplyByTransposed, multiplyTransposed } from "./product.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";
import type { SingularFactors } from "./svd.ts";
import { decomposeSymmetric } from "./symmetric.ts";

/** 2⁻²⁰: the square of the ratio down to which a level goes. */
const LEVEL = 9.5367431640625e-7;
/** 2⁻⁹⁶: rows whose squares are smaller, beside σ₁², count as 0. */
const LEAST = 1.262177448353619e-29;

/** Rows of Z and the coordinates J in which they are rows of X: Z = J·X. */
interface Rows {
  readonly z: Matrix;
  /** Null when Z is X. */
  readonly j: Matrix | null;
}

/**
 * Decomposes n × m, n ≤ m. Singular values below 2⁻⁴⁸·σ₁ come out as 0.
 *
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeByLevels(x: Matrix): SingularFactors {
  const { rows: n, columns: m } = x;
  assertFinite(x.data, (i) => `row ${Math.floor(i / m)}, column ${i % m}`);
  const scale = floorPowerOfTwo(findLargest(x.data));
  const left = createMatrix(n, n);
  const right = createMatrix(n, m);
  const values = new Float64Array(n);
  let count = 0;
  let active: Rows = {
    z: { ...x, data: x.data.map((value) => value / scale) },
    j: null,
  };
  while (active.z.rows > 0) {
    const turned = turnRows(active);
    const squares = measureSquares(turned.z);
    const least = Math.max(LEVEL * squares[0]!, LEAST * values[0]! * values[0]!);
    const found = count === 0 && squares[0] === 0 ? 0 : countFrom(squares, least);
    left.data.set(takeRows(turned.j, 0, found).data, count * n);
    for (let i = 0; i < found; i++) {
      values[count + i] = Math.sqrt(squares[i]!);
      const row = turned.z.data.subarray(i * m, (i + 1) * m);
      right.data.set(row.map((value) => value / values[count + i]!), (count + i) * m);
    }
    count += found;
    if (found === 0) {
      left.data.set(turned.j.data, count * n);
      break;
    }
    const known = takeRows(right, 0, count);
    const rest = takeRows(turned.z, found, turned.z.rows);
    active = { z: removeParts(rest, known), j: takeRows(turned.j, found, turned.j.rows) };
  }
  return finish(left, values, right, count, scale);
}

/** Makes rows orthogonal to one another, longest first, as well as doubles allow. */
function turnRows({ z, j }: Rows): { readonly z: Matrix; readonly j: Matrix } {
  const { vectors } = decomposeSymmetric(multiplyBySelf(z, "rows"));
  return {
    z: multiplyTransposed(vectors, z),
    j: j === null ? transpose(vectors) : multiplyTransposed(vectors, j),
  };
}

function measureSquares({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let t = i * columns; t < (i + 1) * columns; t++) sum += data[t]! * data[t]!;
    return sum;
  });
}

/** How many of the first numbers are at least so large. */
function countFrom(squares: Float64Array, least: number): number {
  const end = squares.findIndex((square) => !(square >= least));
  return end < 0 ? squares.length : end;
}

/** Takes away the parts along orthonormal rows. */
function removeParts(rows: Matrix, known: Matrix): Matrix {
  if (rows.rows === 0) return rows;
  const parts = multiply(multiplyByTransposed(rows, known), known).data;
  return { ...rows, data: rows.data.map((value, i) => value - parts[i]!) };
}

/** Makes the right vectors orthonormal to rounding, and puts everything in order. */
function finish(
  left: Matrix,
  values: Float64Array,
  right: Matrix,
  count: number,
  scale: number,
): SingularFactors {
  refine(right, count);
  const falling = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  return {
    left: transpose(orderRows(left, falling)),
    values: Float64Array.from(falling, (i) => values[i]! * scale),
    rightTransposed: orderRows(right, falling),
  };
}

/** One Newton–Schulz step for the first rows. */
function refine({ columns, data }: Matrix, count: number): void {
  if (count === 0) return;
  const kept = { rows: count, columns, data: data.subarray(0, count * columns) };
  const excess = multiplyBySelf(kept, "rows");
  for (let i = 0; i < count; i++) {
    excess.data[i * (count + 1)] = excess.data[i * (count + 1)]! - 1;
  }
  const step = multiply(excess, kept).data;
  for (let i = 0; i < step.length; i++) data[i] = data[i]! - step[i]! / 2;
}

function orderRows({ rows, columns, data }: Matrix, order: readonly number[]): Matrix {
  const result = createMatrix(rows, columns);
  order.forEach((from, to) => {
    result.data.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return result;
}
