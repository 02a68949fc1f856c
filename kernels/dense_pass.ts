/**
 * The passes through a dense net, over T = f32 or f64: a chunk of examples forward, and back.
 *
 * Forward: z = x·W + b, y = activation(z). Back: δ ← δ·activation′(z), ∂W = xᵀ·δ, ∂b = Σ δ, and
 * δ·Wᵀ goes on to the layer before. Rumelhart, Hinton & Williams 1986, Nature 323, eqs. 1–6.
 */

import { activate, differentiate } from "./dense_activation.ts";
import { Layer, layerOf, Net } from "./dense_net.ts";
import { multiply } from "./dense_product.ts";
import { countPixels, exampleMaskBytes, markPixels, pixelMaskBytes } from "./dense_pixels.ts";
import { gatherRows } from "./dense_sparse.ts";
import { beginUpdate, updateParameters } from "./dense_update.ts";
import { copyScalar, fillLanes, storeScalar } from "./lanes.ts";

/**
 * Pixels are taken by their masks when at most this share of the chunk's bytes is not 0, and as a matrix
 * otherwise: a rule of data and net alone. About here both take the same time; a mask costs more beside
 * short rows of weights, of at most three vectors.
 */
const MOST_MARKED: f64 = 0.6;
const MOST_MARKED_SHORT: f64 = 0.4;
const SHORT_BYTES: i32 = 48;
/** Bytes of a first layer's gradient that are updated at once. */
const TILE_BYTES: i32 = 4096;

/** Marks the chunk's pixels, or normalises its inputs as a matrix. */
export function prepareInputs<T>(net: Net, count: i32): void {
  const layer = layerOf(net, 0);
  const width = layer.inputs;
  net.sparse = 0;
  if (net.pixels == 0) {
    normaliseReals<T>(net, count, width);
    return;
  }
  markPixels(net, count, width);
  const share = <f64> countPixels(net, count, width) / <f64> (count * width);
  if (share <= (layer.stride <= SHORT_BYTES ? MOST_MARKED_SHORT : MOST_MARKED)) {
    net.sparse = 1;
    return;
  }
  const size = <i32> sizeof<T>();
  for (let example: i32 = 0; example < count; example++) {
    const row = net.pixels + example * width;
    const into = net.dense + example * net.inputStride;
    for (let j: i32 = 0; j < width; j++) {
      copyScalar<T>(net.table + <i32> load<u8>(row + j) * size, into + j * size);
    }
  }
}

function normaliseReals<T>(net: Net, count: i32, width: i32): void {
  const size = <i32> sizeof<T>();
  for (let example: i32 = 0; example < count; example++) {
    const row = net.reals + ((example * width) << 3);
    const into = net.dense + example * net.inputStride;
    for (let j: i32 = 0; j < width; j++) {
      const value = (net.scale * load<f64>(row + (j << 3)) - net.mean) / net.deviation;
      storeScalar<T>(into + j * size, value);
    }
  }
}

/** Computes all layers' outputs. */
export function passForward<T>(net: Net, count: i32): void {
  const layer = layerOf(net, 0);
  if (net.sparse) {
    passPixelsForward<T>(net, layer, count);
    activate<T>(layer.activation, layer.before, layer.output, count * layer.stride);
  } else {
    passLayer<T>(net, layer, count, net.dense, net.inputStride);
  }
  passOn<T>(net, count);
}

/** Computes the outputs of all layers but the first, from those of the first. */
export function passOn<T>(net: Net, count: i32): void {
  for (let l: i32 = 1; l < net.depth; l++) {
    const lower = layerOf(net, l - 1);
    passLayer<T>(net, layerOf(net, l), count, lower.output, lower.stride);
  }
}

function passLayer<T>(net: Net, layer: Layer, count: i32, inputs: usize, inputStride: i32): void {
  const size = <i32> sizeof<T>();
  multiply<T>(
    count,
    layer.units,
    layer.inputs,
    inputs,
    inputStride,
    size,
    layer.weights,
    layer.stride,
    size,
    layer.before,
    layer.stride,
    layer.bias,
    0,
    net.panel,
  );
  activate<T>(layer.activation, layer.before, layer.output, count * layer.stride);
}

/** Computes what an example whose pixels are all 0 gives, in the net's row. */
export function startPixels<T>(net: Net, layer: Layer): usize {
  sumRows<T>(layer.weights, layer.inputs, layer.stride, net.row);
  scaleRow<T>(net.row, layer.stride, net.shift, layer.bias);
  return net.row;
}

function passPixelsForward<T>(net: Net, layer: Layer, count: i32): void {
  const start = startPixels<T>(net, layer);
  const maskBytes = exampleMaskBytes(layer.inputs);
  for (let example: i32 = 0; example < count; example++) {
    gatherRows<T>(
      net.exampleMasks + example * maskBytes,
      maskBytes >> 3,
      net.pixels + example * layer.inputs,
      1,
      net.shiftedTable,
      layer.weights,
      layer.stride,
      start,
      layer.before + example * layer.stride,
    );
  }
}

/**
 * Computes the gradient of all parameters from the last layer's deltas, which hold the gradient by
 * the outputs.
 *
 * @param adds whether to add to the gradient that is there: from a batch's second chunk on.
 * @param updates whether to update the parameters by it: with a batch's last chunk.
 */
