/** The kernel of patch operators as TypeScript sees it: an instance with memory of its own for everyone who opens one. */

import { type Arena, type KernelMemory, openArena } from "../kernels/arena.ts";
import bytes from "../kernels/patch.wasm" with { type: "bytes" };
import type { PatchPrecision } from "./patch_precision.ts";

/** What `kernels/patch.ts` exports once for each precision; its docs say what the numbers are. */
type Numbers = (...numbers: number[]) => number;

type Name =
  | "multiply"
  | "factorColumns"
  | "applyReflections"
  | "takeTriangle"
  | "decomposeSingular"
  | "applyOperators"
  | "findLargest"
  | "scale"
  | "makePairs"
  | "samplePath"
  | "raiseOperator"
  | "packOperator";

/** The functions of one precision. */
type PatchFunctions = Readonly<Record<Name, Numbers>>;

/** An instance in one precision. */
export interface PatchKernel extends PatchFunctions {
  /** Bytes of a number. */
  readonly size: 4 | 8;
  readonly arena: Arena;
  /** Scratch memory for products, taken once. */
  readonly product: number;
  recordBytes(): number;
  powerScratch(rank: number): number;
  factorScratch(n: number, m: number): number;
  reflectionScratch(rows: number, m: number): number;
  singularScratch(n: number, m: number): number;
  /** Shows numbers of the precision at a place; good until more memory is taken. */
  view(pointer: number, length: number): Float32Array | Float64Array;
  /** Takes memory and copies numbers into it, rounded to the precision. */
  place(numbers: ArrayLike<number>): number;
  /** Gives a copy of numbers as doubles. */
  copy(pointer: number, length: number): Float64Array;
}

interface PatchExports extends KernelMemory {
  productScratch(): number;
  recordBytes(): number;
  powerScratch(rank: number): number;
  factorScratch(n: number, m: number): number;
  reflectionScratch(rows: number, m: number): number;
  singularScratch(n: number, m: number): number;
}

let compiled: WebAssembly.Module | undefined;

/** Opens an instance; its memory goes when nobody holds it. */
export function openPatchKernel(precision: PatchPrecision): PatchKernel {
  compiled ??= new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(compiled);
  if (!isPatch(exports)) {
    throw new Error("patch.wasm does not export what patch_kernel.ts declares");
  }
  const arena = openArena(exports);
  const size = precision === "float32" ? 4 : 8;
  const view = (pointer: number, length: number) =>
    size === 4 ? arena.f32(pointer, length) : arena.f64(pointer, length);
  return {
    ...takeFunctions(exports, precision),
    size,
    arena,
    product: arena.take(exports.productScratch()),
    recordBytes: exports.recordBytes,
    powerScratch: (rank) => exports.powerScratch(rank) >>> 0,
    factorScratch: (n, m) => exports.factorScratch(n, m) >>> 0,
    reflectionScratch: (rows, m) => exports.reflectionScratch(rows, m) >>> 0,
    singularScratch: (n, m) => exports.singularScratch(n, m) >>> 0,
    view,
    place: (numbers) => {
      const pointer = arena.take(size * numbers.length);
      view(pointer, numbers.length).set(numbers);
      return pointer;
    },
    copy: (pointer, length) =>
      size === 4
        ? new Float64Array(arena.f32(pointer, length))
        : arena.f64(pointer, length).slice(),
  };
}

function takeFunctions(exports: PatchExports, precision: PatchPrecision): PatchFunctions {
  const all: Readonly<Record<string, unknown>> = { ...exports };
  const take = (name: Name): Numbers => {
    const found = all[`${name}${precision === "float32" ? 32 : 64}`];
    if (!isNumbers(found)) throw new Error(`patch.wasm does not export ${name}`);
    return found;
  };
  return {
    multiply: take("multiply"),
    factorColumns: take("factorColumns"),
    applyReflections: take("applyReflections"),
    takeTriangle: take("takeTriangle"),
    decomposeSingular: take("decomposeSingular"),
    applyOperators: take("applyOperators"),
    findLargest: take("findLargest"),
    scale: take("scale"),
    makePairs: take("makePairs"),
    samplePath: take("samplePath"),
    raiseOperator: take("raiseOperator"),
    packOperator: take("packOperator"),
  };
}

function isNumbers(value: unknown): value is Numbers {
  return typeof value === "function";
}

function isPatch(exports: object): exports is PatchExports {
  return "memory" in exports && exports.memory instanceof WebAssembly.Memory &&
    "productScratch" in exports && "singularScratch" in exports && "recordBytes" in exports &&
    "reflectionScratch" in exports && "factorScratch" in exports && "powerScratch" in exports &&
    "heapBase" in exports;
}
