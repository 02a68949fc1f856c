/** The records of `kernels/dense_net.ts`, laid out in the kernel's memory for one training. */

import type { Arena } from "../kernels/arena.ts";
import type { DenseKernel } from "./dense_kernel.ts";
import { numberOptimiser, type OptimiserLayout } from "./kernel_optimiser.ts";
import { type NetRecord, openNetRecord, writeFields } from "./net_record.ts";
import type { Activation, DenseNet, Loss, Training } from "./trainer.ts";

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

const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];

/** Numbers that a chunk's inputs, and activations may hold, about. */
const CHUNK_NUMBERS = 1 << 20;
const MOST_EXAMPLES = 256;
const FEWEST_EXAMPLES = 64;
const VECTOR = 16;

/** Where a net lies in the kernel's memory. */
export interface DenseLayout extends OptimiserLayout, NetRecord {
  /** The `Net` record. */
  readonly net: number;
  /** Examples of a chunk, a function of the net alone: larger batches are taken in several. */
  readonly capacity: number;
  /** Room for the parameters of the largest block as doubles. */
  readonly staging: number;
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
    size: kernel.size,
    state1: parts.state1,
    state2: parts.state2,
    staging: arena.take(8 * Math.max(...sizes.map(({ inputs, units }) => inputs * units))),
    ...openNetRecord(arena, record),
  };
  layout.setPointers({
    ...parts,
    depth: net.layers.length,
    layers,
    loss: LOSSES.indexOf(loss),
    optimiser: numberOptimiser(optimiser.kind),
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

function chooseCapacity(net: DenseNet): number {
  const widest = Math.max(net.inputs, ...net.layers.map(({ units }) => units));
  const examples = Math.floor(CHUNK_NUMBERS / widest);
  return Math.max(FEWEST_EXAMPLES, Math.min(MOST_EXAMPLES, examples));
}

/** Fills up to whole vectors. */
export function pad(bytes: number): number {
  return Math.ceil(bytes / VECTOR) * VECTOR;
}
