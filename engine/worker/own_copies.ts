/**
 * A stage's own copies of large shared inputs.
 *
 * A stage that sorts its input in place must change nobody else's, so it never gets shared memory itself. Hundreds
 * of cells may take one data set, and copying it into new memory costs several times what comparing does: a copy
 * of the last cell is therefore handed out again when it still holds the same bytes, and else filled anew.
 */

import { Buffer } from "node:buffer";
import { findMovable, ownBytes } from "./share.ts";

/** Smaller copies are made anew each time. */
const KEPT_FROM = 1024 * 1024;
/** Bytes kept for the next cell. */
const MOST_KEPT = 256 * 1024 * 1024;

/** The copies of one worker. Bytes that moved here with the job are the cell's own already. */
export interface OwnCopies {
  /** Begins a cell: what the last one did not use is let go. */
  begin(): void;
  /**
   * Gives bytes that are the cell's own.
   *
   * @param name which bytes these are, the same in each cell that takes them.
   */
  take(name: string, bytes: Uint8Array): Uint8Array;
  /** Ends a cell: memory that moved here with its job is free at once, and does not wait for a collection. */
  end(): void;
}

/** Opens the copies of a worker. */
export function openCopies(): OwnCopies {
  let earlier = new Map<string, ArrayBuffer>();
  let used = new Map<string, ArrayBuffer>();
  let kept = 0;
  const moved = new Set<ArrayBuffer>();
  return {
    begin() {
      earlier = used;
      used = new Map();
      kept = 0;
    },
    take(name, bytes) {
      const movable = findMovable(bytes);
      if (movable !== undefined) {
        moved.add(movable);
        return bytes;
      }
      // Two ports that take one artifact get a copy each.
      const isKept = bytes.buffer instanceof SharedArrayBuffer && bytes.length >= KEPT_FROM &&
        !used.has(name) && kept + bytes.length <= MOST_KEPT;
      if (!isKept) return ownBytes(bytes);
      const buffer = refresh(earlier.get(name), bytes) ?? copyBytes(bytes);
      kept += bytes.length;
      earlier.delete(name);
      used.set(name, buffer);
      return new Uint8Array(buffer);
    },
    end() {
      for (const buffer of moved) if (!buffer.detached) buffer.transfer(0);
      moved.clear();
    },
  };
}

function copyBytes(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Brings an earlier copy up to date; undefined when the last stage gave its memory away or marked it. */
function refresh(buffer: ArrayBuffer | undefined, bytes: Uint8Array): ArrayBuffer | undefined {
  if (buffer === undefined || buffer.byteLength !== bytes.length) return undefined;
  const isPlain = Object.isExtensible(buffer) && Reflect.ownKeys(buffer).length === 0 &&
    Object.getPrototypeOf(buffer) === ArrayBuffer.prototype;
  if (!isPlain) return undefined;
  const held = new Uint8Array(buffer);
  const isSame = Buffer.compare(viewBytes(held), viewBytes(bytes)) === 0;
  if (!isSame) held.set(bytes);
  return buffer;
}

function viewBytes({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
