/**
 * The error function on all lanes of a vector, over T = f32 or f64.
 *
 * |x| < 1: Taylor's series 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n!(2n + 1)). Further out 1 − exp(−x²)·q(t)/(1 + 2|x|) with
 * t = (|x| − 2)/(|x| + 2), the form of Shepherd & Laframboise 1981, Math. Comp. 36, 249–253; the
 * coefficients of q are those that `error_function_coefficients.py` prints.
 */

import { expLanes, multiplyAdd } from "./elementary_simd.ts";
import { fillLanes } from "./lanes.ts";

const TWO_BY_ROOT_PI: f64 = 1.1283791670955126;

/** erf x; within 3 ulp. */
export function erfLanes<T>(x: v128): v128 {
  const size = v128.abs<T>(x);
  const one = fillLanes<T>(1.0);
  const near = v128.mul<T>(size, sumNear<T>(v128.mul<T>(size, size)));
  // From here on erf is 1 to the last bit; min hands NaN on.
  const far = v128.min<T>(size, fillLanes<T>(sizeof<T>() == 4 ? 4.0 : 6.0));
  const two = fillLanes<T>(2.0);
  const t = v128.div<T>(v128.sub<T>(far, two), v128.add<T>(far, two));
  const decay = expLanes<T>(v128.neg<T>(v128.mul<T>(far, far)));
  const scale = v128.div<T>(decay, multiplyAdd<T>(two, far, one));
  const outer = v128.sub<T>(one, v128.mul<T>(scale, sumFar<T>(t)));
  const value = v128.bitselect(near, outer, v128.lt<T>(size, one));
  return v128.bitselect(x, value, fillLanes<T>(-0.0));
}

/** erf(x)/x of z = x² < 1. */
function sumNear<T>(z: v128): v128 {
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = fillLanes<T>(-1.0 / 918086400.0);
  } else {
    sum = fillLanes<T>(-1.0 / 4744158915944448000.0);
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 236887827111936000.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 12449059983360000.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 690452066304000.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 40537905408000.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 2528170444800.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 168129561600.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 11975040000.0));
    sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 918086400.0));
  }
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 76204800.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 6894720.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 685440.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 75600.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 9360.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 1320.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 216.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 42.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0 / 10.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(-1.0 / 3.0));
  sum = multiplyAdd<T>(sum, z, fillLanes<T>(1.0));
  return v128.mul<T>(sum, fillLanes<T>(TWO_BY_ROOT_PI));
}

/** q(t) for 1 ≤ |x| ≤ 4 (f32) or 6 (f64). */
function sumFar<T>(t: v128): v128 {
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = fillLanes<T>(0.0084449478016717283);
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.0077985953980736081));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.054204665508069123));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.16403839408103734));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.16603061017942801));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.092763648501768898));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(1.2769783815525287));
  } else {
    sum = fillLanes<T>(4.5678183846995652e-6);
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(4.7801679706659349e-6));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-1.3377843610301066e-5));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-3.6739685589621614e-5));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-1.5054457438053161e-6));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.0001510872612051129));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.00020636426368347953));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.00045434493868878523));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.0014568136425517456));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.0012713391657542129));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.0087226538622736921));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.0080340150876596877));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.054220000991780359));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(0.16405128003350502));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.16603039761529105));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(-0.092763826585746232));
    sum = multiplyAdd<T>(sum, t, fillLanes<T>(1.2769783815525287));
  }
  return sum;
}
