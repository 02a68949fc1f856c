/**
 * Which pixels of a chunk are not 0, as masks of bits: by example and by pixel.
 *
 * Eight examples at a time give a vector of bytes, one a pixel, with a bit an example; eight such vectors,
 * interleaved, are the masks of 64 examples for 16 pixels.
 */

import { Net } from "./dense_net.ts";

const LANES: i32 = 16;
const WORD: i32 = 64;

/** Bytes of the mask of an example of `width` pixels: whole words. */
export function exampleMaskBytes(width: i32): i32 {
  return ((width + WORD - 1) / WORD) << 3;
}

/** Bytes of the mask of a pixel in a chunk of at most `capacity` examples. */
export function pixelMaskBytes(capacity: i32): i32 {
  return ((capacity + WORD - 1) / WORD) << 3;
}

/** Sets the masks of a chunk of examples of `width` pixels. */
export function markPixels(net: Net, count: i32, width: i32): void {
  const exampleBytes = exampleMaskBytes(width);
  const pixelBytes = pixelMaskBytes(net.capacity);
  for (let first: i32 = 0; first < width; first += LANES) {
    const lanes = maskBytes(width - first);
    for (let example: i32 = 0; example < count; example += WORD) {
      markTile(
        net.pixels + example * width + first,
        width,
        min<i32>(WORD, count - example),
        lanes,
        net.exampleMasks + example * exampleBytes + (first >> 3),
        exampleBytes,
        net.pixelMasks + first * pixelBytes + (example >> 3),
        pixelBytes,
      );
    }
  }
}

/** Counts the pixels of a chunk that are not 0, from the masks of its examples. */
export function countPixels(net: Net, count: i32, width: i32): i32 {
  const end = net.exampleMasks + count * exampleMaskBytes(width);
  let found: i32 = 0;
  for (let at = net.exampleMasks; at < end; at += 8) found += <i32> popcnt(i64.load(at));
  return found;
}

/** The first `count` of 16 bytes. */
function maskBytes(count: i32): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(places, i8x16.splat(i8(min<i32>(count, LANES))));
}

/** Marks 16 pixels of up to 64 examples. */
function markTile(
  pixels: usize,
  width: i32,
  count: i32,
  lanes: v128,
  exampleMasks: usize,
  exampleBytes: i32,
  pixelMasks: usize,
  pixelBytes: i32,
): void {
  const m0 = markEight(0, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m1 = markEight(8, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m2 = markEight(16, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m3 = markEight(24, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m4 = markEight(32, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m5 = markEight(40, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m6 = markEight(48, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const m7 = markEight(56, pixels, width, count, lanes, exampleMasks, exampleBytes);
  const low01 = zipLowBytes(m0, m1);
  const low23 = zipLowBytes(m2, m3);
  const low45 = zipLowBytes(m4, m5);
  const low67 = zipLowBytes(m6, m7);
  storeWords(low01, low23, low45, low67, pixelMasks, pixelBytes);
  const high01 = zipHighBytes(m0, m1);
  const high23 = zipHighBytes(m2, m3);
  const high45 = zipHighBytes(m4, m5);
  const high67 = zipHighBytes(m6, m7);
  storeWords(high01, high23, high45, high67, pixelMasks + 8 * pixelBytes, pixelBytes);
}

/** Marks 16 pixels of examples `first` to `first` + 7: a byte a pixel, a bit an example. */
function markEight(
  first: i32,
  pixels: usize,
  width: i32,
  count: i32,
  lanes: v128,
  exampleMasks: usize,
  exampleBytes: i32,
): v128 {
  let marks = i8x16.splat(0);
  let bit = i8x16.splat(1);
  pixels += first * width;
  exampleMasks += first * exampleBytes;
  const end = min<i32>(first + 8, count);
  for (let example = first; example < end; example++) {
    const found = v128.and(i8x16.ne(v128.load(pixels), i8x16.splat(0)), lanes);
    store<u16>(exampleMasks, i8x16.bitmask(found));
    marks = v128.or(marks, v128.and(found, bit));
    bit = i8x16.add(bit, bit);
    pixels += width;
    exampleMasks += exampleBytes;
  }
  return marks;
}

function zipLowBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function zipHighBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Stores the masks of eight pixels, of which each vector holds two bytes. */
function storeWords(a: v128, b: v128, c: v128, d: v128, into: usize, step: i32): void {
  const abLow = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const abHigh = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const cdLow = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const cdHigh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  storePair(v128.shuffle<i32>(abLow, cdLow, 0, 4, 1, 5), into, step);
  storePair(v128.shuffle<i32>(abLow, cdLow, 2, 6, 3, 7), into + 2 * step, step);
  storePair(v128.shuffle<i32>(abHigh, cdHigh, 0, 4, 1, 5), into + 4 * step, step);
  storePair(v128.shuffle<i32>(abHigh, cdHigh, 2, 6, 3, 7), into + 6 * step, step);
}

function storePair(words: v128, into: usize, step: i32): void {
  store<f64>(into, f64x2.extract_lane(words, 0));
  store<f64>(into + step, f64x2.extract_lane(words, 1));
}
