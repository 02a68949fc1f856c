/**
 * Products with pixels most of which are 0, over T = f32 or f64.
 *
 * A pixel of 0 is normalised to a constant c, so x = c + x′ with x′ = 0 for it. With lists of the other
 * pixels, x·W = Σ x′ᵢ·Wᵢ + c·Σ Wᵢ and xᵀ·δ = Σ x′_b·δ_b + c·Σ δ_b: a few times fewer products for
 * handwriting. An entry of a list is (place << 8) | pixel; places rise.
 */

import { loadLanes } from "./lanes.ts";
import { Net } from "./dense_net.ts";

/**
 * Lists the pixels of a chunk that are not 0, by example and by pixel.
 *
 * @param width pixels of an example.
 */
export function listPixels(net: Net, count: i32, width: i32): void {
  memory.fill(net.pixelLengths, 0, width << 2);
  const capacity = net.capacity;
  for (let example: i32 = 0; example < count; example++) {
    const row = net.pixels + example * width;
    const list = net.exampleLists + ((example * width) << 2);
    let end = list;
    for (let first: i32 = 0; first < width; first += 16) {
      let found = findPixels(row + first, width - first);
      while (found != 0) {
        const pixel = first + ctz(found);
        const value = <u32> load<u8>(row + pixel);
        store<u32>(end, (<u32> pixel << 8) | value);
        end += 4;
        const length = net.pixelLengths + (pixel << 2);
        const taken = load<i32>(length);
        store<u32>(
          net.pixelLists + ((pixel * capacity + taken) << 2),
          (<u32> example << 8) | value,
        );
        store<i32>(length, taken + 1);
        found &= found - 1;
      }
    }
    store<i32>(net.exampleLengths + (example << 2), <i32> (end - list) >> 2);
  }
}

/** Counts the bytes that are not 0. */
export function countPixels(pixels: usize, bytes: i32): i32 {
  let count: i32 = 0;
  for (let first: i32 = 0; first < bytes; first += 16) {
    count += popcnt(findPixels(pixels + first, bytes - first));
  }
  return count;
}

/** A mask of which of 16 bytes, or of as many as are left, are not 0. */
function findPixels(pixels: usize, left: i32): i32 {
  const found = i8x16.bitmask(i8x16.ne(v128.load(pixels), i8x16.splat(0)));
  return left < 16 ? found & ((1 << left) - 1) : found;
}

/**
 * Computes out = start + Σ table[pixel]·B[place] over a list.
 *
 * @param table 256 numbers; @param b rows of `stride` bytes, as `start` and `out` are.
 */
export function gatherRows<T>(
  list: usize,
  length: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  const end = list + (length << 2);
  let at: i32 = 0;
  for (; at + 160 <= stride; at += 160) {
    gather10<T>(list, end, table, b + at, stride, start + at, out + at);
  }
  for (; at + 80 <= stride; at += 80) {
    gather5<T>(list, end, table, b + at, stride, start + at, out + at);
  }
  for (; at + 32 <= stride; at += 32) {
    gather2<T>(list, end, table, b + at, stride, start + at, out + at);
  }
  if (at < stride) gather1<T>(list, end, table, b + at, stride, start + at, out + at);
}

/** The normalised value of an entry, in all lanes. */
function loadEntry<T>(table: usize, entry: u32): v128 {
  return loadLanes<T>(table + (entry & 255) * sizeof<T>());
}

function gather10<T>(
  list: usize,
  end: usize,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32);
  let s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64);
  let s5 = v128.load(start, 80);
  let s6 = v128.load(start, 96);
  let s7 = v128.load(start, 112);
  let s8 = v128.load(start, 128);
  let s9 = v128.load(start, 144);
  for (; list < end; list += 4) {
    const entry = load<u32>(list);
    const x = loadEntry<T>(table, entry);
    const row = b + (entry >> 8) * stride;
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(row, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(row, 48)));
    s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(row, 64)));
    s5 = v128.add<T>(s5, v128.mul<T>(x, v128.load(row, 80)));
    s6 = v128.add<T>(s6, v128.mul<T>(x, v128.load(row, 96)));
    s7 = v128.add<T>(s7, v128.mul<T>(x, v128.load(row, 112)));
    s8 = v128.add<T>(s8, v128.mul<T>(x, v128.load(row, 128)));
    s9 = v128.add<T>(s9, v128.mul<T>(x, v128.load(row, 144)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
  v128.store(out, s6, 96);
  v128.store(out, s7, 112);
  v128.store(out, s8, 128);
  v128.store(out, s9, 144);
}

function gather5<T>(
  list: usize,
  end: usize,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32);
  let s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64);
  for (; list < end; list += 4) {
    const entry = load<u32>(list);
    const x = loadEntry<T>(table, entry);
    const row = b + (entry >> 8) * stride;
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(row, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(row, 48)));
    s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(row, 64)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
}

function gather2<T>(
  list: usize,
  end: usize,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  for (; list < end; list += 4) {
    const entry = load<u32>(list);
    const x = loadEntry<T>(table, entry);
    const row = b + (entry >> 8) * stride;
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

function gather1<T>(
  list: usize,
  end: usize,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start);
  for (; list < end; list += 4) {
    const entry = load<u32>(list);
    const x = loadEntry<T>(table, entry);
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b + (entry >> 8) * stride)));
  }
  v128.store(out, s0);
}
