/// <reference types="assemblyscript/asc" />

/**
 * The elementary functions of koopline, compiled to WebAssembly.
 *
 * AssemblyScript's `Math` is its NativeMath: a port of musl's libm in + − × ÷ √ and integer operations
 * alone, which WebAssembly fixes to the bit. The host's Math changes bits with the version of V8.
 * `deno run -A kernels/build.ts` builds the committed `elementary.wasm`.
 */

export function exp(x: f64): f64 {
  return Math.exp(x);
}

export function expm1(x: f64): f64 {
  return Math.expm1(x);
}

export function log(x: f64): f64 {
  return Math.log(x);
}

export function log1p(x: f64): f64 {
  return Math.log1p(x);
}

export function pow(x: f64, y: f64): f64 {
  return Math.pow(x, y);
}

export function cbrt(x: f64): f64 {
  return Math.cbrt(x);
}

export function hypot(x: f64, y: f64): f64 {
  return Math.hypot(x, y);
}

export function sin(x: f64): f64 {
  return Math.sin(x);
}

export function cos(x: f64): f64 {
  return Math.cos(x);
}

export function tan(x: f64): f64 {
  return Math.tan(x);
}

export function tanh(x: f64): f64 {
  return Math.tanh(x);
}

export function atan2(y: f64, x: f64): f64 {
  return Math.atan2(y, x);
}
