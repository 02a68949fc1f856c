/**
 * The memory of the linear algebra kernel: one for all callers in a thread, borrowed and given back.
 *
 * What runs here does not wait, so callers nest like calls do and a failed one gives back what it took.
 */

import { type Arena, openArena } from "../kernels/arena.ts";
import * as kernel from "../kernels/linear_algebra.wasm";

const arena = openArena(kernel);

/**
 * Borrows the kernel's memory for the time of a call. Pointers taken in it are void afterwards.
 *
 * @param use what needs the memory; it returns copies, never views.
 * @returns what `use` returns.
 * @throws what `use` throws, and RangeError when the memory cannot grow that far.
 */
export function borrowMemory<T>(use: (arena: Arena) => T): T {
  const mark = arena.mark();
  try {
    return use(arena);
  } finally {
    arena.release(mark);
  }
}

/** Copies numbers into the kernel's memory and gives their place. */
export function placeNumbers(memory: Arena, numbers: Float64Array): number {
  const pointer = memory.take(8 * numbers.length);
  memory.f64(pointer, numbers.length).set(numbers);
  return pointer;
}
