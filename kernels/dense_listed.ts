/**
 * Evaluation of examples that are met again and again, over T = f32 or f64: the pixels of a chunk that are
 * not 0 are listed once, instead of being looked for each time.
 *
 * An entry holds where the pixel's row of weights lies behind the first, and what the pixel is normalised to
 * less what 0 is: x′ of `dense_sparse.ts`, in a place of its own. Sums go in the order of places, as there:
 * the bits are the same.
 */

import { activate } from "./dense_activation.ts";
import { Layer, layerOf, Net } from "./dense_net.ts";
import { passOn, startPixels } from "./dense_pass.ts";
import { exampleMaskBytes } from "./dense_pixels.ts";
import { copyScalar, loadLanes } from "./lanes.ts";

/** Bytes of an entry. */
export function entryBytes<T>(): i32 {
  return 2 * <i32> sizeof<T>();
}

/**
 * Lists the pixels of a chunk whose masks are set.
 *
 * @param ends gets where each example's entries end; @param entries gets the entries.
 */
export function listPixels<T>(net: Net, count: i32, ends: usize, entries: usize): void {
  const layer = layerOf(net, 0);
  const maskBytes = exampleMaskBytes(layer.inputs);
  let masks = net.exampleMasks;
  let values = net.pixels;
  for (let example: i32 = 0; example < count; example++) {
    entries = listExample<T>(net, layer.stride, masks, masks + maskBytes, values, entries);
    store<usize>(ends + (example << 2), entries);
    masks += maskBytes;
    values += layer.inputs;
  }
}

/** Lists the pixels of an example; gives the end of its entries. */
function listExample<T>(
  net: Net,
  stride: i32,
  masks: usize,
  end: usize,
  values: usize,
  entry: usize,
): usize {
  for (let first: i32 = 0; masks < end; masks += 8, first += 64) {
    for (let places = i64.load(masks); places != 0; places &= places - 1) {
      const place = first + <i32> ctz(places);
      const value = <usize> load<u8>(values + place);
      store<i32>(entry, place * stride);
      copyScalar<T>(net.shiftedTable + value * sizeof<T>(), entry + sizeof<T>());
      entry += entryBytes<T>();
    }
  }
  return entry;
}

/** Computes all layers' outputs of a chunk that was listed. */
export function passListed<T>(net: Net, count: i32, ends: usize, entries: usize): void {
  const layer = layerOf(net, 0);
  const start = startPixels<T>(net, layer);
  let out = layer.before;
  for (let example: i32 = 0; example < count; example++) {
    const end = load<usize>(ends + (example << 2));
    gatherListed<T>(layer, entries, end, start, out);
    entries = end;
    out += layer.stride;
  }
  activate<T>(layer.activation, layer.before, layer.output, count * layer.stride);
  passOn<T>(net, count);
}

/** out = start + Σ x′·W[place]. */
function gatherListed<T>(layer: Layer, entry: usize, end: usize, start: usize, out: usize): void {
  const weights = layer.weights;
  const stride = layer.stride;
  let at: i32 = 0;
  for (; at + 160 <= stride; at += 160) gather10<T>(entry, end, weights + at, start + at, out + at);
  for (; at + 80 <= stride; at += 80) gather5<T>(entry, end, weights + at, start + at, out + at);
  for (; at + 32 <= stride; at += 32) gather2<T>(entry, end, weights + at, start + at, out + at);
  if (at < stride) gather1<T>(entry, end, weights + at, start + at, out + at);
}

function gather10<T>(entry: usize, end: usize, b: usize, start: usize, out: usize): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32), s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64), s5 = v128.load(start, 80);
  let s6 = v128.load(start, 96), s7 = v128.load(start, 112);
  let s8 = v128.load(start, 128), s9 = v128.load(start, 144);
  for (; entry < end; entry += entryBytes<T>()) {
    const row = b + load<usize>(entry);
    const x = loadLanes<T>(entry + sizeof<T>());
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

function gather5<T>(entry: usize, end: usize, b: usize, start: usize, out: usize): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32), s3 = v128.load(start, 48);
  let s4 = v128.load(start, 64);
  for (; entry < end; entry += entryBytes<T>()) {
    const row = b + load<usize>(entry);
    const x = loadLanes<T>(entry + sizeof<T>());
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

function gather2<T>(entry: usize, end: usize, b: usize, start: usize, out: usize): void {
  let s0 = v128.load(start), s1 = v128.load(start, 16);
  for (; entry < end; entry += entryBytes<T>()) {
    const row = b + load<usize>(entry);
    const x = loadLanes<T>(entry + sizeof<T>());
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(row)));
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(row, 16)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

function gather1<T>(entry: usize, end: usize, b: usize, start: usize, out: usize): void {
  let s0 = v128.load(start);
  for (; entry < end; entry += entryBytes<T>()) {
    const x = loadLanes<T>(entry + sizeof<T>());
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b + load<usize>(entry))));
  }
  v128.store(out, s0);
}
