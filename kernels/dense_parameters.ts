/**
 * Parameters between the layout that users see and the kernel's own, over T = f32 or f64.
 *
 * Users see doubles, a layer's weights as units × inputs; the kernel keeps T, inputs × units in rows of
 * whole vectors.
 */

import { loadScalar, storeScalar } from "./lanes.ts";
import { Layer } from "./dense_net.ts";

/** Reads the incoming weights of units `first` to `end` − 1 into doubles. */
export function readWeights<T>(layer: Layer, first: i32, end: i32, into: usize): void {
  const size = <i32> sizeof<T>();
  const step = layer.inputs << 3;
  let unit = first;
  for (; unit + 4 <= end; unit += 4) {
    readFourUnits<T>(layer, layer.weights + unit * size, into, step);
    into += 4 * step;
  }
  for (; unit < end; unit++) {
    let from = layer.weights + unit * size;
    for (let input: i32 = 0; input < layer.inputs; input++) {
      store<f64>(into, loadScalar<T>(from));
      from += layer.stride;
      into += 8;
    }
  }
}

/** Reads the weights of four units, whose rows of doubles lie `step` bytes apart. */
function readFourUnits<T>(layer: Layer, from: usize, into: usize, step: i32): void {
  const end = into + step;
  const stride = layer.stride;
  for (; into < end; into += 8) {
    let low = v128.load(from);
    let high = low;
    if (sizeof<T>() == 4) {
      high = v128.promote_low<f32>(v128.shuffle<i32>(low, low, 2, 3, 2, 3));
      low = v128.promote_low<f32>(low);
    } else {
      high = v128.load(from, 16);
    }
    store<f64>(into, f64x2.extract_lane(low, 0));
    store<f64>(into + step, f64x2.extract_lane(low, 1));
    store<f64>(into + 2 * step, f64x2.extract_lane(high, 0));
    store<f64>(into + 3 * step, f64x2.extract_lane(high, 1));
    from += stride;
  }
}

/** Sets a layer's weights from doubles. */
export function writeWeights<T>(layer: Layer, from: usize): void {
  const size = <i32> sizeof<T>();
  for (let unit: i32 = 0; unit < layer.units; unit++) {
    let into = layer.weights + unit * size;
    for (let input: i32 = 0; input < layer.inputs; input++) {
      storeScalar<T>(into, load<f64>(from));
      from += 8;
      into += layer.stride;
    }
  }
}

/** Reads a row of `count` numbers into doubles. */
export function readRow<T>(from: usize, count: i32, into: usize): void {
  const size = <i32> sizeof<T>();
  for (let j: i32 = 0; j < count; j++) store<f64>(into + (j << 3), loadScalar<T>(from + j * size));
}

/** Sets a row of `count` numbers from doubles. */
export function writeRow<T>(from: usize, count: i32, into: usize): void {
  const size = <i32> sizeof<T>();
  for (let j: i32 = 0; j < count; j++) storeScalar<T>(into + j * size, load<f64>(from + (j << 3)));
}
