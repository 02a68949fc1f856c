/** Artifacts in the store: a manifest, which is a blob, and the blobs that it names. */

import { KooplineError } from "../../schemas/error.ts";
import type {
  EncodedArtifact,
  EncodedChunk,
  EncodedTable,
  ProducedArtifact,
  StoredChunk,
} from "../worker/job.ts";
import { type BlobRead, type Blobs, nameBlob } from "./blobs.ts";
import { encodeCanonicalJson } from "./canonical_json.ts";
import { isHash } from "./hash.ts";
import {
  type BlobEntry,
  type Manifest,
  STORE_FORMAT,
  type TableBlob,
  type TableEntry,
} from "./record.ts";
import { assertFormat, FORMATS } from "./format.ts";
import { isManifest } from "./record_check.ts";

/** An artifact that was stored. */
export interface StoredArtifact {
  /** SHA-256 of the manifest's canonical JSON. */
  readonly address: string;
  readonly manifest: Manifest;
}

/** Stores an artifact; its address depends on nothing but its content. */
export async function writeArtifact(
  blobs: Blobs,
  artifact: ProducedArtifact,
): Promise<StoredArtifact> {
  const { manifest, text, address } = prepareManifest(artifact);
  const tables = Object.entries(artifact.tables).flatMap(([name, { chunks }]) => {
    const entries = listChunks(manifest.tables[name]);
    return chunks.flatMap((chunk, i) =>
      "bytes" in chunk ? [blobs.write(chunk.bytes, entries[i])] : []
    );
  });
  const files = Object.entries(artifact.files).map(([name, bytes]) =>
    blobs.write(bytes, manifest.files[name])
  );
  // Side by side, since each waits for the disk; a manifest that is there before its blobs does no harm,
  // because an artifact counts as there only with all of its blobs.
  const written = await Promise.allSettled([...tables, ...files, blobs.write(text, address)]);
  const failed = written.find((write) => write.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return { address: address.sha256, manifest };
}

/** Gives the address that an artifact has, or would have, in a store. */
export function addressArtifact(artifact: ProducedArtifact): string {
  return prepareManifest(artifact).address.sha256;
}

function prepareManifest(artifact: ProducedArtifact) {
  const manifest = describeArtifact(artifact);
  const text = new TextEncoder().encode(encodeCanonicalJson(manifest));
  return { manifest, text, address: nameBlob(text) };
}

function describeArtifact({ type, version, tables, files, meta }: ProducedArtifact): Manifest {
  return {
    format: STORE_FORMAT,
    type,
    version,
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, table]) => [name, describeTable(table)]),
    ),
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, nameBlob(bytes)]),
    ),
    meta,
  };
}

/** A table of one chunk is described as tables were before there were chunks. */
function describeTable(
  { rows, chunks }: EncodedTable<EncodedChunk | StoredChunk>,
): TableEntry {
  const entries = chunks.map((chunk): TableBlob => ({
    ...("bytes" in chunk ? nameBlob(chunk.bytes) : chunk.stored),
    rows: chunk.rows,
  }));
  const [only] = entries;
  return only !== undefined && entries.length === 1 ? only : { rows, chunks: entries };
}

/** Reads a manifest. @throws {KooplineError} `store.missing`, `store.corrupt`, `store.format`. */
export function readManifest(blobs: Blobs, address: string): Manifest {
  const bytes = requireBytes(isHash(address) ? blobs.read(address) : "missing", address);
  const manifest = parseJson(bytes);
  assertFormat(manifest, FORMATS.artifact, address);
  if (isManifest(manifest)) return manifest;
  throw new KooplineError({
    code: "store.corrupt",
    where: address,
    expected: "the manifest of an artifact",
    found: "another blob",
  });
}

/** Reads an artifact, every byte verified. @throws {KooplineError} as {@link readManifest}. */
export function readArtifact(blobs: Blobs, address: string): EncodedArtifact {
  const manifest = readManifest(blobs, address);
  const { type, version, meta } = manifest;
  return readParts(blobs, manifest, () => {
    const tables = Object.entries(manifest.tables).map(([name, entry]) =>
      [name, readEntry(blobs, address, entry)] as const
    );
    const files = Object.entries(manifest.files).map(([name, { sha256, bytes }]) =>
      [name, requireBytes(blobs.read(sha256, bytes), address)] as const
    );
    return {
      type,
      version,
      tables: Object.fromEntries(tables),
      files: Object.fromEntries(files),
      meta,
    };
  });
}

/** Reads one table of an artifact, every byte of it verified. @throws {KooplineError} as {@link readManifest}. */
export function readTable(blobs: Blobs, address: string, name: string): EncodedTable {
  const manifest = readManifest(blobs, address);
  const { tables } = manifest;
  const entry = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (entry !== undefined) {
    return readParts(blobs, manifest, () => readEntry(blobs, address, entry));
  }
  throw new KooplineError({
    code: "store.corrupt",
    where: `artifact ${address}`,
    expected: `a table \`${name}\``,
    found: `only ${Object.keys(tables).join(", ") || "none"}`,
  });
}

/**
 * Reads parts of an artifact. When one is damaged all of its blobs are looked through, so that every
 * damaged one is set aside: deriving it again writes no blob that is there with the right size.
 */
function readParts<T>(blobs: Blobs, manifest: Manifest, read: () => T): T {
  try {
    return read();
  } catch (error) {
    for (const { sha256, bytes } of listBlobs(manifest)) blobs.read(sha256, bytes);
    throw error;
  }
}

function readEntry(blobs: Blobs, address: string, entry: TableEntry): EncodedTable {
  const chunks = listChunks(entry).map(({ rows, sha256, bytes }) => ({
    rows,
    bytes: requireBytes(blobs.read(sha256, bytes), address),
  }));
  return { rows: entry.rows, chunks };
}

/** Tells whether an artifact is there: its manifest verified, its blobs by their sizes. */
export function hasArtifact(blobs: Blobs, address: string): boolean {
  const bytes = isHash(address) ? blobs.read(address) : "missing";
  if (typeof bytes === "string") return false;
  const manifest = parseJson(bytes);
  assertFormat(manifest, FORMATS.artifact, address);
  return isManifest(manifest) && listBlobs(manifest).every((entry) => blobs.has(entry));
}

/** Lists the blobs that a manifest names. */
export function listBlobs(manifest: Manifest): readonly BlobEntry[] {
  return [...Object.values(manifest.tables).flatMap(listChunks), ...Object.values(manifest.files)];
}

/** Lists the blobs of a table. */
function listChunks(entry: TableEntry | undefined): readonly TableBlob[] {
  if (entry === undefined) return [];
  return "chunks" in entry ? entry.chunks : [entry];
}

/** Parses the JSON of a verified blob; undefined when it holds something else. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function requireBytes(bytes: BlobRead, address: string): Uint8Array {
  if (typeof bytes !== "string") return bytes;
  throw new KooplineError({
    code: bytes === "missing" ? "store.missing" : "store.corrupt",
    where: `artifact ${address}`,
    expected: "every byte of it in the store",
    found: bytes === "missing" ? "a part that is not there" : "a damaged part, now set aside",
    hint: "Run the pipeline that makes it: the cell runs again and brings it back.",
  });
}
