/**
 * The complex Schur form A = Z·T·Zᴴ from the real one: each 2 × 2 block is made triangular by a rotation.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., section 7.4.3; eigenvalues of a block as in
 * EISPACK's hqr2, so that complex ones come in exactly conjugate pairs.
 */

import { type Complex, type ComplexMatrix, createComplexMatrix } from "./complex_matrix.ts";
import { hypot } from "./elementary.ts";
import { decomposeSchur } from "./schur.ts";
import type { Matrix } from "./matrix.ts";

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
  const real = decomposeSchur(a);
  const t: ComplexMatrix = { re: real.t, im: createComplexMatrix(n, n).im };
  const z: ComplexMatrix = { re: real.z, im: createComplexMatrix(n, n).im };
  for (let l = 0; l + 1 < n; l++) {
    if (real.t.data[(l + 1) * n + l] !== 0) splitBlock(t, z, l);
  }
  return { t, z };
}

/** Makes the block in rows and columns l, l + 1 triangular. Earlier blocks leave it as it was. */
function splitBlock(t: ComplexMatrix, z: ComplexMatrix, l: number): void {
  const n = t.re.columns;
  const [c, d] = [t.re.data[(l + 1) * n + l]!, t.re.data[(l + 1) * n + l + 1]!];
  const [first, second] = solveBlock(t.re.data[l * n + l]!, t.re.data[l * n + l + 1]!, c, d);
  const length = hypot(hypot(first.re - d, first.im), c);
  const u = { re: (first.re - d) / length, im: first.im / length };
  const v = c / length;
  rotateColumns(t, l, l + 2, u, v);
  rotateColumns(z, l, n, u, v);
  rotateRows(t, l, u, v);
  setEntry(t, l + 1, l, { re: 0, im: 0 });
  setEntry(t, l, l, first);
  setEntry(t, l + 1, l + 1, second);
}

/** The eigenvalues of [[a, b], [c, d]]. */
function solveBlock(a: number, b: number, c: number, d: number): readonly [Complex, Complex] {
  const p = (a - d) / 2;
  const discriminant = p * p + b * c;
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant < 0) return [{ re: d + p, im: root }, { re: d + p, im: -root }];
  const step = p >= 0 ? p + root : p - root;
  return [{ re: d + step, im: 0 }, { re: step === 0 ? d : d - (b * c) / step, im: 0 }];
}

function setEntry(matrix: ComplexMatrix, i: number, j: number, value: Complex): void {
  matrix.re.data[i * matrix.re.columns + j] = value.re;
  matrix.im.data[i * matrix.re.columns + j] = value.im;
}

/** Multiplies columns l, l + 1 by [[u, −v], [v, ū]] from the right, in rows [0, to). */
function rotateColumns({ re, im }: ComplexMatrix, l: number, to: number, u: Complex, v: number) {
  for (let i = 0; i < to; i++) {
    const place = i * re.columns + l;
    const [ar, ai] = [re.data[place]!, im.data[place]!];
    const [br, bi] = [re.data[place + 1]!, im.data[place + 1]!];
    re.data[place] = ar * u.re - ai * u.im + br * v;
    im.data[place] = ar * u.im + ai * u.re + bi * v;
    re.data[place + 1] = br * u.re + bi * u.im - ar * v;
    im.data[place + 1] = bi * u.re - br * u.im - ai * v;
  }
}

/** Multiplies rows l, l + 1 by [[ū, v], [−v, u]] from the left, in columns l, l + 1, …. */
function rotateRows({ re, im }: ComplexMatrix, l: number, u: Complex, v: number): void {
  const n = re.columns;
  for (let j = l; j < n; j++) {
    const [upper, lower] = [l * n + j, (l + 1) * n + j];
    const [ar, ai] = [re.data[upper]!, im.data[upper]!];
    const [br, bi] = [re.data[lower]!, im.data[lower]!];
    re.data[upper] = ar * u.re + ai * u.im + br * v;
    im.data[upper] = ai * u.re - ar * u.im + bi * v;
    re.data[lower] = br * u.re - bi * u.im - ar * v;
    im.data[lower] = br * u.im + bi * u.re - ai * v;
  }
}
