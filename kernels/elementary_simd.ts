/**
 * Elementary functions on all lanes of a vector, over T = f32 or f64, in + − × ÷ and bit operations.
 *
 * Polynomials are Taylor's, whose coefficients need no table, cut where the rest is below a tenth of a
 * unit in the last place. The stated bounds are tested against exact values
 * (tests/kernels/elementary_simd_test.ts), in units in the last place of T.
 */

import { fillLanes } from "./lanes.ts";

/** ln 2 in two parts, the first with few bits: n times it is exact. Cody & Waite 1980, § 6. */
const LN2_HIGH_F32: f64 = 0.693359375;
const LN2_LOW_F32: f64 = -2.1219444005469057e-4;
const LN2_HIGH_F64: f64 = 0.69314575195312500;
const LN2_LOW_F64: f64 = 1.4286068203094172e-6;
const LOG2_E: f64 = 1.4426950408889634;

/** Computes a·b + c with two roundings. */
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** 2ⁿ for whole n within the normal range, by the exponent's bits. */
function powerOfTwo<T>(n: v128): v128 {
  // Adding 1.5·2²³ (1.5·2⁵²) leaves n in the low bits of the fraction.
  if (sizeof<T>() == 4) return i32x4.shl(v128.add<T>(n, fillLanes<T>(12582912.0 + 127.0)), 23);
  return i64x2.shl(v128.add<T>(n, fillLanes<T>(6755399441055744.0 + 1023.0)), 52);
}

/** (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2: the series Σ rᵏ/(k+2)!. */
function sumExponentialTail<T>(r: v128): v128 {
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = fillLanes<T>(1.0 / 5040.0);
  } else {
    sum = fillLanes<T>(1.0 / 6227020800.0);
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 479001600.0));
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 39916800.0));
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 3628800.0));
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 362880.0));
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 40320.0));
    sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 5040.0));
  }
  sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 720.0));
  sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 120.0));
  sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 24.0));
  sum = multiplyAdd<T>(sum, r, fillLanes<T>(1.0 / 6.0));
  return multiplyAdd<T>(sum, r, fillLanes<T>(0.5));
}

/** The whole number nearest to x / ln 2. */
function countOctaves<T>(x: v128): v128 {
  return v128.nearest<T>(v128.mul<T>(x, fillLanes<T>(LOG2_E)));
}

/** x − n·ln 2. */
function removeOctaves<T>(x: v128, n: v128): v128 {
  const high = fillLanes<T>(sizeof<T>() == 4 ? LN2_HIGH_F32 : LN2_HIGH_F64);
  const low = fillLanes<T>(sizeof<T>() == 4 ? LN2_LOW_F32 : LN2_LOW_F64);
  return v128.sub<T>(v128.sub<T>(x, v128.mul<T>(n, high)), v128.mul<T>(n, low));
}

/** eˣ; infinite and 0 beyond the range of T, NaN for NaN; within 1 ulp. */
export function expLanes<T>(x: v128): v128 {
  // Beyond these bounds the result overflows or is 0, and n stays within two normal exponents.
  const most = fillLanes<T>(sizeof<T>() == 4 ? 90.0 : 712.0);
  const least = fillLanes<T>(sizeof<T>() == 4 ? -110.0 : -760.0);
  const inside = v128.max<T>(v128.min<T>(x, most), least);
  const n = countOctaves<T>(inside);
  const r = removeOctaves<T>(inside, n);
  const tail = v128.mul<T>(v128.mul<T>(r, r), sumExponentialTail<T>(r));
  const mantissa = v128.add<T>(v128.add<T>(tail, r), fillLanes<T>(1.0));
  // Two factors, so that results below the normal range round once.
  const half = v128.floor<T>(v128.mul<T>(n, fillLanes<T>(0.5)));
  const scaled = v128.mul<T>(mantissa, powerOfTwo<T>(half));
  return v128.mul<T>(scaled, powerOfTwo<T>(v128.sub<T>(n, half)));
}

/** eˣ − 1 for −50 ≤ x ≤ 0. */
function expm1Negative<T>(x: v128): v128 {
  const n = countOctaves<T>(x);
  const r = removeOctaves<T>(x, n);
  const tail = v128.mul<T>(v128.mul<T>(r, r), sumExponentialTail<T>(r));
  const power = powerOfTwo<T>(n);
  const small = v128.mul<T>(power, v128.add<T>(tail, r));
  return v128.add<T>(small, v128.sub<T>(power, fillLanes<T>(1.0)));
}

