/// <reference path="./dense_assembly.d.ts" />

/**
 * Many steps of a reduced operator at once: h ← N^k·h + (I + N + … + N^{k−1})·f by repeated squaring.
 *
 * Two maps h ↦ P·h + q and itself make h ↦ P²·h + (P·q + q): ⌊log₂ k⌋ squarings of r × r.
 */

import { multiply } from "./patch_product.ts";

/** Bytes of scratch memory that `raiseOperator` needs. */
export function powerScratch(rank: i32): i32 {
  return 8 * (rank * rank + rank);
}

/**
 * Takes a state `count` ≥ 0 steps further.
 *
 * @param n rank × rank, overwritten; @param offset rank, overwritten; @param state rank, in and out.
 * @param product `productScratch()` bytes; @param scratch `powerScratch(rank)` bytes; aligned to 16.
 */
export function raiseOperator<T>(
  rank: i32,
  n: usize,
  offset: usize,
  state: usize,
  count: i32,
  product: usize,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  const moved = scratch + size * (rank * rank);
  let power = n, next = scratch;
  for (let left = count; left > 0; left >>= 1) {
    if ((left & 1) == 1) applyMap<T>(rank, power, offset, state, moved, product);
    if (left == 1) return;
    applyMap<T>(rank, power, offset, offset, moved, product);
    square<T>(rank, power, next, product);
    const held = power;
    power = next;
    next = held;
  }
}

/** x ← P·x + q; x may be q. */
function applyMap<T>(rank: i32, p: usize, q: usize, x: usize, moved: usize, product: usize): void {
  const size: usize = sizeof<T>();
  memory.copy(moved, q, size * rank);
  multiply<T>(rank, 1, rank, p, rank, false, x, 1, false, moved, 1, true, false, product);
  memory.copy(x, moved, size * rank);
}

function square<T>(rank: i32, p: usize, into: usize, product: usize): void {
  multiply<T>(
    rank,
    rank,
    rank,
    p,
    rank,
    false,
    p,
    rank,
    false,
    into,
    rank,
    false,
    false,
    product,
  );
}
