/**
 * The secular equation of a rank-one change: the roots λ of f(λ) = 1 + ρ·Σ zⱼ²/(dⱼ − λ).
 *
 * Li 1993, Solving secular equations stably and efficiently (LAPACK working note 89), "the middle way",
 * kept within brackets. A root is found as its distance from the nearer pole, so that dⱼ − λ has full
 * relative accuracy. It is good enough when |f| is below rounding of its own terms (Gu & Eisenstat 1995,
 * SIAM J. Matrix Anal. Appl. 16(1), section 3).
 */

const MOST_STEPS: i32 = 100;
const EPSILON: f64 = 2.220446049250313e-16;

// What `evaluate` found; a function returns one value.
let psi: f64 = 0;
let psiSlope: f64 = 0;
let phi: f64 = 0;
let phiSlope: f64 = 0;

/** Sums the poles up to `split` into ψ and the others into φ, at a distance μ from d's origin. */
function evaluate(k: i32, split: i32, squares: usize, poles: usize, mu: f64): void {
  sumPoles(0, split + 1, squares, poles, mu);
  psi = phi;
  psiSlope = phiSlope;
  sumPoles(split + 1, k, squares, poles, mu);
}

function sumPoles(from: i32, to: i32, squares: usize, poles: usize, mu: f64): void {
  const shift = f64x2.splat(mu);
  let sums = f64x2.splat(0), slopes = sums;
  let j: i32 = from;
  for (; j + 2 <= to; j += 2) {
    const gap = f64x2.sub(v128.load(poles + 8 * j), shift);
    const term = f64x2.div(v128.load(squares + 8 * j), gap);
    sums = f64x2.add(sums, term);
    slopes = f64x2.add(slopes, f64x2.div(term, gap));
  }
  phi = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  phiSlope = f64x2.extract_lane(slopes, 0) + f64x2.extract_lane(slopes, 1);
  if (j < to) {
    const gap = load<f64>(poles + 8 * j) - mu;
    const term = load<f64>(squares + 8 * j) / gap;
    phi += term;
    phiSlope += term / gap;
  }
}

/**
 * Finds root i of k.
 *
 * @param d k rising poles; squares: ρ·zⱼ² > 0; total: their sum.
 * @param gaps k numbers, filled with dⱼ − λᵢ.
 * @returns λᵢ, or NaN if the iteration did not end.
 */
export function solveSecular(
  i: i32,
  k: i32,
  d: usize,
  squares: usize,
  total: f64,
  gaps: usize,
): f64 {
  const left = load<f64>(d + 8 * i);
  const last = i == k - 1;
  const half = 0.5 * (last ? total : load<f64>(d + 8 * (i + 1)) - left);
  const split: i32 = last ? max(0, k - 2) : i;
  movePoles(k, d, left, gaps);
  if (k == 1) return finish(k, left, total, gaps);
  evaluate(k, split, squares, gaps, half);
  const middle = 1 + psi + phi;
  let origin = left, low: f64 = 0, high = half;
  if (middle < 0 && last) low = half, high = 2 * half;
  else if (middle < 0) {
    origin = load<f64>(d + 8 * (i + 1));
    movePoles(k, d, origin, gaps);
    low = -half, high = 0;
  }
  let mu = last ? half : guess(middle, half, squares + 8 * i, middle >= 0);
  if (!(mu > low && mu < high)) mu = 0.5 * (low + high);
  for (let step: i32 = 0; step < MOST_STEPS; step++) {
    evaluate(k, split, squares, gaps, mu);
    const f = 1 + psi + phi;
    const rounding = 8 * (1 + abs(psi) + abs(phi)) + abs(mu) * (psiSlope + phiSlope);
    if (abs(f) <= 0.5 * EPSILON * rounding) return finish(k, origin, mu, gaps);
    if (f < 0) low = mu;
    else high = mu;
    const at = gaps + 8 * split;
    let next = mu + chooseStep(f, load<f64>(at) - mu, load<f64>(at, 8) - mu, last);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == mu || next == low || next == high) return finish(k, origin, mu, gaps);
    mu = next;
  }
  return NaN;
}

function movePoles(k: i32, d: usize, origin: f64, gaps: usize): void {
  for (let j: i32 = 0; j < k; j++) store<f64>(gaps + 8 * j, load<f64>(d + 8 * j) - origin);
}

function finish(k: i32, origin: f64, mu: f64, gaps: usize): f64 {
  for (let j: i32 = 0; j < k; j++) store<f64>(gaps + 8 * j, load<f64>(gaps + 8 * j) - mu);
  return origin + mu;
}

/** Where the two nearest poles and, for all others, their value in the middle put the root. */
function guess(middle: f64, half: f64, squares: usize, fromLeft: bool): f64 {
  const z0 = load<f64>(squares), z1 = load<f64>(squares, 8);
  const c = middle + z0 / half - z1 / half;
  const sum = fromLeft ? z0 + z1 + 2 * half * c : z0 + z1 - 2 * half * c;
  const product = fromLeft ? 2 * half * z0 : -2 * half * z1;
  const root = sqrt<f64>(abs(sum * sum - 4 * product * c));
  return sum > 0 ? 2 * product / (sum + root) : (sum - root) / (2 * c);
}

/** The middle way: the step to the root of the rational function with f's slopes at both poles. */
function chooseStep(f: f64, gap0: f64, gap1: f64, last: bool): f64 {
  let c = f - gap0 * psiSlope - gap1 * phiSlope;
  if (last) c = abs(c);
  const a = (gap0 + gap1) * f - gap0 * gap1 * (psiSlope + phiSlope);
  const b = gap0 * gap1 * f;
  const root = sqrt<f64>(abs(a * a - 4 * b * c));
  let step: f64;
  if (last) step = a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
  else step = a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
  return f * step < 0 ? step : -f / (psiSlope + phiSlope);
}
