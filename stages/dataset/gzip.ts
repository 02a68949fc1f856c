/** Files that are compressed with gzip (RFC 1952), unpacked within bounds. */

import { describeDamage } from "../../schemas/damage.ts";
import { Gunzip } from "fflate";
import { KooplineError } from "../../schemas/error.ts";
import { computeCrc32 } from "../import/crc32.ts";
import { refuseInput } from "../import/refusal.ts";

/** The most that a file may take unpacked, in bytes. */
const LARGEST = 0x4000_0000;

/** Deflate cannot do better: 258 bytes for two bits. */
const BEST_RATIO = 1032;

/** Unpacking goes in steps of this many packed bytes, at most 4 MiB unpacked, so that it can stop when too much comes out. */
const STEP = 0x1000;

/** CRC-32 and size modulo 2³² stand at the end. */
const TRAILER_BYTES = 8;

/**
 * Unpacks a file that begins as gzip does; gives other files as they are.
 *
 * @throws KooplineError `input.format` for damage, and for more than 1 GiB unpacked.
 */
export function unpackFile(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const start = bytes.length - TRAILER_BYTES;
  if (start < 0) throw refuseDamage(where, `${bytes.length} bytes`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + start, TRAILER_BYTES);
  const size = trailer.getUint32(4, true);
  if (size > bytes.length * BEST_RATIO) {
    throw refuseDamage(where, `${bytes.length} bytes that are said to unpack to ${size}`);
  }
  if (size > LARGEST) {
    throw refuseInput(
      "input.format",
      where,
      `at most ${LARGEST} bytes (1 GiB) unpacked`,
      `${size} bytes`,
      "Save large data as .npy, or in parts.",
    );
  }
  const unpacked = inflate(bytes, size, where);
  if (trailer.getUint32(0, true) === computeCrc32(unpacked)) return unpacked;
  throw refuseDamage(where, "bytes of another checksum");
}

/** Inflates step by step into as many bytes as the end of the file declares, and no more. */
function inflate(bytes: Uint8Array, size: number, where: string): Uint8Array {
  const unpacked = new Uint8Array(size);
  let length = 0;
  const stream = new Gunzip((chunk) => {
    if (length + chunk.length > size) {
      throw refuseDamage(where, `more than the ${size} bytes that its end declares`);
    }
    unpacked.set(chunk, length);
    length += chunk.length;
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    }
  } catch (cause) {
    if (cause instanceof KooplineError || !(cause instanceof Error)) throw cause;
    throw refuseDamage(where, `data that do not unpack (${describeDamage(cause)})`);
  }
  if (length === size) return unpacked;
  throw refuseDamage(where, `${length} bytes where its end declares ${size}`);
}

function refuseDamage(where: string, found: string): KooplineError {
  return refuseInput(
    "input.format",
    where,
    "a whole gzip file",
    found,
    "The file is damaged, cut off or of several parts; compress it again.",
  );
}
