/**
 * The real Schur form A = Z·T·Zᵀ by Francis' implicit double-shift QR iteration.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithms 7.5.1 and 7.5.2; exceptional shifts
 * as in EISPACK's hqr (Martin, Peters & Wilkinson 1970). Chosen over a library: ml-matrix 6.15.1 never
 * returns on small integer matrices with a zero eigenvalue, which rank-deficient data make.
 */

import { KooplineError } from "../schemas/error.ts";
import { makeReflector, reduceHessenberg, reflectColumns, reflectRows } from "./hessenberg.ts";
import type { Matrix } from "./matrix.ts";

/** T is zero below its 1 × 1 and 2 × 2 diagonal blocks; Z is orthogonal; both n × n. */
export interface SchurForm {
  readonly t: Matrix;
  readonly z: Matrix;
}

/** Sweeps for one block until the iteration counts as failed; three are usual. */
const MOST_SWEEPS = 120;
/** Beside entries near 1, entries up to 2⁻¹⁰⁰ are zero: far less than rounding changes. */
const NEGLIGIBLE = 7.888609052210118e-31;

/**
 * Decomposes a square matrix.
 *
 * @param a n × n, finite, near 1 in its largest magnitude.
 * @throws KooplineError `numeric.no_convergence`.
 */
export function decomposeSchur(a: Matrix): SchurForm {
  // Without this, shifts of nearly nilpotent matrices underflow and the iteration stands still.
  const data = a.data.map((value) => Math.abs(value) <= NEGLIGIBLE ? 0 : value);
  const { h: t, z } = reduceHessenberg({ ...a, data });
  let high = a.rows - 1;
  let sweeps = 0;
  while (high > 0) {
    const low = findBlock(t, high);
    if (low >= high - 1) {
      high = low - 1;
      sweeps = 0;
      continue;
    }
    sweeps++;
    if (sweeps > MOST_SWEEPS) throw failConvergence(t, high);
    sweepBlock(t, z, low, high, sweeps % 10 === 0);
  }
  return { t, z };
}

function failConvergence(t: Matrix, high: number): KooplineError {
  return new KooplineError({
    code: "numeric.no_convergence",
    expected: `eigenvalues after ${MOST_SWEEPS} QR sweeps`,
    found: `a subdiagonal entry of ${t.data[high * t.columns + high - 1]} in row ${high}`,
  });
}

/** Finds where the unreduced block that ends at `high` begins; sets what separates it to zero. */
function findBlock({ columns, data }: Matrix, high: number): number {
  for (let k = high; k > 0; k--) {
    const place = k * columns + k - 1;
    const beside = Math.abs(data[place - columns]!) + Math.abs(data[place + 1]!);
    const size = Math.abs(data[place]!);
    if (size <= NEGLIGIBLE || size <= Number.EPSILON * beside) {
      data[place] = 0;
      return k;
    }
  }
  return 0;
}

/** One Francis step on rows and columns low … high, at least three of them. */
function sweepBlock(t: Matrix, z: Matrix, low: number, high: number, exceptional: boolean): void {
  const n = t.columns;
  let bulge = startBulge(t, low, high, exceptional);
  for (let k = low; k < high; k++) {
    const size = Math.min(3, high - k + 1);
    const reflector = makeReflector(bulge.subarray(0, size));
    if (reflector !== undefined) {
      reflectRows(t, reflector, k, Math.max(k - 1, low), n);
      reflectColumns(t, reflector, k, Math.min(k + 3, high) + 1);
      reflectColumns(z, reflector, k, n);
    }
    for (let i = k + 1; k > low && i < k + size; i++) t.data[i * n + k - 1] = 0;
    bulge = Float64Array.from(
      { length: Math.min(3, high - k) },
      (_, i) => t.data[(k + 1 + i) * n + k]!,
    );
  }
}

/** The first column of (H − s₁)(H − s₂) over its subdiagonal entry; s₁, s₂ from the last 2 × 2 block. */
function startBulge(t: Matrix, low: number, high: number, exceptional: boolean): Float64Array {
  const at = (i: number, j: number) => t.data[i * t.columns + j]!;
  let [last, previous] = [at(high, high), at(high - 1, high - 1)];
  let product = at(high, high - 1) * at(high - 1, high);
  if (exceptional) {
    const size = Math.abs(at(high, high - 1)) + Math.abs(at(high - 1, high - 2));
    last = at(high, high) + 0.75 * size;
    previous = last;
    product = -0.4375 * size * size;
  }
  const corner = at(low, low);
  const [r, s] = [last - corner, previous - corner];
  return Float64Array.of(
    (r * s - product) / at(low + 1, low) + at(low, low + 1),
    at(low + 1, low + 1) - corner - r - s,
    at(low + 2, low + 1),
  );
}
