/**
 * The real Schur form H = Z·T·Zᵀ of a Hessenberg matrix by Francis' implicit double-shift QR iteration.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithms 7.5.1 and 7.5.2; exceptional shifts
 * as in EISPACK's hqr (Martin, Peters & Wilkinson 1970).
 */

const EPSILON: f64 = 2.220446049250313e-16;
/** Sweeps for one block until the iteration counts as failed; three are usual. */
const MOST_SWEEPS: i32 = 120;
/** Beside entries near 1, entries up to 2⁻¹⁰⁰ are zero: far less than rounding changes. */
export const NEGLIGIBLE: f64 = 7.888609052210118e-31;

// The reflection I − β·v·vᵀ at work.
let v0: f64 = 0;
let v1: f64 = 0;
let v2: f64 = 0;
let beta: f64 = 0;

/**
 * Iterates.
 *
 * @param t n × n, Hessenberg, near 1; becomes T, zero below its 1 × 1 and 2 × 2 diagonal blocks.
 * @param zt n × n, an orthogonal matrix; becomes its product with Zᵀ from the left.
 * @returns 0, or the row whose subdiagonal entry did not vanish.
 */
export function iterateSchur(n: i32, t: usize, zt: usize): i32 {
  let high: i32 = n - 1;
  let sweeps: i32 = 0;
  while (high > 0) {
    const low = findBlock(n, t, high);
    if (low >= high - 1) {
      high = low - 1;
      sweeps = 0;
      continue;
    }
    sweeps++;
    if (sweeps > MOST_SWEEPS) return high;
    sweepBlock(n, t, zt, low, high, sweeps % 10 == 0);
  }
  return 0;
}

function at(n: i32, t: usize, i: i32, j: i32): f64 {
  return load<f64>(t + 8 * (i * n + j));
}

/** Finds where the unreduced block that ends at `high` begins; sets what separates it to zero. */
function findBlock(n: i32, t: usize, high: i32): i32 {
  for (let k: i32 = high; k > 0; k--) {
    const place = t + 8 * (k * n + k - 1);
    const beside = abs(at(n, t, k - 1, k - 1)) + abs(at(n, t, k, k));
    const size = abs(load<f64>(place));
    if (size <= NEGLIGIBLE || size <= EPSILON * beside) {
      store<f64>(place, 0);
      return k;
    }
  }
  return 0;
}

/** One Francis step on rows and columns low … high, at least three of them. */
function sweepBlock(n: i32, t: usize, zt: usize, low: i32, high: i32, exceptional: bool): void {
  startBulge(n, t, low, high, exceptional);
  for (let k: i32 = low; k < high; k++) {
    const three = k + 2 <= high;
    if (!three) v2 = 0;
    if (makeReflection()) {
      const from: i32 = max(k - 1, low);
      const row = t + 8 * k * n;
      const columns = t + 8 * k;
      if (three) {
        reflectThreeRows(n - from, row + 8 * from, 8 * n);
        reflectThreeColumns(min(k + 3, high) + 1, columns, 8 * n);
        reflectThreeRows(n, zt + 8 * k * n, 8 * n);
      } else {
        reflectTwoRows(n - from, row + 8 * from, 8 * n);
        reflectTwoColumns(high + 1, columns, 8 * n);
        reflectTwoRows(n, zt + 8 * k * n, 8 * n);
      }
    }
    if (k > low) {
      store<f64>(t + 8 * ((k + 1) * n + k - 1), 0);
      if (three) store<f64>(t + 8 * ((k + 2) * n + k - 1), 0);
    }
    v0 = at(n, t, k + 1, k);
    v1 = k + 2 <= high ? at(n, t, k + 2, k) : 0;
    v2 = k + 3 <= high ? at(n, t, k + 3, k) : 0;
  }
}

/** The first column of (H − s₁)(H − s₂) over its subdiagonal entry; s₁, s₂ from the last 2 × 2 block. */
function startBulge(n: i32, t: usize, low: i32, high: i32, exceptional: bool): void {
  let last = at(n, t, high, high);
  let previous = at(n, t, high - 1, high - 1);
  let product = at(n, t, high, high - 1) * at(n, t, high - 1, high);
  if (exceptional) {
    const size = abs(at(n, t, high, high - 1)) + abs(at(n, t, high - 1, high - 2));
    last += 0.75 * size;
    previous = last;
    product = -0.4375 * size * size;
  }
  const corner = at(n, t, low, low);
  const r = last - corner, s = previous - corner;
  v0 = (r * s - product) / at(n, t, low + 1, low) + at(n, t, low, low + 1);
  v1 = at(n, t, low + 1, low + 1) - corner - r - s;
  v2 = at(n, t, low + 2, low + 1);
}

/** Makes the reflection that turns v into a multiple of the first unit vector; false if it is one. */
function makeReflection(): bool {
  const largest = max(abs(v0), max(abs(v1), abs(v2)));
  if (largest == 0) return false;
  v0 /= largest, v1 /= largest, v2 /= largest;
  const rest = v1 * v1 + v2 * v2;
  if (rest == 0) return false;
  const length = sqrt<f64>(v0 * v0 + rest);
  v0 = v0 > 0 ? v0 + length : v0 - length;
  beta = 2 / (v0 * v0 + rest);
  return true;
}

function reflectThreeRows(count: i32, first: usize, stride: i32): void {
  let second = first + stride, third = second + stride;
  const x0 = f64x2.splat(v0), x1 = f64x2.splat(v1), x2 = f64x2.splat(v2);
  const y0 = f64x2.splat(beta * v0), y1 = f64x2.splat(beta * v1), y2 = f64x2.splat(beta * v2);
  let j: i32 = 0;
  for (; j + 2 <= count; j += 2) {
    const a = v128.load(first), b = v128.load(second), c = v128.load(third);
    const sum = f64x2.add(f64x2.add(f64x2.mul(x0, a), f64x2.mul(x1, b)), f64x2.mul(x2, c));
    v128.store(first, f64x2.sub(a, f64x2.mul(sum, y0)));
    v128.store(second, f64x2.sub(b, f64x2.mul(sum, y1)));
    v128.store(third, f64x2.sub(c, f64x2.mul(sum, y2)));
    first += 16, second += 16, third += 16;
  }
  if (j < count) reflectThree(first, second, third);
}

function reflectThreeColumns(count: i32, first: usize, stride: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    reflectThree(first, first + 8, first + 16);
    first += stride;
  }
}

function reflectThree(first: usize, second: usize, third: usize): void {
  const a = load<f64>(first), b = load<f64>(second), c = load<f64>(third);
  const sum = v0 * a + v1 * b + v2 * c;
  store<f64>(first, a - sum * (beta * v0));
  store<f64>(second, b - sum * (beta * v1));
  store<f64>(third, c - sum * (beta * v2));
}

function reflectTwoRows(count: i32, first: usize, stride: i32): void {
  for (let j: i32 = 0; j < count; j++) {
    reflectTwo(first, first + stride);
    first += 8;
  }
}

function reflectTwoColumns(count: i32, first: usize, stride: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    reflectTwo(first, first + 8);
    first += stride;
  }
}

function reflectTwo(first: usize, second: usize): void {
  const a = load<f64>(first), b = load<f64>(second);
  const sum = v0 * a + v1 * b;
  store<f64>(first, a - sum * (beta * v0));
  store<f64>(second, b - sum * (beta * v1));
}
