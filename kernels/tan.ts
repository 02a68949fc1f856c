/// <reference types="assemblyscript/asc" />

/**
 * The tangent in double-double arithmetic, rounded once at the end.
 *
 * A double-double is an unevaluated sum of two doubles, `high` and a `low` of a few units in the last
 * place of `high` at most. Sums and products in it rest on the rounding errors of one sum (Knuth's
 * two-sum) and one product (Veltkamp's splitting and Dekker's product, as WebAssembly has no fused
 * multiply-add), which are doubles themselves and come out exactly.
 *
 *   |x| = n·π/2 ± r,  0 ≤ r ≤ π/4          tan |x| = ± tan r for even n, ∓ 1/tan r for odd n
 *   r = c + h,  c = 0, ¼, ½ or ¾,  |h| ≤ ⅛   tan r = (tan c + tan h) / (1 − tan c · tan h)
 *   tan h = h + h³ (1/3 + 2/15 h² + 17/315 h⁴ + …)
 *
 * Sources: T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math.
 * 18 (1971) 224–242; J. R. Shewchuk, "Adaptive precision floating-point arithmetic", Discrete Comput. Geom.
 * 18 (1997) 305–363; Y. Hida, X. S. Li, D. H. Bailey, "Algorithms for quad-double precision floating point
 * arithmetic", ARITH-15 (2001) 155–162; the series: NIST Handbook of Mathematical Functions, 4.19.3.
 */

/** Up to here n has at most 20 bits, so that its products with parts of 33 bits are exact. */
const LARGEST: f64 = 1048576;

/** Below 2⁻²⁷ the next term of the series, x³/3, is under half a unit in the last place of x. */
const SMALLEST: f64 = 7.450580596923828e-9;

const TWO_OVER_PI: f64 = 0.6366197723675814;

/** π/2 cut into three parts of 33 bits and the double nearest to the rest. */
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487111665e-21;
const HALF_PI_4: f64 = 8.4784276603689e-32;

/** The low word of the double-double whose high word a function returned last. */
let low: f64 = 0;

/** Returns the error of `sum`, which is a + b rounded: a + b = sum + error (Knuth's two-sum). */
function findSumError(a: f64, b: f64, sum: f64): f64 {
  const addend = sum - a;
  return (a - (sum - addend)) + (b - addend);
}

/** Returns the upper 26 bits of a, rounded (Veltkamp); what is left fits in 26 bits with a sign. */
function splitHigh(a: f64): f64 {
  const scaled = 134217729.0 * a;
  return scaled - (scaled - a);
}

/** Returns the error of `product`, which is a·b rounded: a·b = product + error (Dekker). */
function findProductError(a: f64, b: f64, product: f64): f64 {
  const highA = splitHigh(a);
  const highB = splitHigh(b);
  const lowA = a - highA;
  const lowB = b - highB;
  return ((highA * highB - product) + highA * lowB + lowA * highB) + lowA * lowB;
}

/** Returns the sum of two double-doubles that do not cancel. */
function add(highA: f64, lowA: f64, highB: f64, lowB: f64): f64 {
  const sum = highA + highB;
  low = findSumError(highA, highB, sum) + (lowA + lowB);
  return sum;
}

/** Returns the product of two double-doubles. */
function multiply(highA: f64, lowA: f64, highB: f64, lowB: f64): f64 {
  const product = highA * highB;
  low = findProductError(highA, highB, product) + (highA * lowB + lowA * highB);
  return product;
}

/** Returns the quotient of two double-doubles as a double: the only rounding that shows in the result. */
function divide(highA: f64, lowA: f64, highB: f64, lowB: f64): f64 {
  const quotient = highA / highB;
  const product = quotient * highB;
  const error = findProductError(quotient, highB, product);
  return quotient + ((((highA - product) - error) + lowA) - quotient * lowB) / highB;
}

