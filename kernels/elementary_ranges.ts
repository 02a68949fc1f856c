/** The functions of `elementary_simd.ts` on ranges of memory, in place; ranges are whole vectors. */

import { expLanes, logLanes, sigmoidLanes, tanhLanes } from "./elementary_simd.ts";
import { erfLanes } from "./error_function.ts";

/** Applies exp (0), log (1), tanh (2), sigmoid (3) or erf (4) to numbers at `pointer`. */
function mapRange<T>(kind: i32, pointer: usize, bytes: i32): void {
  const end = pointer + bytes;
  for (; pointer < end; pointer += 16) {
    const x = v128.load(pointer);
    if (kind == 0) v128.store(pointer, expLanes<T>(x));
    else if (kind == 1) v128.store(pointer, logLanes<T>(x));
    else if (kind == 2) v128.store(pointer, tanhLanes<T>(x));
    else if (kind == 3) v128.store(pointer, sigmoidLanes<T>(x));
    else v128.store(pointer, erfLanes<T>(x));
  }
}

/** Applies an elementary function to a range of floats. */
export function mapRange32(kind: i32, pointer: usize, bytes: i32): void {
  mapRange<f32>(kind, pointer, bytes);
}

/** Applies an elementary function to a range of doubles. */
export function mapRange64(kind: i32, pointer: usize, bytes: i32): void {
  mapRange<f64>(kind, pointer, bytes);
}
