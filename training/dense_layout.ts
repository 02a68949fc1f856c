/** The records of `kernels/dense_net.ts`, laid out in the kernel's memory for one training. */

import type { Arena } from "../kernels/arena.ts";
import type { DenseKernel } from "./dense_kernel.ts";
import type { Activation, Loss, Optimiser, Training } from "./trainer.ts";

/** Fields of a `Layer` record, in its order, four bytes each. */
const LAYER_FIELDS = [
  "inputs",
  "units",
  "stride",
  "activation",
  "weights",
  "bias",
  "weightGradient",
  "biasGradient",
  "before",
  "output",
  "delta",
] as const;

/** Fields of a `Net` record of four bytes, in its order; then those of eight. */
const NET_FIELDS = [
  "depth",
  "layers",
  "loss",
  "optimiser",
  "parameters",
  "gradient",
  "state1",
  "state2",
  "bytes",
  "pixels",
  "reals",
  "dense",
  "inputStride",
  "labels",
  "targets",
  "table",
  "shiftedTable",
  "exampleMasks",
  "pixelMasks",
  "capacity",
  "sparse",
  "row",
  "panel",
  "hits",
] as const;
const NUMBER_FIELDS = [
  "scale",
  "mean",
  "deviation",
  "shift",
  "rate",
  "weightDecay",
  "decay1",
  "decay2",
  "epsilon",
  "power1",
  "power2",
] as const;

const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];
const OPTIMISERS: readonly Optimiser["kind"][] = [
  "sgd",
  "momentum",
  "nesterov",
  "adagrad",
  "adadelta",
  "rmsprop",
  "adam",
  "adamw",
];

/** Numbers that a chunk's inputs, and activations may hold, about. */
const CHUNK_NUMBERS = 1 << 20;
const MOST_EXAMPLES = 256;
const FEWEST_EXAMPLES = 64;
const VECTOR = 16;

/** Fields of four bytes of a `Net` record. */
export type NetPointers = Partial<Record<typeof NET_FIELDS[number], number>>;
/** Fields of eight bytes of a `Net` record. */
export type NetNumbers = Partial<Record<typeof NUMBER_FIELDS[number], number>>;

/** Where a net lies in the kernel's memory. */
export interface DenseLayout {
  readonly arena: Arena;
  /** The `Net` record. */
  readonly net: number;
  /** Examples of a chunk, a function of the net alone: larger batches are taken in several. */
  readonly capacity: number;
  /** Bytes of all parameters, of the gradient, and of each state. */
  readonly bytes: number;
  readonly parameters: number;
  readonly state1: number;
  readonly state2: number;
  /** Room for the parameters of the largest block as doubles. */
  readonly staging: number;
  /** Sets fields of the `Net` record. */
  setPointers(fields: NetPointers): void;
  setNumbers(fields: NetNumbers): void;
  /** Fills the first state of every parameter with a number. */
  fillState1(value: number): void;
  /** Examples found in the right class by the last evaluation. */
  countHits(): number;
}

/** Lays out records, parameters, gradient, states and the buffers of a chunk. */
export function layOutDense(kernel: DenseKernel, arena: Arena, training: Training): DenseLayout {
  const { net, loss, optimiser } = training;
  const record = arena.take(kernel.netBytes());
  const layers = arena.take(net.layers.length * kernel.layerBytes());
  const capacity = chooseCapacity(training);
  const strides = net.layers.map(({ units }) => pad(units * kernel.size));
  const fanIns = [net.inputs, ...net.layers.map(({ units }) => units)];
  const rows = strides.map((stride, layer) => stride * (fanIns[layer]! + (net.bias ? 1 : 0)));
  const bytes = rows.reduce((sum, row) => sum + row, 0);
  const [parameters, gradient, state1, state2] = [0, 0, 0, 0].map(() => arena.take(bytes));
  const largest = Math.max(...net.layers.map(({ units }, layer) => units * fanIns[layer]!));
  let offset = 0;
  net.layers.forEach(({ units, activation }, layer) => {
    const [inputs, stride] = [fanIns[layer]!, strides[layer]!];
    const bias = offset + inputs * stride;
    const before = arena.take(capacity * stride);
    writeFields(arena, layers + layer * kernel.layerBytes(), LAYER_FIELDS, {
      inputs,
      units,
      stride,
      activation: ACTIVATIONS.indexOf(activation),
      weights: parameters! + offset,
      bias: net.bias ? parameters! + bias : 0,
      weightGradient: gradient! + offset,
      biasGradient: net.bias ? gradient! + bias : 0,
      before,
      output: activation === "gelu" ? arena.take(capacity * stride) : before,
      delta: arena.take(capacity * stride),
    });
    offset += rows[layer]!;
  });
  const layout: DenseLayout = {
    arena,
    net: record,
    capacity,
    bytes,
    parameters: parameters!,
    state1: state1!,
    state2: state2!,
    staging: arena.take(8 * largest),
    setPointers: (fields) => writeFields(arena, record, NET_FIELDS, fields),
    setNumbers(fields) {
      const place = record + 4 * NET_FIELDS.length;
      const numbers = arena.f64(place, NUMBER_FIELDS.length);
      NUMBER_FIELDS.forEach((name, i) => numbers[i] = fields[name] ?? numbers[i]!);
    },
    fillState1(value) {
      const numbers = kernel.size === 4 ? arena.f32 : arena.f64;
      numbers(state1!, bytes / kernel.size).fill(value);
    },
    countHits: () => arena.i32(record + 4 * NET_FIELDS.indexOf("hits"), 1)[0]!,
  };
  layout.setPointers({
    depth: net.layers.length,
    layers,
    loss: LOSSES.indexOf(loss),
    optimiser: OPTIMISERS.indexOf(optimiser.kind),
    parameters: parameters!,
    gradient: gradient!,
    state1: state1!,
    state2: state2!,
    bytes,
    capacity,
    row: arena.take(Math.max(...strides)),
    panel: arena.take(kernel.panelBytes()),
  });
  return layout;
}

function chooseCapacity({ net }: Training): number {
  const widest = Math.max(net.inputs, ...net.layers.map(({ units }) => units));
  const examples = Math.floor(CHUNK_NUMBERS / widest);
  return Math.max(FEWEST_EXAMPLES, Math.min(MOST_EXAMPLES, examples));
}

/** Fills up to whole vectors. */
export function pad(bytes: number): number {
  return Math.ceil(bytes / VECTOR) * VECTOR;
}

function writeFields<Name extends string>(
  arena: Arena,
  pointer: number,
  names: readonly Name[],
  fields: Partial<Record<Name, number>>,
): void {
  const record = arena.i32(pointer, names.length);
  names.forEach((name, i) => record[i] = fields[name] ?? record[i]!);
}
