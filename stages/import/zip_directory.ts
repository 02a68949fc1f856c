/**
 * The directory of a ZIP archive, the container of .npz files.
 *
 * Format: PKWARE's APPNOTE 6.3, Sections 4.3.7, 4.3.12 and 4.3.16. fflate unpacks the data, but neither
 * compares checksums nor bounds what an entry unpacks to.
 */

import { describeBytes, refuseInput } from "./refusal.ts";

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Whether the bytes are deflated, else stored as they are. */
  readonly deflated: boolean;
  /** The bytes in the archive. */
  readonly packed: Uint8Array;
  /** Bytes when unpacked, and their CRC-32, as the directory declares them. */
  readonly size: number;
  readonly crc: number;
}

const SIGNATURE = { entry: 0x02014b50, local: 0x04034b50, end: 0x06054b50 } as const;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const ENCRYPTED = 1;
const METHOD = { stored: 0, deflated: 8 } as const;

/**
 * Lists the files of an archive.
 *
 * @throws KooplineError `input.format` for damage, encryption, ZIP64 and methods other than deflate.
 */
export function listZip(bytes: Uint8Array, where: string): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) throw refuseInput("input.format", where, "a NumPy archive", describeBytes(bytes));
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let k = 0; k < count; k++) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== SIGNATURE.entry) {
      throw refuseZip(where, `a directory of ${count} files`, `entry ${k} missing`);
    }
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, nameEnd));
    entries.push(readEntry(bytes, view, at, end, name, where));
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  assertApart(entries, where);
  return entries;
}

/** Files that share bytes are how a small archive unpacks to any size. */
function assertApart(entries: readonly ZipEntry[], where: string): void {
  let before = 0;
  for (const { name, packed } of entries.toSorted((a, b) => startOf(a) - startOf(b))) {
    if (startOf({ packed }) < before) {
      throw refuseZip(`${where}:${name}`, "bytes of its own", "bytes that another file has too");
    }
    before = startOf({ packed }) + Math.max(packed.length, 1);
  }
}

function startOf({ packed }: Pick<ZipEntry, "packed">): number {
  return packed.byteOffset;
}

/** Finds the end record, which a comment may follow; −1 when there is none. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
    if (view.getUint32(at, true) === SIGNATURE.end) return at;
  }
  return -1;
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  name: string,
  where: string,
): ZipEntry {
  const place = `${where}:${name}`;
  const method = view.getUint16(at + 10, true);
  if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
    throw refuseZip(place, "an archive without a password", "an encrypted file");
  }
  if (method !== METHOD.stored && method !== METHOD.deflated) {
    throw refuseZip(place, "stored or deflated data", `compression method ${method}`);
  }
  const packedSize = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  if (local + LOCAL_BYTES > end || view.getUint32(local, true) !== SIGNATURE.local) {
    throw refuseZip(place, "a file header where the directory says", `none at byte ${local}`);
  }
  const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) +
    view.getUint16(local + 28, true);
  if (start + packedSize > end) {
    throw refuseZip(place, `${packedSize} packed bytes`, `${Math.max(0, end - start)} bytes`);
  }
  return {
    name,
    deflated: method === METHOD.deflated,
    packed: bytes.subarray(start, start + packedSize),
    size: view.getUint32(at + 24, true),
    crc: view.getUint32(at + 16, true),
  };
}

function refuseZip(where: string, expected: string, found: string) {
  return refuseInput(
    "input.format",
    where,
    expected,
    found,
    "The file is damaged, cut off or larger than 4 GiB; write it again with numpy.savez.",
  );
}
