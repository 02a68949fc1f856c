/**
 * The memory of the linear algebra kernel: one for all callers in a thread, borrowed and given back.
 *
 * What runs here does not wait, so callers nest like calls do and a failed one gives back what it took.
 */

import { type Arena, openArena } from "../kernels/arena.ts";
import * as kernel from "../kernels/linear_algebra.wasm";
import { floorPowerOfTwo } from "./scale.ts";

const arena: Arena = openArena(kernel);

/** Scratch memory for products, taken once: clearing it would cost more than a small product. */
export const PRODUCT_SCRATCH: number = arena.take(kernel.productScratch());

/**
 * Borrows the kernel's memory for the time of a call. Pointers taken in it are void afterwards.
 *
 * @param use what needs the memory; it returns copies, never views.
 * @returns what `use` returns.
 * @throws KooplineError `numeric.too_large` when the memory cannot grow that far; what `use` throws.
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

/**
 * Copies numbers and divides them by a power of two, which is exact, so that the largest is near 1.
 *
 * @returns their place and the power of two.
 */
export function placeScaled(
  memory: Arena,
  numbers: Float64Array,
): { readonly pointer: number; readonly scale: number } {
  const pointer = placeNumbers(memory, numbers);
  const scale = floorPowerOfTwo(kernel.findLargest(numbers.length, pointer));
  kernel.scale(numbers.length, 1 / scale, pointer);
  return { pointer, scale };
}
