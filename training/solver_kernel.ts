/** The solver's kernel as TypeScript sees it: an instance of its own for every trainer. */

import bytes from "../kernels/solver.wasm" with { type: "bytes" };
import type { KernelMemory } from "../kernels/arena.ts";
import type { Precision } from "./trainer.ts";

type TakeStep = (solver: number, rate: number) => number;
type Measure = (solver: number) => number;

/** What `kernels/solver.ts` exports; pointers are byte offsets. */
interface SolverExports extends KernelMemory {
  netBytes(): number;
  solverBytes(): number;
  layerBytes(): number;
  readonly step32: TakeStep;
  readonly step64: TakeStep;
  readonly loss32: Measure;
  readonly loss64: Measure;
}

/** The kernel in one precision. */
export interface SolverKernel extends KernelMemory {
  /** Bytes of a number. */
  readonly size: 4 | 8;
  netBytes(): number;
  solverBytes(): number;
  layerBytes(): number;
  /** Updates the parameters; gives the loss before. */
  readonly step: TakeStep;
  /** Gives the loss of the parameters. */
  readonly loss: Measure;
}

let compiled: WebAssembly.Module | undefined;

/** Opens an instance with memory of its own; it goes when nobody holds it. */
export function openSolverKernel(precision: Precision): SolverKernel {
  compiled ??= new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(compiled);
  if (!isSolver(exports)) {
    throw new Error("solver.wasm does not export what solver_kernel.ts declares");
  }
  const { memory, heapBase, netBytes, solverBytes, layerBytes } = exports;
  const shared = { memory, heapBase, netBytes, solverBytes, layerBytes };
  return precision === "float32"
    ? { ...shared, size: 4, step: exports.step32, loss: exports.loss32 }
    : { ...shared, size: 8, step: exports.step64, loss: exports.loss64 };
}

const FUNCTIONS: readonly string[] = [
  "heapBase netBytes solverBytes layerBytes",
  "step32 step64 loss32 loss64",
].flatMap((names) => names.split(" "));

function isSolver(exports: WebAssembly.Exports): exports is WebAssembly.Exports & SolverExports {
  return exports["memory"] instanceof WebAssembly.Memory &&
    FUNCTIONS.every((name) => typeof exports[name] === "function");
}
