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
  for (let unit = first; unit < end; unit++) {
    let from = layer.weights + unit * size;
    for (let input: i32 = 0; input < layer.inputs; input++) {
      store<f64>(into, loadScalar<T>(from));
      from += layer.stride;
      into += 8;
    }
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
