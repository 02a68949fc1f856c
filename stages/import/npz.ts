/** NumPy's .npz files: ZIP archives of .npy files. */

import { describeDamage } from "../../schemas/damage.ts";
import { Inflate } from "fflate";
import { KooplineError } from "../../schemas/error.ts";
import type { Archive } from "./archive.ts";
import { computeCrc32 } from "./crc32.ts";
import { parseNpy } from "./npy.ts";
import { refuseInput } from "./refusal.ts";
import { listZip, type ZipEntry } from "./zip_directory.ts";

const ENDING = ".npy";

/** The most that one array may take unpacked, in bytes: an archive of a megabyte can unpack to more. */
const LARGEST = 0x4000_0000;

/** The most that all arrays that are read may take together. */
const LARGEST_TOGETHER = 2 * LARGEST;

/** Deflate cannot do better: 258 bytes for two bits. */
const BEST_RATIO = 1032;

/** Unpacking goes in steps of this many packed bytes, so that it can stop when too much comes out. */
const STEP = 0x1_0000;

/**
 * Opens an archive.
 *
 * @param most bytes that all arrays that are read may take together.
 * @throws KooplineError `input.format` for damage, here or when an array is read, and for an array that unpacks
 * to more than 1 GiB, or several to more than 2 GiB.
 */
export function openNpz(
  bytes: Uint8Array,
  where: string,
  most: number = LARGEST_TOGETHER,
): Archive {
  const entries = listZip(bytes, where).filter(({ name }) => name.endsWith(ENDING));
  let total = 0;
  return {
    where,
    names: entries.map(({ name }) => name.slice(0, -ENDING.length)),
    read(name) {
      const entry = entries.find((one) => one.name === name + ENDING);
      if (entry === undefined) throw new Error(`no array ${name} in ${where}`);
      const place = `${where}:${entry.name}`;
      total += entry.size;
      if (total > most) {
        throw refuseInput(
          "input.format",
          place,
          `arrays of at most ${most} bytes unpacked together`,
          `${total} bytes with this one`,
          "Save them in several archives, or each step in a file of its own.",
        );
      }
      return parseNpy(unpack(entry, place), place);
    },
  };
}

function unpack({ deflated, packed, size, crc }: ZipEntry, where: string): Uint8Array {
  const mostly = deflated ? packed.length * BEST_RATIO : packed.length;
  if (size > LARGEST) {
    throw refuseInput(
      "input.format",
      where,
      `an array of at most ${LARGEST} bytes (1 GiB) unpacked`,
      `${size} bytes`,
      "Save large arrays as .npy, or in parts.",
    );
  }
  if (size > mostly || (!deflated && size < packed.length)) {
    throw refuseDamage(where, `${size} bytes unpacked`, `${packed.length} packed bytes`);
  }
  const bytes = deflated ? inflate(packed, size, where) : packed;
  const found = computeCrc32(bytes);
  if (found === crc) return bytes;
  throw refuseDamage(where, `bytes with the checksum ${writeHex(crc)}`, writeHex(found));
}

/** Inflates step by step into as many bytes as the directory declares, and no more. */
function inflate(packed: Uint8Array, size: number, where: string): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    if (length + chunk.length > size) {
      throw refuseDamage(where, `${size} bytes unpacked`, `more than ${size} bytes`);
    }
    bytes.set(chunk, length);
    length += chunk.length;
    ended = final;
  });
  try {
    for (let at = 0; at < packed.length; at += STEP) {
      stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof KooplineError || !(cause instanceof Error)) throw cause;
    throw refuseDamage(
      where,
      "deflated data",
      `data that do not unpack (${describeDamage(cause)})`,
    );
  }
  if (ended && length === size) return bytes;
  throw refuseDamage(where, `${size} bytes unpacked`, `${length} bytes`);
}

function writeHex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}

function refuseDamage(where: string, expected: string, found: string) {
  return refuseInput(
    "input.format",
    where,
    expected,
    found,
    "The archive is damaged; write it again with numpy.savez.",
  );
}
