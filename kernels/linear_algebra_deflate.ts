/**
 * Deflation in divide and conquer: eigenvalues that a rank-one change leaves as they are, and rows in
 * the order of their values.
 *
 * Cuppen 1981, Numer. Math. 36; the tolerance of LAPACK's dlaed2.
 */

import {
  dropped,
  kept,
  kinds,
  places,
  size,
  sorted,
  values,
  vectors,
  z,
} from "./linear_algebra_conquer_state.ts";
import { rotate } from "./linear_algebra_vector.ts";

const ROUNDING: f64 = 1.1102230246251565e-16;

/** Lists rows by rising value, from any order. */
export function sortRange(first: i32, n: i32): void {
  for (let i: i32 = 0; i < n; i++) {
    const value = load<f64>(values + 8 * (first + i));
    let j: i32 = first + i;
    while (j > first && load<f64>(values + 8 * load<i32>(places + 4 * (j - 1))) > value) {
      store<i32>(places + 4 * j, load<i32>(places + 4 * (j - 1)));
      j--;
    }
    store<i32>(places + 4 * j, first + i);
  }
}

/** Merges two lists of rows, each by rising value, into `to`. */
export function mergeLists(a: usize, an: i32, b: usize, bn: i32, to: usize): void {
  let i: i32 = 0, j: i32 = 0;
  for (let t: i32 = 0; t < an + bn; t++) {
    const takeFirst = j == bn ||
      (i < an &&
        load<f64>(values + 8 * load<i32>(a + 4 * i)) <=
          load<f64>(values + 8 * load<i32>(b + 4 * j)));
    store<i32>(to + 4 * t, takeFirst ? load<i32>(a + 4 * i) : load<i32>(b + 4 * j));
    if (takeFirst) i++;
    else j++;
  }
}

/** Sorts rows into `kept`, poles rising, and `dropped`, whose vectors are final; gives the kept count. */
export function deflate(first: i32, n: i32, rho: f64): i32 {
  let largest: f64 = 0;
  for (let i: i32 = first; i < first + n; i++) {
    largest = max(largest, max(abs(load<f64>(values + 8 * i)), abs(load<f64>(z + 8 * i))));
  }
  const tolerance = 8 * ROUNDING * largest;
  let k: i32 = 0, away: i32 = 0, previous: i32 = -1;
  for (let t: i32 = 0; t < n; t++) {
    const row = load<i32>(sorted + 4 * t);
    if (rho * abs(load<f64>(z + 8 * row)) <= tolerance) {
      store<i32>(dropped + 4 * away++, row);
    } else if (previous < 0) {
      previous = row;
    } else if (joinPair(previous, row, tolerance)) {
      store<i32>(dropped + 4 * away++, previous);
      previous = row;
    } else {
      store<i32>(kept + 4 * k++, previous);
      previous = row;
    }
  }
  if (previous >= 0) store<i32>(kept + 4 * k++, previous);
  return k;
}

/** Rotates z's part of row a into row b if their values are equal within the tolerance. */
function joinPair(a: i32, b: i32, tolerance: f64): bool {
  const za = load<f64>(z + 8 * a), zb = load<f64>(z + 8 * b);
  const da = load<f64>(values + 8 * a), db = load<f64>(values + 8 * b);
  const length = sqrt<f64>(za * za + zb * zb);
  const c = zb / length, s = -za / length;
  if (abs((db - da) * c * s) > tolerance) return false;
  store<f64>(z + 8 * b, length);
  store<f64>(z + 8 * a, 0);
  if (load<i32>(kinds + 4 * a) != load<i32>(kinds + 4 * b)) store<i32>(kinds + 4 * b, 1);
  rotate(size, vectors + 8 * a * size, vectors + 8 * b * size, c, s);
  store<f64>(values + 8 * a, da * c * c + db * s * s);
  store<f64>(values + 8 * b, da * s * s + db * c * c);
  return true;
}
