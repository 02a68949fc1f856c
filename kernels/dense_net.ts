/**
 * What the dense kernels know of a net, as records in memory that `training/dense_kernel.ts` writes.
 *
 * Weights lie transposed, inputs × units, with rows filled up with zeros to whole vectors: then a row of
 * weights meets one number of the input. All parameters are one range, layer after layer: weights, then
 * the row of biases where the net has them. Gradient and the optimiser's states have the same layout.
 */

/** A layer; every pointer is a byte offset, every stride a number of bytes. */
@unmanaged
export class Layer {
  inputs: i32 = 0;
  units: i32 = 0;
  /** Bytes of a row of weights, outputs and deltas. */
  stride: i32 = 0;
  /** 0 linear, 1 relu, 2 tanh, 3 sigmoid, 4 gelu. */
  activation: i32 = 0;
  weights: usize = 0;
  /** 0 without biases. */
  bias: usize = 0;
  weightGradient: usize = 0;
  biasGradient: usize = 0;
  /** Before the activation; the same place as `output` but for gelu. */
  before: usize = 0;
  output: usize = 0;
  /** Gradient of the loss by what the layer computes before its activation. */
  delta: usize = 0;
}

/** A net, and the chunk of examples it works on. */
@unmanaged
export class Net {
  depth: i32 = 0;
  /** The layers, one record after the other. */
  layers: usize = 0;
  /** 0 cross entropy, 1 mean square. */
  loss: i32 = 0;
  /** 0 sgd, 1 momentum, 2 nesterov, 3 adagrad, 4 adadelta, 5 rmsprop, 6 adam, 7 adamw. */
  optimiser: i32 = 0;
  parameters: usize = 0;
  gradient: usize = 0;
  state1: usize = 0;
  state2: usize = 0;
  /** Bytes of all parameters. */
  bytes: i32 = 0;
  /** Inputs as bytes, example after example; 0 when they are real. */
  pixels: usize = 0;
  /** Real inputs in doubles, example after example. */
  reals: usize = 0;
  /** Normalised inputs, of `inputStride` bytes an example. */
  dense: usize = 0;
  inputStride: i32 = 0;
  /** Classes of the chunk; 0 when targets are real. */
  labels: usize = 0;
  /** Real targets in doubles, example after example. */
  targets: usize = 0;
  /** What each of the 256 pixel values is normalised to, and that less what 0 is normalised to. */
  table: usize = 0;
  shiftedTable: usize = 0;
  /** Which pixels are not 0: a mask an example, and one a pixel (`dense_pixels.ts`). */
  exampleMasks: usize = 0;
  pixelMasks: usize = 0;
  /** Largest number of examples in a chunk. */
  capacity: i32 = 0;
  /** Whether the chunk's pixels are taken by their masks. */
  sparse: i32 = 0;
  /** A row of the widest layer, and a panel of `multiply`. */
  row: usize = 0;
  panel: usize = 0;
  /** Examples found in the right class by the last `evaluate`. */
  hits: i32 = 0;
  /** (scale·x − mean) / deviation of real inputs. */
  scale: f64 = 0;
  mean: f64 = 0;
  deviation: f64 = 0;
  /** What a pixel of 0 is normalised to, rounded to T. */
  shift: f64 = 0;
  rate: f64 = 0;
  weightDecay: f64 = 0;
  /** momentum, rho, alpha or beta 1; then beta 2. */
  decay1: f64 = 0;
  decay2: f64 = 0;
  epsilon: f64 = 0;
  /** Powers of beta 1 and beta 2 by the number of steps. */
  power1: f64 = 0;
  power2: f64 = 0;
}

/** Gives a layer of a net. */
export function layerOf(net: Net, index: i32): Layer {
  return changetype<Layer>(net.layers + <usize> index * offsetof<Layer>());
}