/** tanh x = −u / (u + 2) with u = e^(−2|x|) − 1, signed as x; within 3 ulp. */
export function tanhLanes<T>(x: v128): v128 {
  const size = v128.min<T>(v128.abs<T>(x), fillLanes<T>(25.0));
  const u = expm1Negative<T>(v128.mul<T>(size, fillLanes<T>(-2.0)));
  const value = v128.div<T>(v128.neg<T>(u), v128.add<T>(u, fillLanes<T>(2.0)));
  return v128.bitselect(x, value, fillLanes<T>(-0.0));
}

/** 1 / (1 + e⁻ˣ), from e^−|x| so that nothing overflows; within 3 ulp where it is a normal number. */
export function sigmoidLanes<T>(x: v128): v128 {
  const e = expLanes<T>(v128.neg<T>(v128.abs<T>(x)));
  const upper = v128.div<T>(fillLanes<T>(1.0), v128.add<T>(e, fillLanes<T>(1.0)));
  const lower = v128.mul<T>(e, upper);
  return v128.bitselect(lower, upper, v128.lt<T>(x, fillLanes<T>(0.0)));
}

/**
 * ln x for normal x > 0, within 1 ulp; NaN for NaN.
 *
 * x = 2ᵏ(1 + f) with 1 + f in [√½, √2): ln(1 + f) = f − (h − s(h + R)) with h = f²/2, s = f/(2 + f) and
 * R = 2s²/3 + 2s⁴/5 + …, the form of Ng's fdlibm.
 */
export function logLanes<T>(x: v128): v128 {
  const root = fillLanes<T>(1.4142135623730951);
  const k0 = takeExponent<T>(x);
  const m0 = takeMantissa<T>(x);
  const large = v128.gt<T>(m0, root);
  const m = v128.bitselect(v128.mul<T>(m0, fillLanes<T>(0.5)), m0, large);
  const k = v128.bitselect(v128.add<T>(k0, fillLanes<T>(1.0)), k0, large);
  const f = v128.sub<T>(m, fillLanes<T>(1.0));
  const s = v128.div<T>(f, v128.add<T>(f, fillLanes<T>(2.0)));
  const z = v128.mul<T>(s, s);
  const rest = v128.mul<T>(z, sumLogarithmTail<T>(z));
  const h = v128.mul<T>(v128.mul<T>(f, f), fillLanes<T>(0.5));
  const high = v128.mul<T>(k, fillLanes<T>(sizeof<T>() == 4 ? LN2_HIGH_F32 : LN2_HIGH_F64));
  const low = v128.mul<T>(k, fillLanes<T>(sizeof<T>() == 4 ? LN2_LOW_F32 : LN2_LOW_F64));
  const bend = v128.add<T>(v128.mul<T>(s, v128.add<T>(h, rest)), low);
  const value = v128.sub<T>(high, v128.sub<T>(v128.sub<T>(h, bend), f));
  return v128.add<T>(value, v128.sub<T>(x, x));
}

/** The exponent of a normal number, as a number. */
function takeExponent<T>(x: v128): v128 {
  // 2²³ + e (2⁵² + e) holds a whole number e in its low bits.
  if (sizeof<T>() == 4) {
    const bits = v128.or(i32x4.shr_u(x, 23), fillLanes<T>(8388608.0));
    return v128.sub<T>(bits, fillLanes<T>(8388608.0 + 127.0));
  }
  const bits = v128.or(i64x2.shr_u(x, 52), fillLanes<T>(4503599627370496.0));
  return v128.sub<T>(bits, fillLanes<T>(4503599627370496.0 + 1023.0));
}

/** The fraction of a normal number, in [1, 2). */
function takeMantissa<T>(x: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.or(v128.and(x, i32x4.splat(0x007fffff)), fillLanes<T>(1.0));
  }
  return v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), fillLanes<T>(1.0));
}

/** Σ 2zᵏ/(2k + 3), z ≤ 0.0295. */
function sumLogarithmTail<T>(z: v128): v128 {
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = fillLanes<T>(2.0 / 9.0);
  } else {
    sum = fillLanes<T>(2.0 / 21.0);
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 19.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 17.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 15.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 13.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 11.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 9.0));
  }
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 7.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 5.0));
  return multiplyAdd<T>(sum, z, fillLanes<T>(2.0 / 3.0));
}
