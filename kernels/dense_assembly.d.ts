/// <reference path="./assembly.d.ts" />

/** What the kernels that are written once for floats and doubles use besides `assembly.d.ts`. */

declare function sizeof<T>(): number;
declare function offsetof<T>(): number;
declare function changetype<T>(pointer: number): T;

declare namespace v128 {
  function add<T>(a: v128, b: v128): v128;
  function sub<T>(a: v128, b: v128): v128;
  function mul<T>(a: v128, b: v128): v128;
  function div<T>(a: v128, b: v128): v128;
  function neg<T>(a: v128): v128;
  function abs<T>(a: v128): v128;
  function sqrt<T>(a: v128): v128;
  function min<T>(a: v128, b: v128): v128;
  function max<T>(a: v128, b: v128): v128;
  function floor<T>(a: v128): v128;
  function nearest<T>(a: v128): v128;
  function lt<T>(a: v128, b: v128): v128;
  function gt<T>(a: v128, b: v128): v128;
  function promote_low<T>(a: v128): v128;
}

declare namespace i64 {
  function load(pointer: number, offset?: number): number;
}

declare function i8x16(...lanes: readonly number[]): v128;
declare namespace i8x16 {
  function add(a: v128, b: v128): v128;
  function lt_u(a: v128, b: v128): v128;
  function splat(x: number): v128;
  function ne(a: v128, b: v128): v128;
  function bitmask(a: v128): number;
}

declare namespace i64x2 {
  function splat(x: number): v128;
  function shl(a: v128, bits: number): v128;
  function shr_u(a: v128, bits: number): v128;
}
