/** Verifying a store without a pipeline: every byte of every blob, every record and all that it names. */

import { join } from "node:path";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { listBlobs, readManifest } from "./artifacts.ts";
import { encodeCanonicalJson } from "./canonical_json.ts";
import { readFile, readSizedFile } from "./file.ts";
import { hashBytes, isHash } from "./hash.ts";
import { FOLDERS, locateDownload, locateObject } from "./layout.ts";
import { listFolder, listObjects, statFile } from "./listing.ts";
import type { CellRecord } from "./record.ts";
import { checkRecord, listRecordNames, type RecordName } from "./records.ts";
import { unsealJson } from "./sealed_json.ts";
import type { Store } from "./store.ts";

/** What was verified, and everything wrong with it. */
export interface StoreReport {
  readonly objects: number;
  readonly records: number;
  readonly runs: number;
  /** Bytes of blobs read and hashed. */
  readonly bytes: number;
  /** `store.corrupt`, `store.missing` and `store.format`, each with the file's path. */
  readonly problems: readonly Problem[];
}

interface Findings {
  readonly problems: Problem[];
  /** Hashes of blobs that are whole, and of those that are damaged. */
  readonly whole: Set<string>;
  readonly damaged: Set<string>;
  readonly addresses: Set<string>;
  bytes: number;
}

/**
 * Verifies a store. Nothing is changed: a run sets damaged files aside when it meets them.
 *
 * A record that is deleted leaves no trace and is not found; its cell runs again.
 */
export function verifyStore(store: Store): StoreReport {
  const findings: Findings = {
    problems: [],
    whole: new Set(),
    damaged: new Set(),
    addresses: new Set(),
    bytes: 0,
  };
  for (const sha256 of listObjects(store.root)) verifyObject(store, sha256, findings);
  for (const name of listFolder(join(store.root, FOLDERS.downloads))) {
    if (isHash(name)) verifyDownload(store, name, findings);
  }
  let records = 0;
  for (const name of listRecordNames(store.root)) {
    records += 1;
    verifyRecord(store, name, findings);
  }
  return {
    objects: findings.whole.size + findings.damaged.size,
    records,
    runs: verifyRuns(store, findings),
    bytes: findings.bytes,
    problems: findings.problems,
  };
}

const AGAIN = "Run the pipeline that makes it: the cell runs again and brings it back.";

function verifyObject(store: Store, sha256: string, findings: Findings): void {
  const path = locateObject(store.root, sha256);
  const content = readSizedFile(path, statFile(path)?.bytes ?? 0) ?? new Uint8Array();
  findings.bytes += content.length;
  const found = hashBytes(content);
  if (found === sha256) {
    findings.whole.add(sha256);
    return;
  }
  findings.damaged.add(sha256);
  findings.problems.push({
    code: "store.corrupt",
    where: path,
    expected: `bytes with hash ${sha256}`,
    found: `bytes with hash ${found}`,
    hint: AGAIN,
  });
}

function verifyDownload(store: Store, sha256: string, findings: Findings): void {
  const path = locateDownload(store.root, sha256);
  const content = readSizedFile(path, statFile(path)?.bytes ?? 0) ?? new Uint8Array();
  findings.bytes += content.length;
  const found = hashBytes(content);
  if (found === sha256) return;
  findings.problems.push({
    code: "store.corrupt",
    where: path,
    expected: `bytes with hash ${sha256}`,
    found: `bytes with hash ${found}`,
    hint: "The run that needs the file fetches it again.",
  });
}

function verifyRecord(store: Store, name: RecordName, findings: Findings): void {
  const record = readChecked(name, findings);
  if (record === undefined) return;
  const key = hashBytes(encodeCanonicalJson(record.preimage));
  if (key !== name.key) {
    findings.problems.push({
      code: "store.corrupt",
      where: name.path,
      expected: `a preimage with hash ${name.key}`,
      found: `hash ${key}`,
      hint: AGAIN,
    });
  }
  requireObject(store, record.preimage.code, "the module graph", name, findings);
  if (record.outcome.kind === "done") {
    verifyArtifact(store, record.outcome.artifact, name, findings);
  }
}

function readChecked(name: RecordName, findings: Findings): CellRecord | undefined {
  const bytes = readFile(name.path);
  if (bytes === undefined) return undefined;
  try {
    const record = checkRecord(bytes, name);
    if (typeof record !== "string") return record;
    const expected = `the record of key ${name.key}`;
    findings.problems.push({
      code: "store.corrupt",
      where: name.path,
      expected,
      found: record,
      hint: AGAIN,
    });
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    findings.problems.push(...error.problems);
  }
}

function verifyArtifact(
  store: Store,
  address: string,
  name: RecordName,
  findings: Findings,
): void {
  if (!requireObject(store, address, "the artifact", name, findings)) return;
  if (findings.addresses.has(address)) return;
  findings.addresses.add(address);
  try {
    for (const { sha256 } of listBlobs(readManifest(store.blobs, address))) {
      requireObject(store, sha256, `a blob of artifact ${address}`, name, findings);
    }
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    findings.problems.push(...error.problems);
  }
}

/** Tells whether a blob is whole; reports it when it is missing, since damage has been reported. */
function requireObject(
  store: Store,
  sha256: string,
  what: string,
  { path }: RecordName,
  findings: Findings,
): boolean {
  if (findings.whole.has(sha256)) return true;
  if (findings.damaged.has(sha256)) return false;
  if (isHash(sha256) && statFile(locateObject(store.root, sha256)) !== undefined) {
    // A run has written it since the objects were listed.
    verifyObject(store, sha256, findings);
    return findings.whole.has(sha256);
  }
  findings.problems.push({
    code: "store.missing",
    where: path,
    expected: `${what} that this record names`,
    found: `no object ${sha256}`,
    hint: AGAIN,
  });
  return false;
}

function verifyRuns(store: Store, findings: Findings): number {
  const folder = join(store.root, FOLDERS.runs);
  const names = listFolder(folder).filter((name) => name.endsWith(".json"));
  for (const name of names) {
    const path = join(folder, name);
    const unsealed = unsealJson(readFile(path) ?? new Uint8Array());
    if (unsealed.ok) continue;
    const { found } = unsealed;
    const hint = "Delete it: it only tells what a run did.";
    findings.problems.push({
      code: "store.corrupt",
      where: path,
      expected: "what a run did",
      found,
      hint,
    });
  }
  return names.length;
}
