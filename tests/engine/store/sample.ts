/** A store in a temporary folder, and artifacts and records to put into it. */

import { encodeCanonicalJson } from "../../../engine/store/canonical_json.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import type {
  CellRecord,
  CodeManifest,
  Manifest,
  Preimage,
  TableBlob,
} from "../../../engine/store/record.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import type { EncodedArtifact } from "../../../engine/worker/job.ts";
import { type ErrorCode, KooplineError } from "../../../schemas/error.ts";
import type { JsonValue } from "../../../schemas/json.ts";

/** Runs a test on a new store, which is removed afterwards. `damages` gathers what the store reports. */
export async function withStore(
  test: (store: Store, damages: string[]) => void | Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "koopline_store_" });
  const damages: string[] = [];
  try {
    await test(openStore(root, { onDamage: (message) => damages.push(message) }), damages);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

/** An artifact of one table and one file; different seeds give different bytes. */
export function makeArtifact(seed: number, bytes = 40): EncodedArtifact {
  const table = Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + seed * 13) % 256);
  const file = new TextEncoder().encode(`<svg>${seed}</svg>`);
  return {
    type: "sample",
    version: 1,
    tables: { values: { rows: 5, chunks: [{ rows: 5, bytes: table }] } },
    files: { svg: file },
    meta: { seed, title: `sample ${seed}` },
  };
}

/** The bytes of a table of one chunk. */
export function readChunk({ tables }: EncodedArtifact, name: string): Uint8Array {
  const [chunk, ...others] = tables[name]?.chunks ?? [];
  if (chunk === undefined || others.length > 0) throw new Error(`${name} has not one chunk`);
  return chunk.bytes;
}

/** The blob of a table of one chunk. */
export function readBlob({ tables }: Manifest, name: string): TableBlob {
  const entry = tables[name];
  if (entry === undefined || "chunks" in entry) throw new Error(`${name} has not one blob`);
  return entry;
}

/** A module graph, whose hash is `Preimage.code` of {@link makeRecord}. */
export const CODE: CodeManifest = { modules: { "stage.ts": "ab".repeat(32) }, packages: {} };
export const CODE_HASH = hashBytes(encodeCanonicalJson(CODE));

/** A record whose key is the hash of its preimage. */
export function makeRecord(params: JsonValue, artifact: string): CellRecord {
  const preimage: Preimage = { format: 1, kind: "sample", code: CODE_HASH, params, inputs: {} };
  return {
    format: 1,
    key: hashBytes(encodeCanonicalJson(preimage)),
    preimage,
    outcome: { kind: "done", artifact, measured: false },
    log: ["began", "ended"],
    cost: { milliseconds: 12.5 },
    attestations: [],
  };
}

/** Stores an artifact, its record and its code. */
export async function storeSample(store: Store, seed: number, bytes?: number) {
  const { address, manifest } = await store.writeArtifact(makeArtifact(seed, bytes));
  const record = makeRecord({ seed }, address);
  store.writeCode(CODE_HASH, CODE);
  await store.writeRecord(record);
  return { address, manifest, record };
}

/** The code of the KooplineError that an action throws; "none" when it throws nothing. */
export function codeOf(action: () => unknown): ErrorCode | "none" {
  try {
    action();
  } catch (error) {
    if (error instanceof KooplineError) return error.code;
    throw error;
  }
  return "none";
}

/** The KooplineError that a promise ends with. */
export async function rejection(promise: Promise<unknown>): Promise<KooplineError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
