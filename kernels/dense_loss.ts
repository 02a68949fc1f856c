/**
 * Losses of a chunk of examples and their gradient by the outputs, over T = f32 or f64.
 *
 * Cross entropy: −ln softmax(z)_y, from z less its maximum. Mean square: (z − t)² over all outputs, with
 * one-hot targets where the data have classes. Losses of examples are added up in doubles, in order.
 */

import { expLanes, logLanes } from "./elementary_simd.ts";
import { fillLanes, loadScalar, maskLanes, maximizeLanes, storeScalar, sumLanes } from "./lanes.ts";
import { Layer, layerOf, Net } from "./dense_net.ts";

const CROSS_ENTROPY: i32 = 0;

/**
 * Computes the sum of the examples' losses.
 *
 * @param weight what an example counts in the gradient: 1 / examples of the batch. With 0 no gradient is
 * left in the last layer's deltas that could be used.
 */
export function computeLoss<T>(net: Net, count: i32, weight: f64): f64 {
  const layer = layerOf(net, net.depth - 1);
  if (net.loss == CROSS_ENTROPY) return computeCrossEntropy<T>(net, layer, count, weight);
  return computeMeanSquare<T>(net, layer, count, weight);
}

function computeCrossEntropy<T>(net: Net, layer: Layer, count: i32, weight: f64): f64 {
  const size = <i32> sizeof<T>();
  const whole = layer.units & ~(16 / size - 1);
  const rest = layer.units - whole;
  const tail = rest == 0 ? i32x4.splat(0) : maskLanes<T>(rest);
  const nothing = fillLanes<T>(-Infinity);
  let loss: f64 = 0.0;
  for (let example: i32 = 0; example < count; example++) {
    const z = layer.output + example * layer.stride;
    const delta = layer.delta + example * layer.stride;
    let most = nothing;
    for (let j: i32 = 0; j < whole * size; j += 16) most = v128.max<T>(most, v128.load(z + j));
    const last = whole * size;
    if (rest != 0) most = v128.max<T>(most, v128.bitselect(v128.load(z + last), nothing, tail));
    const top = maximizeLanes<T>(most);
    const shift = fillLanes<T>(top);
    let sums = fillLanes<T>(0.0);
    for (let j: i32 = 0; j < layer.stride; j += 16) {
      let e = expLanes<T>(v128.sub<T>(v128.load(z + j), shift));
      if (j == last) e = v128.and(e, tail);
      v128.store(delta + j, e);
      sums = v128.add<T>(sums, e);
    }
    const sum = sumLanes<T>(sums);
    const label = load<i32>(net.labels + (example << 2)) * size;
    loss += takeLog<T>(sum) + (top - loadScalar<T>(z + label));
    const factor = fillLanes<T>(weight / sum);
    for (let j: i32 = 0; j < layer.stride; j += 16) {
      v128.store(delta + j, v128.mul<T>(v128.load(delta + j), factor));
    }
    storeScalar<T>(delta + label, loadScalar<T>(delta + label) - weight);
  }
  return loss;
}

function takeLog<T>(x: f64): f64 {
  const value = logLanes<T>(fillLanes<T>(x));
  if (sizeof<T>() == 4) return f32x4.extract_lane(value, 0);
  return f64x2.extract_lane(value, 0);
}

function computeMeanSquare<T>(net: Net, layer: Layer, count: i32, weight: f64): f64 {
  const size = <i32> sizeof<T>();
  const units = layer.units;
  const factor = 2.0 * weight / <f64> units;
  let loss: f64 = 0.0;
  for (let example: i32 = 0; example < count; example++) {
    const z = layer.output + example * layer.stride;
    const delta = layer.delta + example * layer.stride;
    memory.fill(delta, 0, layer.stride);
    const label = net.labels == 0 ? -1 : load<i32>(net.labels + (example << 2));
    const targets = net.targets + ((example * units) << 3);
    for (let j: i32 = 0; j < units; j++) {
      const target = net.labels == 0 ? load<f64>(targets + (j << 3)) : j == label ? 1.0 : 0.0;
      const error = loadScalar<T>(z + j * size) - target;
      loss += error * error;
      storeScalar<T>(delta + j * size, error * factor);
    }
  }
  return loss / <f64> units;
}

/** Counts the examples whose largest output, the first of equals, is that of their class. */
export function countHits<T>(net: Net, count: i32): i32 {
  const size = <i32> sizeof<T>();
  const layer = layerOf(net, net.depth - 1);
  let hits: i32 = 0;
  for (let example: i32 = 0; example < count; example++) {
    const z = layer.output + example * layer.stride;
    let best: i32 = 0;
    let most = loadScalar<T>(z);
    for (let j: i32 = 1; j < layer.units; j++) {
      const value = loadScalar<T>(z + j * size);
      if (value > most) {
        most = value;
        best = j;
      }
    }
    // An output that is no number belongs to no class.
    if (most == most && best == load<i32>(net.labels + (example << 2))) hits++;
  }
  return hits;
}
