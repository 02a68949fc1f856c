/**
 * Eigenvalues with right and left eigenvectors of a real matrix, from its complex Schur form.
 *
 * Right: A·v = λ·v. Left, as a row: l·A = λ·l. Products of vectors conjugate nothing: l·z is the value
 * of the eigenfunction at z. The condition number of a simple eigenvalue is ‖l‖·‖v‖/|l·v| (Golub & Van
 * Loan 2013, section 7.2.2): 1 for a normal matrix, about 2⁵² for a defective eigenvalue.
 */

import { type ComplexMatrix, createComplexMatrix } from "./complex_matrix.ts";
import { conjugate, solveVectors } from "./eigenvectors.ts";
import { assertFinite } from "./finite.ts";
import type { Matrix } from "./matrix.ts";
import { orderEigenvalues } from "./order.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";
import { decomposeTriangular } from "./triangular.ts";
import { chooseSmallestPivot, type ComplexVector } from "./triangular_vectors.ts";

/** The eigenvalues of a k × k matrix by falling modulus, then rising angle. */
export interface EigenDecomposition {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** k × k; column j is v_j, with ‖v_j‖ = 1 and its largest component real and positive. */
  readonly right: ComplexMatrix;
  /** k × k; row j is l_j, with l_j·v_j = 1. */
  readonly left: ComplexMatrix;
  /** ‖l_j‖·‖v_j‖ ≥ 1; Infinity when l_j·v_j is 0 in doubles. */
  readonly condition: Float64Array;
}

/**
 * Decomposes a real square matrix of any size and scale.
 *
 * @param a k × k, k ≥ 1.
 * @throws KooplineError `numeric.not_finite`, `numeric.no_convergence`.
 */
export function decomposeEigen(a: Matrix): EigenDecomposition {
  const k = a.rows;
  assertFinite(a.data, (i) => `row ${Math.floor(i / k)}, column ${i % k}`);
  const scale = floorPowerOfTwo(findLargest(a.data));
  const form = decomposeTriangular({ ...a, data: a.data.map((value) => value / scale) });
  const re = Float64Array.from({ length: k }, (_, j) => form.t.re.data[j * k + j]! * scale);
  const im = Float64Array.from({ length: k }, (_, j) => form.t.im.data[j * k + j]! * scale);
  const order = orderEigenvalues(re, im);
  const right = createComplexMatrix(k, k);
  const left = createComplexMatrix(k, k);
  const condition = new Float64Array(k);
  const smallest = chooseSmallestPivot(form.t);
  order.forEach((j, place) => {
    // The lower of a conjugate pair stands right after the upper in T and has its vectors, conjugated.
    const isLower = im[j]! < 0;
    const vectors = solveVectors(form, isLower ? j - 1 : j, smallest);
    storeColumn(right, place, isLower ? conjugate(vectors.right) : vectors.right);
    storeRow(left, place, isLower ? conjugate(vectors.left) : vectors.left);
    condition[place] = vectors.condition;
  });
  return {
    re: Float64Array.from(order, (j) => re[j]!),
    im: Float64Array.from(order, (j) => im[j]!),
    right,
    left,
    condition,
  };
}

function storeColumn({ re, im }: ComplexMatrix, column: number, vector: ComplexVector): void {
  for (let i = 0; i < re.rows; i++) {
    re.data[i * re.columns + column] = vector.re[i]!;
    im.data[i * im.columns + column] = vector.im[i]!;
  }
}

function storeRow({ re, im }: ComplexMatrix, row: number, vector: ComplexVector): void {
  re.data.set(vector.re, row * re.columns);
  im.data.set(vector.im, row * im.columns);
}