export function passBack<T>(net: Net, count: i32, adds: bool, updates: bool): void {
  const size = <i32> sizeof<T>();
  for (let l = net.depth - 1; l >= 0; l--) {
    const layer = layerOf(net, l);
    const bytes = count * layer.stride;
    differentiate<T>(layer.activation, layer.before, layer.output, layer.delta, bytes);
    // The sums of the deltas by unit stay in `row` for the pixels' shift.
    sumRows<T>(layer.delta, count, layer.stride, net.row);
    if (layer.bias != 0) keepRow<T>(net.row, layer.stride, layer.biasGradient, adds);
    if (l == 0) break;
    const lower = layerOf(net, l - 1);
    computeWeightGradient<T>(net, layer, count, lower.output, lower.stride, adds);
    multiply<T>(
      count,
      layer.inputs,
      layer.units,
      layer.delta,
      layer.stride,
      size,
      layer.weights,
      size,
      layer.stride,
      lower.delta,
      lower.stride,
      0,
      0,
      net.panel,
    );
  }
  passFirstBack<T>(net, count, adds, updates);
}

/** The gradient of the first layer's weights, and the update of all parameters. */
function passFirstBack<T>(net: Net, count: i32, adds: bool, updates: bool): void {
  const layer = layerOf(net, 0);
  if (updates) beginUpdate(net);
  let updated: usize = 0;
  if (net.sparse) {
    scaleRow<T>(net.row, layer.stride, net.shift, 0);
    // The update follows while the gradient is in the first cache.
    const rows = max<i32>(1, TILE_BYTES / layer.stride);
    for (let pixel: i32 = 0; pixel < layer.inputs; pixel += rows) {
      const end = min<i32>(pixel + rows, layer.inputs);
      passPixelsBack<T>(net, layer, count, pixel, end, adds);
      if (updates) {
        updateParameters<T>(net, pixel * layer.stride, end * layer.stride);
        updated = end * layer.stride;
      }
    }
  } else {
    computeWeightGradient<T>(net, layer, count, net.dense, net.inputStride, adds);
  }
  if (updates) updateParameters<T>(net, updated, net.bytes);
}

/** ∂W = xᵀ·δ. */
function computeWeightGradient<T>(
  net: Net,
  layer: Layer,
  count: i32,
  inputs: usize,
  inputStride: i32,
  adds: bool,
): void {
  const size = <i32> sizeof<T>();
  multiply<T>(
    layer.inputs,
    layer.units,
    count,
    inputs,
    size,
    inputStride,
    layer.delta,
    layer.stride,
    size,
    layer.weightGradient,
    layer.stride,
    adds ? layer.weightGradient : 0,
    layer.stride,
    net.panel,
  );
}

/** ∂W for the weights of pixels `first` to `end` − 1; `row` holds the shift times the sums of deltas. */
function passPixelsBack<T>(
  net: Net,
  layer: Layer,
  count: i32,
  first: i32,
  end: i32,
  adds: bool,
): void {
  const stride = layer.stride;
  const start = net.row;
  const maskBytes = pixelMaskBytes(net.capacity);
  const words = pixelMaskBytes(count) >> 3;
  for (let pixel = first; pixel < end; pixel++) {
    const into = layer.weightGradient + pixel * stride;
    if (adds) keepRow<T>(start, stride, into, true);
    gatherRows<T>(
      net.pixelMasks + pixel * maskBytes,
      words,
      net.pixels + pixel,
      layer.inputs,
      net.shiftedTable,
      layer.delta,
      stride,
      adds ? into : start,
      into,
    );
  }
}

/** out = Σ rows, in order. */
function sumRows<T>(rows: usize, count: i32, stride: i32, out: usize): void {
  const end = rows + count * stride;
  let at: i32 = 0;
  for (; at + 64 <= stride; at += 64) {
    let s0 = fillLanes<T>(0.0);
    let s1 = s0, s2 = s0, s3 = s0;
    for (let row = rows + at; row < end; row += stride) {
      s0 = v128.add<T>(s0, v128.load(row));
      s1 = v128.add<T>(s1, v128.load(row, 16));
      s2 = v128.add<T>(s2, v128.load(row, 32));
      s3 = v128.add<T>(s3, v128.load(row, 48));
    }
    v128.store(out + at, s0);
    v128.store(out + at, s1, 16);
    v128.store(out + at, s2, 32);
    v128.store(out + at, s3, 48);
  }
  for (; at < stride; at += 16) {
    let sum = fillLanes<T>(0.0);
    for (let row = rows + at; row < end; row += stride) sum = v128.add<T>(sum, v128.load(row));
    v128.store(out + at, sum);
  }
}

/** row ← factor·row, plus another row where there is one. */
function scaleRow<T>(row: usize, stride: i32, factor: f64, plus: usize): void {
  const lanes = fillLanes<T>(factor);
  for (let at: i32 = 0; at < stride; at += 16) {
    const scaled = v128.mul<T>(v128.load(row + at), lanes);
    v128.store(row + at, plus == 0 ? scaled : v128.add<T>(scaled, v128.load(plus + at)));
  }
}

/** into ← row, or into + row. */
function keepRow<T>(row: usize, stride: i32, into: usize, adds: bool): void {
  for (let at: i32 = 0; at < stride; at += 16) {
    const value = v128.load(row + at);
    v128.store(into + at, adds ? v128.add<T>(v128.load(into + at), value) : value);
  }
}
