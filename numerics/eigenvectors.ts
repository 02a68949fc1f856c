/** Complex vectors, and the scale and phase that eigenvectors are given. */

import type { Complex, ComplexVector } from "./complex_matrix.ts";
import { hypot } from "./elementary.ts";
import { multiplyVectors } from "./qr.ts";

/** 1 − 2⁻⁴⁰: squares whose ratio is nearer to 1 count as equal. */
const ALIKE = 1 - 9.094947017729282e-13;

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

/** The unit number along the vector's largest component, the first of those that differ by rounding. */
function findPhase({ re, im }: ComplexVector): Complex {
  const square = (i: number) => re[i]! * re[i]! + im[i]! * im[i]!;
  let most = 0;
  for (let i = 0; i < re.length; i++) most = Math.max(most, square(i));
  let index = 0;
  while (index < re.length && square(index) < ALIKE * most) index++;
  const length = hypot(re[index]!, im[index]!);
  return { re: re[index]! / length, im: im[index]! / length };
}

function multiplyScalar({ re, im }: ComplexVector, factor: Complex): ComplexVector {
  const n = re.length;
  const result = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    result.re[i] = re[i]! * factor.re - im[i]! * factor.im;
    result.im[i] = re[i]! * factor.im + im[i]! * factor.re;
  }
  return result;
}
