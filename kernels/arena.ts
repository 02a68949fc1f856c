/** Memory for the data of a WebAssembly kernel: taken piece by piece, given back all at once. */

import { KooplineError } from "../schemas/error.ts";

/** What every kernel that works on memory exports. */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** The first byte behind the kernel's own static data. */
  heapBase(): number;
}

/** Pieces of a kernel's memory, by their byte offset. A view is good until the next `take`. */
export interface Arena {
  /**
   * Takes memory, zeroed and aligned to 16 bytes.
   *
   * @throws KooplineError `numeric.too_large` when the kernel's memory cannot grow that far.
   */
  take(bytes: number): number;
  /** Remembers what has been taken so far; `release` gives back everything taken since. */
  mark(): number;
  release(mark: number): void;
  f64(pointer: number, length: number): Float64Array;
  f32(pointer: number, length: number): Float32Array;
  i32(pointer: number, length: number): Int32Array;
  u8(pointer: number, length: number): Uint8Array;
}

const PAGE = 65536;
const ALIGNMENT = 16;

/** Opens the arena of a kernel: all of its memory behind its static data. One owner at a time. */
export function openArena(kernel: KernelMemory): Arena {
  const { memory } = kernel;
  let top = align(kernel.heapBase());
  return {
    take(bytes) {
      const pointer = top;
      const end = align(pointer + bytes);
      growMemory(memory, end);
      new Uint8Array(memory.buffer, pointer, end - pointer).fill(0);
      top = end;
      return pointer;
    },
    mark: () => top,
    release: (mark) => top = mark,
    f64: (pointer, length) => new Float64Array(memory.buffer, pointer, length),
    f32: (pointer, length) => new Float32Array(memory.buffer, pointer, length),
    i32: (pointer, length) => new Int32Array(memory.buffer, pointer, length),
    u8: (pointer, length) => new Uint8Array(memory.buffer, pointer, length),
  };
}

/** Makes a memory at least so large, whole pages at a time. */
function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const held = memory.buffer.byteLength;
  if (bytes <= held) return;
  try {
    memory.grow(Math.ceil((bytes - held) / PAGE));
  } catch (cause) {
    throw new KooplineError({
      code: "numeric.too_large",
      expected: "data that fit into the 4 GiB of a kernel's memory, and into the machine's",
      found: `${bytes} bytes, of which ${held} are there`,
    }, { cause });
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
