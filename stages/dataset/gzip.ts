/** Files that are compressed with gzip (RFC 1952), unpacked within bounds. */

import { Gunzip } from "fflate";
import { KooplineError } from "../../schemas/error.ts";
import { computeCrc32 } from "../import/crc32.ts";
import { refuseInput } from "../import/refusal.ts";

/** The most that a file may take unpacked, in bytes. */
const LARGEST = 0x4000_0000;

/** Unpacking goes in steps of this many packed bytes, so that it can stop when too much comes out. */
const STEP = 0x1_0000;

/** CRC-32 and size modulo 2³² stand at the end. */
const TRAILER_BYTES = 8;

/**
 * Unpacks a file that begins as gzip does; gives other files as they are.
 *
 * @throws KooplineError `input.format` for damage, and more than 1 GiB unpacked.
 */
export function unpackFile(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Gunzip((chunk, final) => {
    size += chunk.length;
    if (size > LARGEST) {
      throw refuseInput(
        "input.format",
        where,
        `at most ${LARGEST} bytes (1 GiB) unpacked`,
        "more",
        "Save large data as .npy, or in parts.",
      );
    }
    chunks.push(chunk);
    ended ||= final;
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    }
  } catch (cause) {
    if (cause instanceof KooplineError || !(cause instanceof Error)) throw cause;
    throw refuseDamage(where, cause.message);
  }
  const unpacked = joinChunks(chunks, size);
  checkTrailer(bytes, unpacked, ended, where);
  return unpacked;
}

function joinChunks(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function checkTrailer(
  packed: Uint8Array,
  unpacked: Uint8Array,
  ended: boolean,
  where: string,
): void {
  const start = packed.length - TRAILER_BYTES;
  if (!ended || start < 0) throw refuseDamage(where, "a file that is cut off");
  const view = new DataView(packed.buffer, packed.byteOffset + start, TRAILER_BYTES);
  if (view.getUint32(4, true) !== unpacked.length % 0x1_0000_0000) {
    throw refuseDamage(
      where,
      `${unpacked.length} bytes where its end says ${view.getUint32(4, true)}`,
    );
  }
  if (view.getUint32(0, true) !== computeCrc32(unpacked)) {
    throw refuseDamage(where, "bytes of another checksum");
  }
}

function refuseDamage(where: string, found: string): KooplineError {
  return refuseInput("input.format", where, "a whole gzip file", found, "Compress it again.");
}
