/**
 * The square root of a real matrix nearest to a given one, by eigenvectors.
 *
 * With M = Σ λ_j v_j l_j (l_j·v_j = 1), every primary root is Σ ±√λ_j v_j l_j (Higham 2008, Functions of
 * Matrices, chapter 6).
 */

import { KooplineError } from "../schemas/error.ts";
import type { Complex } from "./complex_matrix.ts";
import { decomposeEigen, type EigenDecomposition } from "./eigen.ts";
import { hypot } from "./elementary.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { multiply } from "./product.ts";

/** A sensitivity of eigenvalues beyond which vectors lose half of their digits. */
const LARGEST_CONDITION = 1e8;

/**
 * Takes the root.
 *
 * @param square M, k × k, finite.
 * @param near F: of the two roots ±√λ_j the one on the side of l_j·F·v_j is taken.
 * @throws KooplineError `numeric.undefined` when an eigenvalue of M is negative, so that no real root is
 * near, or M is too close to a matrix without eigenvectors; `numeric.no_convergence`.
 */
export function takeRootNear(square: Matrix, near: Matrix): Matrix {
  const k = square.rows;
  const eigen = decomposeEigen(square);
  const worst = Math.max(...eigen.condition);
  if (worst > LARGEST_CONDITION) throw refuse(`an eigenvalue of condition ${worst}`);
  const images = { re: multiply(near, eigen.right.re), im: multiply(near, eigen.right.im) };
  const root = createMatrix(k, k);
  for (let j = 0; j < k; j++) {
    // The lower of a conjugate pair adds what the upper does, conjugated: the real part twice.
    if (eigen.im[j]! < 0) continue;
    const part = { re: 0, im: 0 };
    for (let i = 0; i < k; i++) {
      const [lr, li] = [eigen.left.re.data[j * k + i]!, eigen.left.im.data[j * k + i]!];
      const [fr, fi] = [images.re.data[i * k + j]!, images.im.data[i * k + j]!];
      part.re += lr * fr - li * fi;
      part.im += lr * fi + li * fr;
    }
    addTerm(root, eigen, j, chooseRoot({ re: eigen.re[j]!, im: eigen.im[j]! }, part));
  }
  return root;
}

function addTerm(
  root: Matrix,
  { right, left, im }: EigenDecomposition,
  j: number,
  factor: Complex,
) {
  const k = root.rows;
  const times = im[j] === 0 ? 1 : 2;
  for (let a = 0; a < k; a++) {
    const [vr, vi] = [right.re.data[a * k + j]!, right.im.data[a * k + j]!];
    const [re, im] = [vr * factor.re - vi * factor.im, vr * factor.im + vi * factor.re];
    for (let b = 0; b < k; b++) {
      const real = re * left.re.data[j * k + b]! - im * left.im.data[j * k + b]!;
      root.data[a * k + b] = root.data[a * k + b]! + times * real;
    }
  }
}

function chooseRoot(value: Complex, side: Complex): Complex {
  if (value.im === 0 && value.re < 0) throw refuse(`the eigenvalue ${value.re}`);
  const { re, im } = takeComplexRoot(value);
  return re * side.re + im * side.im >= 0 ? { re, im } : { re: -re, im: -im };
}

/** √w for im w ≥ 0, the one with both parts ≥ 0, without cancellation. */
function takeComplexRoot({ re, im }: Complex): Complex {
  const size = Math.sqrt((hypot(re, im) + Math.abs(re)) / 2);
  if (size === 0) return { re: 0, im: 0 };
  return re >= 0 ? { re: size, im: im / (2 * size) } : { re: im / (2 * size), im: size };
}

function refuse(found: string): KooplineError {
  return new KooplineError({
    code: "numeric.undefined",
    expected: "a real square root of the operator two steps forwards",
    found,
    hint: "Lower the rank, or take another method: noise outweighs a direction that was kept.",
  });
}
