/**
 * Exact truth for elementary functions: fixed-point numbers of 1300 fractional bits as BigInt.
 *
 * Every function is a textbook series or Newton's iteration, independent of any floating-point library.
 */

const BITS = 1300n;
/** 1 as a fixed-point number. */
export const ONE = 1n << BITS;

function multiply(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS;
}

function divide(a: bigint, b: bigint): bigint {
  return (a << BITS) / b;
}

function takeRoot(a: bigint, degree: bigint): bigint {
  const target = a << (BITS * (degree - 1n));
  let root = 1n << BigInt(Math.ceil(target.toString(2).length / Number(degree)) + 1);
  for (;;) {
    const next = ((degree - 1n) * root + target / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
}

/** Converts a double to fixed point; exact down to 2^−1074 but for bits below 2^−1300. */
export function toFixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + BITS;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits >> 63n === 1n ? -size : size;
}

/** Gives |found − exact| in units in the last place of the exact value. */
export function measureUlps(found: number, exact: bigint): number {
  const size = exact < 0n ? -exact : exact;
  const shift = size.toString(2).length - 53;
  const ulp = shift > 0 ? 1n << BigInt(shift) : 1n;
  const difference = toFixed(found) - exact;
  return Number(((difference < 0n ? -difference : difference) << 40n) / ulp) / 2 ** 40;
}

function sumSeries(x: bigint, firstFactor: bigint, sign: bigint, step: bigint): bigint {
  let term = firstFactor === 0n ? ONE : x;
  let sum = term;
  const power = step === 1n ? x : multiply(x, x);
  for (let n = firstFactor + step; term !== 0n; n += step) {
    const factorial = step === 1n ? n : n * (n - 1n);
    term = (sign * multiply(term, power)) / factorial;
    sum += term;
  }
  return sum;
}

/** eˣ by Taylor's series at x/2²⁰, squared twenty times. */
export function exactExp(x: bigint): bigint {
  if (x < 0n) return divide(ONE, exactExp(-x));
  let power = sumSeries(x >> 20n, 0n, 1n, 1n);
  for (let i = 0; i < 20; i++) power = multiply(power, power);
  return power;
}

/** ln x by Halley's iteration on eʸ = x, from the binary exponent. */
export function exactLog(x: bigint): bigint {
  const exponent = BigInt(x.toString(2).length) - 1n - BITS;
  let y = (exponent * ONE * 693147n) / 1000000n;
  for (;;) {
    const power = exactExp(y);
    const step = divide(2n * (x - power), x + power);
    y += step;
    if (step >> 200n === 0n || step >> 200n === -1n) return y;
  }
}

/** π by Machin's formula. */
const PI = 4n * (4n * sumArctangent(ONE / 5n) - sumArctangent(ONE / 239n));

function sumArctangent(x: bigint): bigint {
  const square = multiply(x, x);
  let power = x;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += n % 4n === 1n ? power / n : -power / n;
    power = multiply(power, square);
  }
  return sum;
}

/** sin x by Taylor's series after taking away multiples of 2π. */
export function exactSin(x: bigint): bigint {
  return sumSeries(x % (2n * PI), 1n, -1n, 2n);
}

/** cos x by Taylor's series after taking away multiples of 2π. */
export function exactCos(x: bigint): bigint {
  return sumSeries(x % (2n * PI), 0n, -1n, 2n);
}

/** tan x = sin x / cos x. */
export function exactTan(x: bigint): bigint {
  return divide(exactSin(x), exactCos(x));
}

/** tanh x = (e²ˣ − 1) / (e²ˣ + 1). */
export function exactTanh(x: bigint): bigint {
  const power = exactExp(2n * x);
  return divide(power - ONE, power + ONE);
}

/** xʸ = exp(y ln x) for positive x. */
export function exactPow(x: bigint, y: bigint): bigint {
  return exactExp(multiply(y, exactLog(x)));
}

/** The cube root. */
export function exactCbrt(x: bigint): bigint {
  return x < 0n ? -takeRoot(-x, 3n) : takeRoot(x, 3n);
}

/** √(x² + y²). */
export function exactHypot(x: bigint, y: bigint): bigint {
  return takeRoot(multiply(x, x) + multiply(y, y), 2n);
}

/** The angle of (x, y): the arctangent is halved eight times, then summed. */
export function exactAtan2(y: bigint, x: bigint): bigint {
  if (y < 0n) return -exactAtan2(-y, x);
  if (x < 0n) return PI - exactAtan2(y, -x);
  let ratio = divide(y, x);
  for (let i = 0; i < 8; i++) {
    ratio = divide(ratio, ONE + takeRoot(ONE + multiply(ratio, ratio), 2n));
  }
  return sumArctangent(ratio) << 8n;
}
