/** Complex vectors, and the scale and phase that eigenvectors are given. */

import type { Complex, ComplexVector } from "./complex_matrix.ts";
import { hypot } from "./elementary.ts";
import { multiplyVectors } from "./qr.ts";

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
 * Scales v to length 1 and l to l·v = 1, and turns v's phase.
 *
 * @param product l·v as far as it is known without cancellation; undefined for a real eigenvalue of a real
 * matrix, whose vectors are made real.
 */
export function normalisePair(
  right: ComplexVector,
  left: ComplexVector,
  product: number | undefined,
): VectorPair {
  if (product === undefined) {
    const [v, l] = [dropImaginary(turn(right)), dropImaginary(turn(left))];
    return scalePair(v, l, multiplyVectors(l.re, v.re));
  }
  return scalePair(turn(right), multiplyScalar(left, findPhase(right)), product);
}

function scalePair(right: ComplexVector, left: ComplexVector, product: number): VectorPair {
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
