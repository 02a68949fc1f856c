/** Records: one small sealed file per key. */

import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { readFile } from "./file.ts";
import { assertFormat, FORMATS } from "./format.ts";
import { listFolder } from "./listing.ts";
import { FOLDERS, isKindName, locateRecord } from "./layout.ts";
import { isHash } from "./hash.ts";
import type { CellRecord } from "./record.ts";
import { isCellRecord } from "./record_check.ts";
import { sealJson, unsealJson } from "./sealed_json.ts";

/** Where a record is, told by the names of its folders and file. */
export interface RecordName {
  readonly kind: string;
  readonly key: string;
  readonly path: string;
}

/** Writes a record over an earlier one of its key. */
export async function writeRecord(disk: Disk, record: CellRecord): Promise<void> {
  const path = locateRecord(disk.root, record.preimage.kind, record.key);
  await disk.write(path, new TextEncoder().encode(sealJson(record)));
}

/**
 * Reads a record. A damaged one is set aside.
 *
 * @returns undefined when there is none (any more).
 * @throws {KooplineError} `store.format` on a record of another format.
 */
export function readRecord(disk: Disk, kind: string, key: string): CellRecord | undefined {
  if (!isKindName(kind) || !isHash(key)) return undefined;
  const path = locateRecord(disk.root, kind, key);
  const bytes = readFile(path);
  if (bytes === undefined) return undefined;
  const checked = checkRecord(bytes, { kind, key, path });
  if (typeof checked !== "string") return checked;
  disk.setAside(path, { expected: `the record of key ${key}`, found: checked });
  return undefined;
}

/**
 * Checks the bytes of a record against its seal, its form and its name.
 *
 * @returns the record, or what was found instead of it.
 * @throws {KooplineError} `store.format` on a record of another format.
 */
export function checkRecord(
  bytes: Uint8Array,
  { kind, key, path }: RecordName,
): CellRecord | string {
  const unsealed = unsealJson(bytes);
  if (!unsealed.ok) return unsealed.found;
  assertFormat(unsealed.value, FORMATS.record, path);
  if (!isCellRecord(unsealed.value)) return "something that is no record";
  const { key: itsKey, preimage } = unsealed.value;
  if (itsKey === key && preimage.kind === kind) return unsealed.value;
  return `the record of ${preimage.kind} ${itsKey}`;
}

/** Lists the names of all records, by kind and key, without reading them. */
export function* listRecordNames(root: string): Iterable<RecordName> {
  const folder = join(root, FOLDERS.records);
  for (const kind of listFolder(folder)) {
    if (!isKindName(kind)) continue;
    for (const part of listFolder(join(folder, kind))) {
      for (const file of listFolder(join(folder, kind, part))) {
        const key = file.replace(/\.json$/, "");
        if (isHash(key)) yield { kind, key, path: join(folder, kind, part, file) };
      }
    }
  }
}