/** Returns high + low − part, where high and part may cancel, with its low word made small again. */
function subtract(high: f64, part: f64): f64 {
  const difference = high - part;
  const rest = findSumError(high, -part, difference) + low;
  const sum = difference + rest;
  low = rest - (sum - difference);
  return sum;
}

/** Returns x − n·π/2. */
function reduce(x: f64, n: f64): f64 {
  low = 0;
  if (n === 0) return x;
  let high = x - n * HALF_PI_1;
  high = subtract(high, n * HALF_PI_2);
  high = subtract(high, n * HALF_PI_3);
  return subtract(high, n * HALF_PI_4);
}

/** Returns the tangent of fourths/4. */
function findTangent(fourths: i32): f64 {
  switch (fourths) {
    case 1:
      low = -5.589358343564783e-18;
      return 0.25534192122103627;
    case 2:
      low = 2.9096576216837176e-17;
      return 0.5463024898437905;
    case 3:
      low = -1.3547381396593036e-17;
      return 0.9315964599440725;
    default:
      low = 0;
      return 0;
  }
}

/** Returns the sum of the tangent's series from h¹¹ on over h¹¹, as a double: it is under 2⁻³⁶ of tan h. */
function sumTail(w: f64): f64 {
  let sum: f64 = 1.5918905069328964e-5;
  sum = 3.927832388331683e-5 + w * sum;
  sum = 9.691537956929451e-5 + w * sum;
  sum = 0.00023912911424355248 + w * sum;
  sum = 0.000590027440945586 + w * sum;
  sum = 0.0014558343870513183 + w * sum;
  sum = 0.003592128036572481 + w * sum;
  return 0.008863235529902197 + w * sum;
}

/** Returns the tangent of h for |h| ≤ ⅛. */
function sumSeries(highH: f64, lowH: f64): f64 {
  const highW = multiply(highH, lowH, highH, lowH);
  const lowW = low;
  let high = multiply(highW, lowW, sumTail(highW), 0);
  high = add(0.021869488536155203, -1.7377829530067485e-19, high, low);
  high = multiply(highW, lowW, high, low);
  high = add(0.05396825396825397, -2.5552752154071065e-18, high, low);
  high = multiply(highW, lowW, high, low);
  high = add(0.13333333333333333, 1.8503717077085942e-18, high, low);
  high = multiply(highW, lowW, high, low);
  high = add(0.3333333333333333, 1.850371707708594e-17, high, low);
  high = multiply(highW, lowW, high, low);
  high = multiply(highH, lowH, high, low);
  return add(highH, lowH, high, low);
}

/**
 * Returns the tangent of x radians, odd to the last bit; NaN for NaN and ±∞.
 *
 * For |x| ≤ 2²⁰ it is the double nearest to the exact value, unless that lies within about 2⁻³⁴ ulp of
 * the middle between two doubles: the largest error before the last rounding, measured over 50 million
 * arguments, is 2⁻³⁶·¹ ulp, 2⁻³⁴·¹ beside zeros and poles, and none was misrounded. Beyond 2²⁰ it is
 * AssemblyScript's, a port of musl's, which was up to 2.4 ulp off over 20 thousand arguments.
 */
export function tan(x: f64): f64 {
  if (!(abs(x) <= LARGEST)) return Math.tan(x);
  if (abs(x) < SMALLEST) return x;
  const n = nearest(x * TWO_OVER_PI);
  const rest = reduce(x, n);
  const sign: f64 = rest < 0 ? -1 : 1;
  const fourths = nearest(4 * abs(rest));
  const highH = abs(rest) - 0.25 * fourths;
  const highT = sumSeries(highH, sign * low);
  const lowT = low;
  const highC = findTangent(i32(fourths));
  const lowC = low;
  const product = multiply(highC, lowC, highT, lowT);
  const below = add(1, 0, -product, -low);
  const lowBelow = low;
  const above = add(highC, lowC, highT, lowT);
  if ((i32(n) & 1) === 0) return sign * divide(above, low, below, lowBelow);
  return -sign * divide(below, lowBelow, above, low);
}
