/// <reference path="./dense_assembly.d.ts" />

/**
 * Steps of many reduced operators in one call: h ← N·h + f for every patch, `count` times.
 *
 * Patches do not look at one another, so each takes all of its steps at once while it lies in the cache. N lies in
 * panels of 4, 2 and 1 vectors of rows, column after column, so that it is read in order and sums stay in registers. An
 * entry is f plus the products in the order of the columns.
 */

import { loadLanes } from "./lanes.ts";

/** Bytes of an operator's record: rank, vectors, then the places of N, f, the state, and room for the next. */
export function recordBytes(): i32 {
  return 24;
}

/** Applies operators; each record's state is where the last step left it. */
export function applyOperators<T>(patches: i32, records: usize, count: i32): void {
  for (let p: i32 = 0; p < patches; p++) {
    const record = records + 24 * p;
    const rank = load<i32>(record), vectors = load<i32>(record, 4);
    const panels = <usize> load<i32>(record, 8), offset = <usize> load<i32>(record, 12);
    let state = <usize> load<i32>(record, 16), next = <usize> load<i32>(record, 20);
    for (let k: i32 = 0; k < count; k++) {
      applyOnce<T>(rank, vectors, panels, offset, state, next);
      const held = state;
      state = next;
      next = held;
    }
    store<i32>(record, <i32> state, 16);
    store<i32>(record, <i32> next, 20);
  }
}

/**
 * Applies one operator and copies its state after each of some numbers of steps.
 *
 * @param steps for each sample the i32 steps since the one before; @param into samples × rank.
 */
export function samplePath<T>(record: usize, samples: i32, steps: usize, into: usize): void {
  const bytes: usize = sizeof<T>() * load<i32>(record);
  for (let s: i32 = 0; s < samples; s++) {
    applyOperators<T>(1, record, load<i32>(steps + 4 * s));
    memory.copy(into + bytes * s, <usize> load<i32>(record, 16), bytes);
  }
}

function applyOnce<T>(
  rank: i32,
  vectors: i32,
  panels: usize,
  offset: usize,
  state: usize,
  next: usize,
): void {
  const bytes: usize = sizeof<T>() * rank;
  const end = state + bytes;
  let left = vectors;
  for (; left >= 4; left -= 4) {
    let s0 = v128.load(offset), s1 = v128.load(offset, 16);
    let s2 = v128.load(offset, 32), s3 = v128.load(offset, 48);
    for (let h = state; h < end; h += sizeof<T>()) {
      const x = loadLanes<T>(h);
      s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(panels)));
      s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(panels, 16)));
      s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(panels, 32)));
      s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(panels, 48)));
      panels += 64;
    }
    v128.store(next, s0), v128.store(next, s1, 16);
    v128.store(next, s2, 32), v128.store(next, s3, 48);
    offset += 64, next += 64;
  }
  if (left >= 2) {
    let s0 = v128.load(offset), s1 = v128.load(offset, 16);
    for (let h = state; h < end; h += sizeof<T>()) {
      const x = loadLanes<T>(h);
      s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(panels)));
      s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(panels, 16)));
      panels += 32;
    }
    v128.store(next, s0), v128.store(next, s1, 16);
    offset += 32, next += 32, left -= 2;
  }
  if (left > 0) {
    let s0 = v128.load(offset);
    for (let h = state; h < end; h += sizeof<T>()) {
      s0 = v128.add<T>(s0, v128.mul<T>(loadLanes<T>(h), v128.load(panels)));
      panels += 16;
    }
    v128.store(next, s0);
  }
}

/** Lays N out in panels, zeros where rows are missing. @param n rank × rank, row after row. */
export function packOperator<T>(rank: i32, vectors: i32, n: usize, panels: usize): void {
  const size: usize = sizeof<T>();
  const lanes: i32 = 16 / <i32> size;
  let first: i32 = 0;
  while (first < vectors) {
    const left = vectors - first;
    const some: i32 = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (let j: i32 = 0; j < rank; j++) {
      for (let i: i32 = 0; i < some * lanes; i++) {
        const row = first * lanes + i;
        if (size == 4) {
          store<f32>(panels, row < rank ? load<f32>(n + 4 * (row * rank + j)) : 0);
        } else store<f64>(panels, row < rank ? load<f64>(n + 8 * (row * rank + j)) : 0);
        panels += size;
      }
    }
    first += some;
  }
}
