/**
 * The passes through a dense net, over T = f32 or f64: a chunk of examples forward, and back.
 *
 * Forward: z = x·W + b, y = activation(z). Back: δ ← δ·activation′(z), ∂W = xᵀ·δ, ∂b = Σ δ, and
 * δ·Wᵀ goes on to the layer before. Rumelhart, Hinton & Williams 1986, Nature 323, eqs. 1–6.
 */

import { activate, differentiate } from "./dense_activation.ts";
import { Layer, layerOf, Net } from "./dense_net.ts";
import { multiply } from "./dense_product.ts";
import { countPixels, gatherRows, listPixels } from "./dense_sparse.ts";
import { copyScalar, fillLanes, storeScalar } from "./lanes.ts";

/**
 * Pixels are taken as lists when at most three in five of the chunk's bytes are not 0, and as a matrix
 * otherwise: a rule of the data alone. Measured: lists cost as much as the matrix at about that share.
 */
const MOST_LISTED: f64 = 0.6;

/** Normalises the chunk's inputs, as lists or as a matrix. */
export function prepareInputs<T>(net: Net, count: i32): void {
  const width = layerOf(net, 0).inputs;
  net.sparse = 0;
  if (net.pixels == 0) {
    normaliseReals<T>(net, count, width);
    return;
  }
  const pixels = count * width;
  if (<f64> countPixels(net.pixels, pixels) <= MOST_LISTED * <f64> pixels) {
    listPixels(net, count, width);
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
  const size = <i32> sizeof<T>();
  let inputs = net.dense;
  let inputStride = net.inputStride;
  for (let l: i32 = 0; l < net.depth; l++) {
    const layer = layerOf(net, l);
    if (l == 0 && net.sparse) {
      passPixelsForward<T>(net, layer, count);
    } else {
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
    }
    activate<T>(layer.activation, layer.before, layer.output, count * layer.stride);
    inputs = layer.output;
    inputStride = layer.stride;
  }
}

function passPixelsForward<T>(net: Net, layer: Layer, count: i32): void {
  const start = net.row;
  sumRows<T>(layer.weights, layer.inputs, layer.stride, start);
  scaleRow<T>(start, layer.stride, net.shift, layer.bias);
  for (let example: i32 = 0; example < count; example++) {
    gatherRows<T>(
      net.exampleLists + ((example * layer.inputs) << 2),
      load<i32>(net.exampleLengths + (example << 2)),
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
 */
export function passBack<T>(net: Net, count: i32, adds: bool): void {
  const size = <i32> sizeof<T>();
  for (let l = net.depth - 1; l >= 0; l--) {
    const layer = layerOf(net, l);
    const bytes = count * layer.stride;
    differentiate<T>(layer.activation, layer.before, layer.output, layer.delta, bytes);
    // The sums of the deltas by unit stay in `row` for the pixels' shift.
    sumRows<T>(layer.delta, count, layer.stride, net.row);
    if (layer.bias != 0) keepRow<T>(net.row, layer.stride, layer.biasGradient, adds);
    if (l == 0) {
      if (net.sparse) passPixelsBack<T>(net, layer, adds);
      else computeWeightGradient<T>(net, layer, count, net.dense, net.inputStride, adds);
      return;
    }
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

function passPixelsBack<T>(net: Net, layer: Layer, adds: bool): void {
  const stride = layer.stride;
  const start = net.row;
  scaleRow<T>(start, stride, net.shift, 0);
  for (let pixel: i32 = 0; pixel < layer.inputs; pixel++) {
    const into = layer.weightGradient + pixel * stride;
    if (adds) keepRow<T>(start, stride, into, true);
    gatherRows<T>(
      net.pixelLists + ((pixel * net.capacity) << 2),
      load<i32>(net.pixelLengths + (pixel << 2)),
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
  memory.fill(out, 0, stride);
  for (let i: i32 = 0; i < count; i++) {
    for (let at: i32 = 0; at < stride; at += 16) {
      v128.store(out + at, v128.add<T>(v128.load(out + at), v128.load(rows + at)));
    }
    rows += stride;
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
