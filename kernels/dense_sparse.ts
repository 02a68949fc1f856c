/**
 * Products with pixels most of which are 0, over T = f32 or f64.
 *
 * A pixel of 0 is normalised to a constant c, so x = c + x′ with x′ = 0 for it. With the places of the
 * other pixels, x·W = Σ x′ᵢ·Wᵢ + c·Σ Wᵢ and xᵀ·δ = Σ x′_b·δ_b + c·Σ δ_b: a few times fewer products for
 * handwriting. Sums go in the order of places.
 */

import { loadLanes } from "./lanes.ts";

/**
 * Computes out = start + Σ table[value]·B[place] over the places whose bit is set in a mask.
 *
 * @param masks 64 places a word, the lowest bit first; @param words how many.
 * @param values the byte of place 0; @param valueStep from one place's byte to the next one's.
 * @param table 256 numbers; @param b rows of `stride` bytes, as `start` and `out` are.
 */
export function gatherRows<T>(
  masks: usize,
  words: i32,
  values: usize,
  valueStep: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  const end = masks + (words << 3);
  let at: i32 = 0;
  for (; at + 160 <= stride; at += 160) {
    gather10<T>(masks, end, values, valueStep, table, b + at, stride, start + at, out + at);
  }
  for (; at + 80 <= stride; at += 80) {
    gather5<T>(masks, end, values, valueStep, table, b + at, stride, start + at, out + at);
  }
  for (; at + 32 <= stride; at += 32) {
    gather2<T>(masks, end, values, valueStep, table, b + at, stride, start + at, out + at);
  }
  if (at < stride) {
    gather1<T>(masks, end, values, valueStep, table, b + at, stride, start + at, out + at);
  }
}

function gather10<T>(
  masks: usize,
  end: usize,
  values: usize,
  valueStep: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32), s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64), s5 = v128.load(start, 80);
  let s6 = v128.load(start, 96), s7 = v128.load(start, 112);
  let s8 = v128.load(start, 128), s9 = v128.load(start, 144);
  for (; masks < end; masks += 8) {
    for (let places = i64.load(masks); places != 0; places &= places - 1) {
      const place = <i32> ctz(places);
      const x = loadLanes<T>(table + <usize> load<u8>(values + place * valueStep) * sizeof<T>());
      const row = b + place * stride;
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
    values += valueStep << 6;
    b += stride << 6;
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
  masks: usize,
  end: usize,
  values: usize,
  valueStep: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32), s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64);
  for (; masks < end; masks += 8) {
    for (let places = i64.load(masks); places != 0; places &= places - 1) {
      const place = <i32> ctz(places);
      const x = loadLanes<T>(table + <usize> load<u8>(values + place * valueStep) * sizeof<T>());
      const row = b + place * stride;
      s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
      s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
      s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(row, 32)));
      s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(row, 48)));
      s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(row, 64)));
    }
    values += valueStep << 6;
    b += stride << 6;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
}

function gather2<T>(
  masks: usize,
  end: usize,
  values: usize,
  valueStep: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  for (; masks < end; masks += 8) {
    for (let places = i64.load(masks); places != 0; places &= places - 1) {
      const place = <i32> ctz(places);
      const x = loadLanes<T>(table + <usize> load<u8>(values + place * valueStep) * sizeof<T>());
      const row = b + place * stride;
      s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
      s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
    }
    values += valueStep << 6;
    b += stride << 6;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

function gather1<T>(
  masks: usize,
  end: usize,
  values: usize,
  valueStep: i32,
  table: usize,
  b: usize,
  stride: i32,
  start: usize,
  out: usize,
): void {
  let s0 = v128.load(start);
  for (; masks < end; masks += 8) {
    for (let places = i64.load(masks); places != 0; places &= places - 1) {
      const place = <i32> ctz(places);
      const x = loadLanes<T>(table + <usize> load<u8>(values + place * valueStep) * sizeof<T>());
      const row = b + place * stride;
      s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
    }
    values += valueStep << 6;
    b += stride << 6;
  }
  v128.store(out, s0);
}
