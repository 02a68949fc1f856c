/**
 * Eigenvalues with right and left eigenvectors of a real matrix, computed in the kernel
 * (`kernels/linear_algebra_eigen.ts`): balancing, Hessenberg form, Francis' double-shift QR iteration, and
 * vectors of the triangular form by substitution.
 *
 * Right: A·v = λ·v. Left, as a row: l·A = λ·l. Products of vectors conjugate nothing: l·z is the value
 * of the eigenfunction at z. The condition number of a simple eigenvalue is ‖l‖·‖v‖/|l·v| (Golub & Van
 * Loan 2013, section 7.2.2): 1 for a normal matrix, about 2⁵² for a defective eigenvalue. Chosen over a
 * library: ml-matrix 6.15.1 never returns on small integer matrices with a zero eigenvalue, which
 * rank-deficient data make.
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import { KooplineError } from "../schemas/error.ts";
import { type ComplexMatrix, type ComplexVector, createComplexMatrix } from "./complex_matrix.ts";
import { conjugate, normalisePair, type VectorPair } from "./eigenvectors.ts";
import { assertFinite } from "./finite.ts";
import { borrowMemory, placeScaled, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import type { Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import { orderEigenvalues } from "./order.ts";

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
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeEigen(a: Matrix): EigenDecomposition {
  const k = a.rows;
  assertFinite(a.data, (i) => `row ${Math.floor(i / k)}, column ${i % k}`);
  const form = solveScaled(k, a.data);
  const re = form.values.subarray(0, k).map((value) => value * form.scale);
  const im = form.values.subarray(k).map((value) => value * form.scale);
  const slots = countSlots(form.values.subarray(k));
  const order = orderEigenvalues(re, im);
  const right = createComplexMatrix(k, k);
  const left = createComplexMatrix(k, k);
  const condition = new Float64Array(k);
  const pairs = new Map<number, VectorPair>();
  order.forEach((j, place) => {
    const slot = slots[j]!;
    const known = pairs.get(slot);
    const vectors = known ?? readPair(form, k, slot, im[j] === 0);
    if (known === undefined) pairs.set(slot, vectors);
    const isLower = im[j]! < 0;
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

/** What the kernel finds; `right` and `left` hold k × k real and then imaginary parts. */
interface ScaledForm {
  /** The power of two that the matrix was divided by. */
  readonly scale: number;
  readonly values: Float64Array;
  readonly products: Float64Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
}

function solveScaled(k: number, data: Float64Array): ScaledForm {
  assertMemory(16 * k * k, `the eigenvectors of a ${k} × ${k} matrix`, "Lower the rank.");
  return borrowMemory((memory) => {
    const { pointer, scale } = placeScaled(memory, data);
    const values = memory.take(16 * k);
    const products = memory.take(8 * k);
    const right = memory.take(16 * k * k);
    const left = memory.take(16 * k * k);
    const scratch = memory.take(kernel.eigenScratch(k) >>> 0);
    const row = kernel.decomposeEigen(
      k,
      pointer,
      values,
      products,
      right,
      left,
      PRODUCT_SCRATCH,
      scratch,
    );
    if (row !== 0) throw failConvergence(row, memory.f64(values, 1)[0]);
    return {
      scale,
      values: memory.f64(values, 2 * k).slice(),
      products: memory.f64(products, k).slice(),
      right: memory.f64(right, 2 * k * k).slice(),
      left: memory.f64(left, 2 * k * k).slice(),
    };
  });
}

/** Where each eigenvalue's vectors lie: the lower of a conjugate pair shares those of the upper. */
function countSlots(im: Float64Array): readonly number[] {
  let next = 0;
  return Array.from(im, (value) => value < 0 ? next - 1 : next++);
}

function readPair({ right, left, products }: ScaledForm, k: number, slot: number, isReal: boolean) {
  const product = isReal ? undefined : products[slot];
  return normalisePair(takeRow(right, k, slot), takeRow(left, k, slot), product);
}

function takeRow(parts: Float64Array, k: number, row: number): ComplexVector {
  const re = parts.subarray(row * k, (row + 1) * k);
  return { re, im: parts.subarray((k + row) * k, (k + row + 1) * k) };
}

/** Says which subdiagonal entry a QR iteration left. */
export function failConvergence(row: number, entry: number | undefined): KooplineError {
  return new KooplineError({
    code: "numeric.no_convergence",
    expected: "eigenvalues after 120 QR sweeps",
    found: `a subdiagonal entry of ${entry} in row ${row}`,
  });
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
