/**
 * Projection of eigenvalues outside the unit circle onto it, λ → λ/|λ|, eigenvectors kept.
 *
 * With A = B·Uᵀ, Ã·y = λ·y, l·Ã = λ·l and l·y = 1 the eigenvectors of A are B·y/λ and l·Uᵀ, so the projected operator is
 * B·K·Uᵀ with K = I − Σ (1 − 1/|λ|)·y·l over the eigenvalues outside. With the constant observable an eigenvector has
 * the further entry l·u/(λ − 1) for it in the coordinates h, which gives k = −Σ (1 − 1/|λ|)·y·(l·u)/(λ − 1).
 */

import { KooplineError } from "../schemas/error.ts";
import { decomposeEigen, type EigenDecomposition } from "./eigen.ts";
import { makeDiagonal, type Matrix } from "./matrix.ts";
import { measureModulus } from "./order.ts";

/** K and k. */
export interface Projection {
  /** r × r. */
  readonly factor: Matrix;
  /** r. */
  readonly shift: Float64Array;
}

/**
 * Finds the projection of a reduced operator. Computed in doubles from what the precision of the fit gave.
 *
 * @param reduced Ã, r × r; @param constant u, r entries; null without the constant observable.
 * @returns null when no eigenvalue is outside.
 * @throws KooplineError `numeric.undefined` when an eigenvalue outside is defective.
 */
export function projectEigenvalues(
  reduced: Matrix,
  constant: Float64Array | null,
): Projection | null {
  const r = reduced.rows;
  if (r === 0) return null;
  const eigen = decomposeEigen(reduced);
  const moduli = eigen.re.map((re, j) => measureModulus(re, eigen.im[j]!));
  const outside = moduli.filter((modulus) => modulus > 1).length;
  if (outside === 0) return null;
  const factor = makeDiagonal(new Float64Array(r).fill(1));
  const shift = new Float64Array(r);
  for (let j = 0; j < outside; j++) {
    if (!Number.isFinite(eigen.condition[j]!)) throw failDefective(eigen, j);
    subtractPair(eigen, j, 1 - 1 / moduli[j]!, factor);
    if (constant !== null) subtractShift(eigen, j, 1 - 1 / moduli[j]!, constant, shift);
  }
  return { factor, shift };
}

/** K −= Re(share·y·l): over a conjugate pair the imaginary parts add up to 0. */
function subtractPair(
  { right, left }: EigenDecomposition,
  j: number,
  share: number,
  { rows: r, data }: Matrix,
): void {
  for (let a = 0; a < r; a++) {
    const [re, im] = [share * right.re.data[a * r + j]!, share * right.im.data[a * r + j]!];
    for (let b = 0; b < r; b++) {
      const place = a * r + b;
      data[place] = data[place]! -
        (re * left.re.data[j * r + b]! - im * left.im.data[j * r + b]!);
    }
  }
}

/** k −= Re(share·y·(l·u)/(λ − 1)). */
function subtractShift(
  { re, im, right, left }: EigenDecomposition,
  j: number,
  share: number,
  constant: Float64Array,
  shift: Float64Array,
): void {
  const r = shift.length;
  let [real, imaginary] = [0, 0];
  for (let b = 0; b < r; b++) {
    real += left.re.data[j * r + b]! * constant[b]!;
    imaginary += left.im.data[j * r + b]! * constant[b]!;
  }
  const [a, b] = [re[j]! - 1, im[j]!];
  const square = a * a + b * b;
  const quotientRe = share * (real * a + imaginary * b) / square;
  const quotientIm = share * (imaginary * a - real * b) / square;
  for (let i = 0; i < r; i++) {
    shift[i] = shift[i]! -
      (right.re.data[i * r + j]! * quotientRe - right.im.data[i * r + j]! * quotientIm);
  }
}

function failDefective({ re, im }: EigenDecomposition, j: number): KooplineError {
  return new KooplineError({
    code: "numeric.undefined",
    expected: "eigenvalues outside the unit circle that have eigenvectors to keep",
    found: `the defective eigenvalue ${re[j]} + ${im[j]}i`,
    hint: "Fit without projection, or with a larger cut-off.",
  });
}
