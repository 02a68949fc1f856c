/** Verifying a store without a pipeline: every byte of every blob, every record and all that it names. */

import { join } from "node:path";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { listBlobs, readManifest } from "./artifacts.ts";
import { encodeCanonicalJson } from "./canonical_json.ts";
import type { FileDamage } from "./disk.ts";
import { measureFile, readFile, readSizedFile } from "./file.ts";
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
 * Verifies a store. What is damaged is set aside as in any reading: a run that has no use for its bytes would
 * otherwise go on taking it for whole.
 *
 * A record that is deleted leaves no trace here; histories tell which ones should be there.
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
  const damage = findDamage(locateObject(store.root, sha256), sha256, findings);
  if (damage === undefined) {
    findings.whole.add(sha256);
    return;
  }
  findings.damaged.add(sha256);
  setAside(store, locateObject(store.root, sha256), { ...damage, hint: AGAIN }, findings);
}

function verifyDownload(store: Store, sha256: string, findings: Findings): void {
  const path = locateDownload(store.root, sha256);
  const damage = findDamage(path, sha256, findings);
  const hint = "The run that needs the file fetches it again.";
  if (damage !== undefined) setAside(store, path, { ...damage, hint }, findings);
}

/** Reads a file that is named by its hash; undefined when it is whole. */
function findDamage(path: string, sha256: string, findings: Findings): FileDamage | undefined {
  const expected = `bytes with hash ${sha256}`;
  const size = measureFile(path);
  if (Number.isNaN(size)) return { expected, found: "something that is no file" };
  const content = readSizedFile(path, size ?? 0) ?? new Uint8Array();
  findings.bytes += content.length;
  const found = hashBytes(content);
  return found === sha256 ? undefined : { expected, found: `bytes with hash ${found}` };
}

/** Reports a damaged file, which is moved away where that is possible. */
function setAside(
  { disk }: Store,
  path: string,
  { expected, found, hint }: FileDamage & { readonly hint: string },
  { problems }: Findings,
): void {
  const moved = disk.setAside(path, { expected, found });
  const place = moved ? `It was moved to ${join(disk.root, FOLDERS.corrupt)}.` : "It stays there.";
  problems.push({
    code: "store.corrupt",
    where: path,
    expected,
    found,
    hint: `${place} ${hint}`,
  });
}

function verifyRecord(store: Store, name: RecordName, findings: Findings): void {
  const record = readChecked(store, name, findings);
  if (record === undefined) return;
  const key = hashBytes(encodeCanonicalJson(record.preimage));
  if (key !== name.key) {
    const damage = { expected: `a preimage with hash ${name.key}`, found: `hash ${key}` };
    setAside(store, name.path, { ...damage, hint: AGAIN }, findings);
    return;
  }
  requireObject(store, record.preimage.code, "the module graph", name, findings);
  if (record.outcome.kind === "done") {
    verifyArtifact(store, record.outcome.artifact, name, findings);
  }
}

function readChecked(
  store: Store,
  name: RecordName,
  findings: Findings,
): CellRecord | undefined {
  const bytes = readFile(name.path);
  if (bytes === undefined) return undefined;
  try {
    const record = checkRecord(bytes, name);
    if (typeof record !== "string") return record;
    const expected = `the record of key ${name.key}`;
    setAside(store, name.path, { expected, found: record, hint: AGAIN }, findings);
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
    const hint = "It only told what a run did.";
    const damage = { expected: "what a run did", found: unsealed.found };
    setAside(store, path, { ...damage, hint }, findings);
  }
  return names.length;
}
