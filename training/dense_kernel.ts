/** The kernel of dense nets as TypeScript sees it: an instance of its own for every trainer. */

import bytes from "../kernels/dense.wasm" with { type: "bytes" };
import type { KernelMemory } from "../kernels/arena.ts";
import type { Precision } from "./trainer.ts";

type Train = (
  net: number,
  count: number,
  batch: number,
  begins: number,
  ends: number,
  rate: number,
) => number;
type Evaluate = (net: number, count: number) => number;
type MeasureList = (net: number, count: number) => number;
type List = (net: number, count: number, ends: number, entries: number) => void;
type EvaluateList = (net: number, count: number, ends: number, entries: number) => number;
type ReadWeights = (net: number, layer: number, first: number, end: number, into: number) => void;
type MoveLayer = (net: number, layer: number, pointer: number) => void;

/** What `kernels/dense.ts` exports; pointers are byte offsets, flags are 0 or 1. */
interface DenseExports extends KernelMemory {
  netBytes(): number;
  layerBytes(): number;
  panelBytes(): number;
  exampleMaskBytes(width: number): number;
  pixelMaskBytes(capacity: number): number;
  readonly train32: Train;
  readonly train64: Train;
  readonly evaluate32: Evaluate;
  readonly evaluate64: Evaluate;
  readonly measureList32: MeasureList;
  readonly measureList64: MeasureList;
  readonly list32: List;
  readonly list64: List;
  readonly evaluateList32: EvaluateList;
  readonly evaluateList64: EvaluateList;
  readonly readWeights32: ReadWeights;
  readonly readWeights64: ReadWeights;
  readonly readBiases32: MoveLayer;
  readonly readBiases64: MoveLayer;
  readonly writeWeights32: MoveLayer;
  readonly writeWeights64: MoveLayer;
  readonly writeBiases32: MoveLayer;
  readonly writeBiases64: MoveLayer;
}

/** The kernel in one precision. */
export interface DenseKernel extends KernelMemory {
  /** Bytes of a number. */
  readonly size: 4 | 8;
  netBytes(): number;
  layerBytes(): number;
  panelBytes(): number;
  exampleMaskBytes(width: number): number;
  pixelMaskBytes(capacity: number): number;
  /** Trains on a chunk of a batch; gives the sum of its losses. */
  readonly train: Train;
  /** Gives the sum of the losses of a chunk, and leaves the hits in the record of the net. */
  readonly evaluate: Evaluate;
  /** Gives the bytes that the list of a chunk's pixels takes; −1 where a list does not pay. */
  readonly measureList: MeasureList;
  /** Lists the pixels of the chunk that was measured last. */
  readonly list: List;
  /** Evaluates a chunk by its list. */
  readonly evaluateList: EvaluateList;
  /** Reads the incoming weights of units `first` to `end` − 1 of a layer as doubles. */
  readonly readWeights: ReadWeights;
  readonly readBiases: MoveLayer;
  readonly writeWeights: MoveLayer;
  readonly writeBiases: MoveLayer;
}

let compiled: WebAssembly.Module | undefined;

/** Opens an instance with memory of its own; it goes when nobody holds it. */
export function openDenseKernel(precision: Precision): DenseKernel {
  compiled ??= new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(compiled);
  if (!isDense(exports)) {
    throw new Error("dense.wasm does not export what dense_kernel.ts declares");
  }
  const { memory, heapBase, netBytes, layerBytes } = exports;
  const { panelBytes, exampleMaskBytes, pixelMaskBytes } = exports;
  const shared = {
    memory,
    heapBase,
    netBytes,
    layerBytes,
    panelBytes,
    exampleMaskBytes,
    pixelMaskBytes,
  };
  if (precision === "float32") {
    return {
      ...shared,
      size: 4,
      train: exports.train32,
      evaluate: exports.evaluate32,
      measureList: exports.measureList32,
      list: exports.list32,
      evaluateList: exports.evaluateList32,
      readWeights: exports.readWeights32,
      readBiases: exports.readBiases32,
      writeWeights: exports.writeWeights32,
      writeBiases: exports.writeBiases32,
    };
  }
  return {
    ...shared,
    size: 8,
    train: exports.train64,
    evaluate: exports.evaluate64,
    measureList: exports.measureList64,
    list: exports.list64,
    evaluateList: exports.evaluateList64,
    readWeights: exports.readWeights64,
    readBiases: exports.readBiases64,
    writeWeights: exports.writeWeights64,
    writeBiases: exports.writeBiases64,
  };
}

const FUNCTIONS: readonly string[] = [
  "heapBase netBytes layerBytes panelBytes exampleMaskBytes pixelMaskBytes",
  "measureList32 list32 evaluateList32",
  "train32 evaluate32 readWeights32 readBiases32 writeWeights32 writeBiases32",
  "measureList64 list64 evaluateList64",
  "train64 evaluate64 readWeights64 readBiases64 writeWeights64 writeBiases64",
].flatMap((names) => names.split(" "));

function isDense(exports: WebAssembly.Exports): exports is WebAssembly.Exports & DenseExports {
  return exports["memory"] instanceof WebAssembly.Memory &&
    FUNCTIONS.every((name) => typeof exports[name] === "function");
}
