/** The records of `kernels/dense_net.ts`, laid out in the kernel's memory for one training. */

import type { Arena } from "../kernels/arena.ts";
import type { DenseKernel } from "./dense_kernel.ts";
import type { Activation, DenseNet, Loss, Optimiser, Training } from "./trainer.ts";

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
  const capacity = chooseCapacity(net);
  const sizes = sizeLayers(net, kernel.size);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const takeAll = () => arena.take(bytes);
  const parts = {
    parameters: takeAll(),
    gradient: takeAll(),
    state1: takeAll(),
    state2: takeAll(),
  };
  let offset = 0;
  sizes.forEach((size, layer) => {
    const place = layers + layer * kernel.layerBytes();
    placeLayer(arena, place, size, capacity, parts.parameters + offset, parts.gradient + offset);
    offset += size.bytes;
  });
  const layout: DenseLayout = {
    arena,
    net: record,
    capacity,
    bytes,
    state1: parts.state1,
    state2: parts.state2,
    staging: arena.take(8 * Math.max(...sizes.map(({ inputs, units }) => inputs * units))),
    ...openFields(arena, record),
    fillState1(value) {
      const numbers = kernel.size === 4 ? arena.f32 : arena.f64;
      numbers(parts.state1, bytes / kernel.size).fill(value);
    },
  };
  layout.setPointers({
    ...parts,
    depth: net.layers.length,
    layers,
    loss: LOSSES.indexOf(loss),
    optimiser: OPTIMISERS.indexOf(optimiser.kind),
    bytes,
    capacity,
    row: arena.take(Math.max(...sizes.map(({ stride }) => stride))),
    panel: arena.take(kernel.panelBytes()),
  });
  return layout;
}

/** A layer with the bytes of its rows and of all of its parameters. */
interface LayerSize {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly bias: boolean;
  readonly stride: number;
  readonly bytes: number;
}

function sizeLayers({ inputs, layers, bias }: DenseNet, size: number): readonly LayerSize[] {
  return layers.map(({ units, activation }, layer) => {
    const fanIn = layers[layer - 1]?.units ?? inputs;
    const stride = pad(units * size);
    const bytes = stride * (fanIn + (bias ? 1 : 0));
    return { inputs: fanIn, units, activation, bias, stride, bytes };
  });
}

/** Writes a `Layer` record and takes the layer's buffers for a chunk. */
function placeLayer(
  arena: Arena,
  record: number,
  { inputs, units, activation, bias, stride }: LayerSize,
  capacity: number,
  weights: number,
  weightGradient: number,
): void {
  const before = arena.take(capacity * stride);
  writeFields(arena, record, LAYER_FIELDS, {
    inputs,
    units,
    stride,
    activation: ACTIVATIONS.indexOf(activation),
    weights,
    bias: bias ? weights + inputs * stride : 0,
    weightGradient,
    biasGradient: bias ? weightGradient + inputs * stride : 0,
    before,
    output: activation === "gelu" ? arena.take(capacity * stride) : before,
    delta: arena.take(capacity * stride),
  });
}

/** What reads and writes the `Net` record. */
function openFields(
  arena: Arena,
  record: number,
): Pick<DenseLayout, "setPointers" | "setNumbers" | "countHits"> {
  return {
    setPointers: (fields) => writeFields(arena, record, NET_FIELDS, fields),
    setNumbers(fields) {
      const numbers = arena.f64(record + 4 * NET_FIELDS.length, NUMBER_FIELDS.length);
      NUMBER_FIELDS.forEach((name, i) => numbers[i] = fields[name] ?? numbers[i]!);
    },
    countHits: () => arena.i32(record + 4 * NET_FIELDS.indexOf("hits"), 1)[0]!,
  };
}

function chooseCapacity(net: DenseNet): number {
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
