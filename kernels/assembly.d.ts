/// <reference types="assemblyscript/asc" />

/**
 * What the kernels use of AssemblyScript's language, for editors and `deno check`.
 *
 * The compiler's own declarations replace those of JavaScript (`Math`, `Float64Array`, …) for the whole
 * program, and what `assemblyscript/asc` declares leaves out memory and SIMD.
 */

declare function load<T>(pointer: number, offset?: number): T;
declare function store<T>(pointer: number, value: number, offset?: number): void;
declare function sqrt<T>(x: number): T;
declare function reinterpret<T>(value: number): T;
declare const __heap_base: number;

declare namespace memory {
  function copy(to: number, from: number, bytes: number): void;
  function fill(to: number, value: number, bytes: number): void;
}

/** 128 bits; of what, says the operation. */
declare interface v128 {
  readonly bits: 128;
}

declare namespace v128 {
  function load(pointer: number, offset?: number): v128;
  function store(pointer: number, value: v128, offset?: number): void;
  function load32_splat(pointer: number, offset?: number): v128;
  function load64_splat(pointer: number, offset?: number): v128;
  function shuffle<T>(a: v128, b: v128, ...lanes: readonly number[]): v128;
  function and(a: v128, b: v128): v128;
  function andnot(a: v128, b: v128): v128;
  function or(a: v128, b: v128): v128;
  function xor(a: v128, b: v128): v128;
  function bitselect(a: v128, b: v128, mask: v128): v128;
  function any_true(a: v128): boolean;
}

/** The operations that both widths of floating-point lanes have. */
declare interface FloatLanes {
  (...lanes: readonly number[]): v128;
  splat(x: number): v128;
  extract_lane(a: v128, lane: number): number;
  replace_lane(a: v128, lane: number, x: number): v128;
  add(a: v128, b: v128): v128;
  sub(a: v128, b: v128): v128;
  mul(a: v128, b: v128): v128;
  div(a: v128, b: v128): v128;
  neg(a: v128): v128;
  abs(a: v128): v128;
  sqrt(a: v128): v128;
  min(a: v128, b: v128): v128;
  max(a: v128, b: v128): v128;
  floor(a: v128): v128;
  nearest(a: v128): v128;
  eq(a: v128, b: v128): v128;
  ne(a: v128, b: v128): v128;
  lt(a: v128, b: v128): v128;
  gt(a: v128, b: v128): v128;
  le(a: v128, b: v128): v128;
  ge(a: v128, b: v128): v128;
}

declare const f64x2: FloatLanes;
declare const f32x4: FloatLanes;

declare namespace i32x4 {
  function splat(x: number): v128;
  function add(a: v128, b: v128): v128;
  function sub(a: v128, b: v128): v128;
  function shl(a: v128, bits: number): v128;
  function shr_s(a: v128, bits: number): v128;
  function shr_u(a: v128, bits: number): v128;
  function trunc_sat_f32x4_s(a: v128): v128;
  function extract_lane(a: v128, lane: number): number;
}
