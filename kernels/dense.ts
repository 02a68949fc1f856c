/**
 * Training of dense nets: forward, loss, back and update of a batch in one call, in floats or doubles.
 *
 * Nothing is allocated here: `training/dense_kernel.ts` lays out records and buffers in the module's
 * memory. Sums have one fixed order and no operation is relaxed, so results are the same to the bit
 * everywhere. `deno run -A kernels/build.ts` builds the committed `dense.wasm`.
 */

import { entryBytes, listPixels, passListed } from "./dense_listed.ts";
import { computeLoss, countHits } from "./dense_loss.ts";
import { Layer, layerOf, Net } from "./dense_net.ts";
import { readRow, readWeights, writeRow, writeWeights } from "./dense_parameters.ts";
import { passBack, passForward, prepareInputs } from "./dense_pass.ts";
import { countPixels, exampleMaskBytes, pixelMaskBytes } from "./dense_pixels.ts";
import { panelBytes } from "./dense_product.ts";

export { mapRange32, mapRange64 } from "./elementary_ranges.ts";
export { exampleMaskBytes, panelBytes, pixelMaskBytes };

/** The first byte behind the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of a `Net` record. */
export function netBytes(): i32 {
  return <i32> offsetof<Net>();
}

/** Bytes of a `Layer` record. */
export function layerBytes(): i32 {
  return <i32> offsetof<Layer>();
}

/** Takes a chunk of a batch; gives the sum of its losses. */
function trainChunk<T>(
  net: Net,
  count: i32,
  batch: i32,
  begins: bool,
  ends: bool,
  rate: f64,
): f64 {
  net.rate = rate;
  prepareInputs<T>(net, count);
  passForward<T>(net, count);
  const loss = computeLoss<T>(net, count, 1.0 / <f64> batch);
  passBack<T>(net, count, !begins, ends);
  return loss;
}

function evaluateChunk<T>(net: Net, count: i32): f64 {
  prepareInputs<T>(net, count);
  passForward<T>(net, count);
  return measure<T>(net, count);
}

function measure<T>(net: Net, count: i32): f64 {
  net.hits = net.labels == 0 ? 0 : countHits<T>(net, count);
  return computeLoss<T>(net, count, 0.0);
}

function measureEntries<T>(net: Net, count: i32): i32 {
  prepareInputs<T>(net, count);
  if (!net.sparse) return -1;
  return countPixels(net, count, layerOf(net, 0).inputs) * entryBytes<T>();
}

function evaluateEntries<T>(net: Net, count: i32, ends: usize, entries: usize): f64 {
  passListed<T>(net, count, ends, entries);
  return measure<T>(net, count);
}

/**
 * Trains on a chunk of a batch that lies in the net's buffers.
 *
 * @param net the `Net` record; @param count examples of the chunk; @param batch examples of the batch.
 * @param begins whether it is the batch's first chunk; @param ends whether it is the last: then the
 * parameters are updated; @param rate its learning rate.
 * @returns the sum of the examples' losses.
 */
export function train32(
  net: usize,
  count: i32,
  batch: i32,
  begins: bool,
  ends: bool,
  rate: f64,
): f64 {
  return trainChunk<f32>(changetype<Net>(net), count, batch, begins, ends, rate);
}

/** `train32` for doubles. */
export function train64(
  net: usize,
  count: i32,
  batch: i32,
  begins: bool,
  ends: bool,
  rate: f64,
): f64 {
  return trainChunk<f64>(changetype<Net>(net), count, batch, begins, ends, rate);
}

/** Gives the sum of the losses of a chunk, and leaves the number of hits in the record. */
export function evaluate32(net: usize, count: i32): f64 {
  return evaluateChunk<f32>(changetype<Net>(net), count);
}

/** `evaluate32` for doubles. */
export function evaluate64(net: usize, count: i32): f64 {
  return evaluateChunk<f64>(changetype<Net>(net), count);
}

/** Gives the bytes that listing the pixels of a chunk takes, or −1 where they are taken as a matrix. */
export function measureList32(net: usize, count: i32): i32 {
  return measureEntries<f32>(changetype<Net>(net), count);
}

/** `measureList32` for doubles. */
export function measureList64(net: usize, count: i32): i32 {
  return measureEntries<f64>(changetype<Net>(net), count);
}

/**
 * Lists the pixels of the chunk that `measureList32` has seen.
 *
 * @param ends memory of four bytes an example; @param entries memory of as many bytes as were measured.
 */
export function list32(net: usize, count: i32, ends: usize, entries: usize): void {
  listPixels<f32>(changetype<Net>(net), count, ends, entries);
}

/** `list32` for doubles. */
export function list64(net: usize, count: i32, ends: usize, entries: usize): void {
  listPixels<f64>(changetype<Net>(net), count, ends, entries);
}

/** `evaluate32` for a chunk that was listed; its targets lie in the net's buffers. */
export function evaluateList32(net: usize, count: i32, ends: usize, entries: usize): f64 {
  return evaluateEntries<f32>(changetype<Net>(net), count, ends, entries);
}

/** `evaluateList32` for doubles. */
export function evaluateList64(net: usize, count: i32, ends: usize, entries: usize): f64 {
  return evaluateEntries<f64>(changetype<Net>(net), count, ends, entries);
}

/** Reads incoming weights of units `first` to `end` − 1 of a layer as doubles. */
export function readWeights32(net: usize, layer: i32, first: i32, end: i32, into: usize): void {
  readWeights<f32>(layerOf(changetype<Net>(net), layer), first, end, into);
}

/** `readWeights32` for doubles. */
export function readWeights64(net: usize, layer: i32, first: i32, end: i32, into: usize): void {
  readWeights<f64>(layerOf(changetype<Net>(net), layer), first, end, into);
}

/** Reads the biases of a layer as doubles. */
export function readBiases32(net: usize, layer: i32, into: usize): void {
  const record = layerOf(changetype<Net>(net), layer);
  readRow<f32>(record.bias, record.units, into);
}

/** `readBiases32` for doubles. */
export function readBiases64(net: usize, layer: i32, into: usize): void {
  const record = layerOf(changetype<Net>(net), layer);
  readRow<f64>(record.bias, record.units, into);
}

/** Sets the weights of a layer from doubles, units × inputs. */
export function writeWeights32(net: usize, layer: i32, from: usize): void {
  writeWeights<f32>(layerOf(changetype<Net>(net), layer), from);
}

/** `writeWeights32` for doubles. */
export function writeWeights64(net: usize, layer: i32, from: usize): void {
  writeWeights<f64>(layerOf(changetype<Net>(net), layer), from);
}

/** Sets the biases of a layer from doubles. */
export function writeBiases32(net: usize, layer: i32, from: usize): void {
  const record = layerOf(changetype<Net>(net), layer);
  writeRow<f32>(from, record.units, record.bias);
}

/** `writeBiases32` for doubles. */
export function writeBiases64(net: usize, layer: i32, from: usize): void {
  const record = layerOf(changetype<Net>(net), layer);
  writeRow<f64>(from, record.units, record.bias);
}
