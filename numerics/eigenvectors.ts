/**
 * The right and left eigenvectors of A = Z·T·Zᴴ that belong to one diagonal entry of T.
 *
 * T's own eigenvectors y, x are carried to v = Z·y and l = x·Zᴴ. As x is zero before entry j and y
 * beyond it, l·v = x·y = x_j·y_j without cancellation.
 */

import type { Complex, ComplexMatrix } from "./complex_matrix.ts";
import { hypot } from "./elementary.ts";
import { multiplyVectors } from "./qr.ts";
import type { TriangularForm } from "./triangular.ts";
import { type ComplexVector, solveLeft, solveRight } from "./triangular_vectors.ts";

/** The vectors of one eigenvalue. */
export interface VectorPair {
  /** v with ‖v‖ = 1, its largest component real and positive. */
  readonly right: ComplexVector;
  /** l with l·v = 1; with ‖l‖ = 1 when l·v is 0 in doubles. */
  readonly left: ComplexVector;
  /** ‖l‖·‖v‖/|l·v| ≥ 1; Infinity when l·v is 0 in doubles. */
  readonly condition: number;
}

/**
 * Solves for the vectors of eigenvalue j.
 *
 * @param smallest the smallest pivot to divide by, from `chooseSmallestPivot`.
 */
export function solveVectors({ t, z }: TriangularForm, j: number, smallest: number): VectorPair {
  const y = solveRight(t, j, smallest);
  const x = solveLeft(t, j, smallest);
  const right = multiplyUnitary(z, y);
  const left = conjugate(multiplyUnitary(z, conjugate(x)));
  if (t.im.data[j * t.im.columns + j] === 0) {
    return normalise(dropImaginary(turn(right)), dropImaginary(turn(left)));
  }
  const phase = findPhase(right);
  return normalise(turn(right), multiplyScalar(left, phase), x.re[j]! * y.re[j]!);
}

/** Scales v to length 1 and l to l·v = 1, given l·v or, for real vectors, computing it. */
function normalise(
  right: ComplexVector,
  left: ComplexVector,
  product = multiplyVectors(left.re, right.re),
): VectorPair {
  const [rightLength, leftLength] = [measureLength(right), measureLength(left)];
  const factor = product === 0 ? 1 / leftLength : rightLength / product;
  return {
    right: multiplyScalar(right, { re: 1 / rightLength, im: 0 }),
    left: multiplyScalar(left, { re: factor, im: 0 }),
    condition: Math.max(1, (rightLength * leftLength) / Math.abs(product)),
  };
}

/** Turns a vector's phase so that its largest component is real and positive. */
export function turn(vector: ComplexVector): ComplexVector {
  const phase = findPhase(vector);
  return multiplyScalar(vector, { re: phase.re, im: -phase.im });
}

/** Makes a vector real: of a real matrix and a real eigenvalue, the real part is an eigenvector too. */
function dropImaginary({ re }: ComplexVector): ComplexVector {
  return { re, im: new Float64Array(re.length) };
}

/** Gives the vector with every entry conjugated. */
export function conjugate({ re, im }: ComplexVector): ComplexVector {
  return { re, im: im.map((value) => 0 - value) };
}

function multiplyUnitary({ re, im }: ComplexMatrix, vector: ComplexVector): ComplexVector {
  const n = re.columns;
  const result = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const [ar, ai] = [re.data[i * n + k]!, im.data[i * n + k]!];
      const [br, bi] = [vector.re[k]!, vector.im[k]!];
      result.re[i] = result.re[i]! + (ar * br - ai * bi);
      result.im[i] = result.im[i]! + (ar * bi + ai * br);
    }
  }
  return result;
}

/** Gives the Euclidean length of a vector. */
export function measureLength({ re, im }: ComplexVector): number {
  let sum = 0;
  for (let i = 0; i < re.length; i++) sum += re[i]! * re[i]! + im[i]! * im[i]!;
  return Math.sqrt(sum);
}

/** The unit number along the vector's largest component, the first of equals. */
function findPhase({ re, im }: ComplexVector): Complex {
  let [largest, index] = [0, 0];
  for (let i = 0; i < re.length; i++) {
    const size = hypot(re[i]!, im[i]!);
    if (size > largest) [largest, index] = [size, i];
  }
  return { re: re[index]! / largest, im: im[index]! / largest };
}

function multiplyScalar({ re, im }: ComplexVector, factor: Complex): ComplexVector {
  return {
    re: re.map((value, i) => value * factor.re - im[i]! * factor.im),
    im: im.map((value, i) => re[i]! * factor.im + value * factor.re),
  };
}
