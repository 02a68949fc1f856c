/** Operations on vectors of doubles, each in one fixed order. Loads need no alignment. */

/** 2¹⁰²³ and 2⁻¹⁰²²: the powers of two whose inverses are doubles too. */
const LARGEST_POWER: f64 = 8.98846567431158e307;
const SMALLEST_POWER: f64 = 2.2250738585072014e-308;

/** Σ aᵢ·bᵢ in four interleaved sums, then the rest. */
export function dot(n: i32, a: usize, b: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < n; i++) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

/** y += α·x */
export function addScaled(n: i32, alpha: f64, x: usize, y: usize): void {
  const factor = f64x2.splat(alpha);
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(factor, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  for (; i < n; i++) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** x *= α */
export function scale(n: i32, alpha: f64, x: usize): void {
  const factor = f64x2.splat(alpha);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(x, f64x2.mul(factor, v128.load(x)));
    x += 16;
  }
  if (i < n) store<f64>(x, alpha * load<f64>(x));
}

/** (x, y) ← (c·x + s·y, c·y − s·x) */
export function rotate(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  const cosine = f64x2.splat(c), sine = f64x2.splat(s);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    const u = v128.load(x), v = v128.load(y);
    v128.store(x, f64x2.add(f64x2.mul(cosine, u), f64x2.mul(sine, v)));
    v128.store(y, f64x2.sub(f64x2.mul(cosine, v), f64x2.mul(sine, u)));
    x += 16;
    y += 16;
  }
  if (i < n) {
    const u = load<f64>(x), v = load<f64>(y);
    store<f64>(x, c * u + s * v);
    store<f64>(y, c * v - s * u);
  }
}

/** The largest |xᵢ|; 0 for none. */
export function findLargest(n: i32, x: usize): f64 {
  let most = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 2 <= n; i += 2) {
    most = f64x2.max(most, f64x2.abs(v128.load(x)));
    x += 16;
  }
  const largest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  return i < n ? max(largest, abs(load<f64>(x))) : largest;
}

/** The largest power of two that is at most the largest |xᵢ|; 0 if all are zero. */
export function findPower(n: i32, x: usize): f64 {
  const largest = findLargest(n, x);
  if (largest == 0) return 0;
  let power: f64 = 1;
  while (power * 2 <= largest && power < LARGEST_POWER) power *= 2;
  while (power > largest && power > SMALLEST_POWER) power /= 2;
  return power;
}
