/**
 * Elementary functions that give the same bits on every machine and in every version of V8.
 *
 * They are musl's, compiled to WebAssembly (`kernels/elementary.ts`). Numeric code uses these and
 * + − × ÷ √ only. The bounds stated are the largest errors against exact values seen over the seeded
 * points of `tests/numerics/elementary_test.ts`, in units in the last place.
 */

import * as wasm from "../kernels/elementary.wasm";

/** Returns eˣ; within 1 ulp. */
export const exp: (x: number) => number = wasm.exp;

/** Returns eˣ − 1 without cancellation near 0; within 2 ulp. */
export const expm1: (x: number) => number = wasm.expm1;

/** Returns the natural logarithm; −Infinity at 0 and NaN below; within 1 ulp. */
export const log: (x: number) => number = wasm.log;

/** Returns ln(1 + x) without cancellation near 0; within 1 ulp. */
export const log1p: (x: number) => number = wasm.log1p;

/** Returns xʸ; NaN for negative x with broken y; within 1 ulp. */
export const pow: (x: number, y: number) => number = wasm.pow;

/** Returns the real cube root; within 1 ulp. */
export const cbrt: (x: number) => number = wasm.cbrt;

/** Returns √(x² + y²) without overflow or underflow on the way; within 1 ulp. */
export const hypot: (x: number, y: number) => number = wasm.hypot;

/** Returns the sine of an angle in radians; within 1 ulp. */
export const sin: (x: number) => number = wasm.sin;

/** Returns the cosine of an angle in radians; within 1 ulp. */
export const cos: (x: number) => number = wasm.cos;

/** Returns the tangent of an angle in radians; within 1 ulp. */
export const tan: (x: number) => number = wasm.tan;

/** Returns the hyperbolic tangent; within 2 ulp. */
export const tanh: (x: number) => number = wasm.tanh;

/** Returns the angle of the point (x, y) in (−π, π], in radians; −π only for y = −0; within 2 ulp. */
export const atan2: (y: number, x: number) => number = wasm.atan2;
