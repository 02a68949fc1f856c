/** `trace FILE`: from a published figure or report back to the cells that made it. */

import { KooplineError } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import { readStamp, type Stamp } from "../run/stamp.ts";
import { hashBytes } from "../store/hash.ts";
import { readPlainFile, TEXT_LIMIT } from "../store/plain_file.ts";
import type { CellRecord } from "../store/record.ts";
import { openStore, type Store } from "../store/store.ts";
import { assertStore, describeFileError, showPath } from "./paths.ts";
import { choosePaint, writeErr, writeJson, writeOut } from "./terminal.ts";
import { indexRecords, type RecordIndex } from "./trace_records.ts";
import { renderTrace } from "./trace_text.ts";

/** The options of `trace`. */
export interface TraceOptions {
  readonly store: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** An input of a record. */
export interface TracedInput {
  readonly port: string;
  readonly labels: Labels;
  /** Name of the stage it came from, for kinds that see it. */
  readonly stage: string | undefined;
  readonly artifact: string;
  /** Key of the record that made the artifact; undefined when it is not in the store any more. */
  readonly key: string | undefined;
}

/** A record and what it was made from. */
export interface TracedRecord {
  readonly record: CellRecord;
  readonly inputs: readonly TracedInput[];
  /** Inputs that failed and that it was made without. */
  readonly missing: readonly Pick<TracedInput, "port" | "labels" | "stage">[];
  /** Keys of other records that made the same artifact. */
  readonly others: readonly string[];
}

/** The records behind an artifact by key, each once, the artifact's own first. */
export type Trace = ReadonlyMap<string, TracedRecord>;

/** Traces a figure file, an artifact's address or a key. Returns the exit code. */
export function traceCommand(target: string, options: TraceOptions): number {
  assertStore(options.store, { exists: true });
  const store = openStore(options.store, { onDamage: (message) => writeErr(`${message}\n`) });
  const file = isAddress(target) ? undefined : readTarget(target);
  const stamp = file === undefined ? undefined : readStamp(new TextDecoder().decode(file));
  const records = indexRecords(store, stamp?.pipeline);
  const start = findStart(target, { stamp, file }, records, store);
  const trace = followRecords(start, records.byArtifact);
  if (options.json) writeJson(describeTrace(trace, stamp));
  else {
    const lines = renderTrace(trace, stamp, choosePaint("stdout"), { all: options.all ?? false });
    writeOut(`${lines.join("\n")}\n`);
  }
  return 0;
}

function isAddress(target: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(target);
}

function readTarget(target: string): Uint8Array {
  const refuse = (found: string, _hint?: string, cause?: unknown) =>
    new KooplineError({
      code: "command.usage",
      where: target,
      expected: "a published figure or report, or a key or an address, at least its first 8 digits",
      found,
    }, { cause });
  if (target.includes("\0")) throw refuse("a path with a NUL character");
  try {
    return readPlainFile(target, refuse, TEXT_LIMIT);
  } catch (error) {
    if (error instanceof KooplineError || !(error instanceof Error)) throw error;
    throw refuse(describeFileError(error), undefined, error);
  }
}

function findStart(
  target: string,
  { stamp, file }: { readonly stamp: Stamp | undefined; readonly file: Uint8Array | undefined },
  { byKey, byArtifact }: RecordIndex,
  store: Store,
): CellRecord {
  const found = stamp !== undefined
    ? byKey.get(stamp.key) ?? byArtifact.get(stamp.artifact)?.[0]
    : file !== undefined
    ? findByContent(file, byArtifact, store)
    : findByStart(target, byKey) ?? findByStart(target, byArtifact)?.[0];
  if (found !== undefined) return found;
  throw new KooplineError({
    code: "store.missing",
    where: file === undefined ? target : showPath(target),
    expected: `a record of what made it in the store ${showPath(store.root)}`,
    found: stamp === undefined ? "none" : `none of its key ${stamp.key.slice(0, 12)}`,
    hint: stamp === undefined
      ? "--store names another store."
      : `It is ${stamp.cell} of pipeline ${stamp.pipeline}: name its store with --store, or run it again.`,
  });
}

/** Keys and addresses are shown shortened, so their first digits are enough. */
function findByStart<T>(start: string, records: ReadonlyMap<string, T>): T | undefined {
  const whole = records.get(start);
  if (whole !== undefined) return whole;
  for (const [hash, record] of records) if (hash.startsWith(start)) return record;
  return undefined;
}

/** A file without a stamp (a PNG, or a figure taken out of the store) is found by its content. */
function findByContent(
  file: Uint8Array,
  byArtifact: RecordIndex["byArtifact"],
  store: Store,
): CellRecord | undefined {
  const hash = hashBytes(file);
  for (const [address, [record]] of byArtifact) {
    if (!store.hasArtifact(address)) continue;
    const { files } = store.readManifest(address);
    if (Object.values(files).some(({ sha256 }) => sha256 === hash)) return record;
  }
  return undefined;
}

/** Walks from a record to all records that its result was made from. */
function followRecords(
  start: CellRecord,
  byArtifact: RecordIndex["byArtifact"],
): Trace {
  const trace = new Map<string, TracedRecord>();
  const waiting = [start];
  for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
    if (trace.has(record.key)) continue;
    const inputs = Object.entries(record.preimage.inputs).flatMap(([port, items]) =>
      items.map(({ labels, artifact, stage }): TracedInput => {
        const [producer] = byArtifact.get(artifact) ?? [];
        if (producer !== undefined) waiting.push(producer);
        return { port, labels, stage, artifact, key: producer?.key };
      })
    );
    trace.set(record.key, {
      record,
      inputs,
      missing: listMissing(record),
      others: listOthers(record, byArtifact),
    });
  }
  return trace;
}

function listMissing({ preimage }: CellRecord): TracedRecord["missing"] {
  return Object.entries(preimage.missing ?? {}).flatMap(([port, items]) =>
    items.map(({ labels, stage }) => ({ port, labels, stage }))
  );
}

function listOthers(
  { key, outcome }: CellRecord,
  byArtifact: RecordIndex["byArtifact"],
): readonly string[] {
  const same = outcome.kind === "done" ? byArtifact.get(outcome.artifact) ?? [] : [];
  return same.flatMap((record) => record.key === key ? [] : [record.key]);
}

function describeTrace(trace: Trace, stamp: Stamp | undefined) {
  return {
    ...(stamp === undefined ? {} : { pipeline: stamp.pipeline, cell: stamp.cell }),
    records: [...trace.values()].map((
      { record: { key, preimage, outcome, measurement }, inputs, missing, others },
    ) => ({
      kind: preimage.kind,
      key,
      artifact: outcome.kind === "done" ? outcome.artifact : null,
      measured: outcome.kind === "done" && outcome.measured,
      ...(measurement === undefined ? {} : { measurement }),
      code: preimage.code,
      params: preimage.params,
      files: preimage.files ?? {},
      queries: preimage.queries ?? {},
      inputs,
      missing,
      others,
    })),
  };
}
