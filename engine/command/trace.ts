/** `trace FILE`: from a published figure back to the cells that made it. */

import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { hashBytes } from "../store/hash.ts";
import type { CellRecord } from "../store/record.ts";
import { openStore, type Store } from "../store/store.ts";
import { formatLabels } from "../plan/preimage.ts";
import { readStamp, type Stamp } from "../run/stamp.ts";
import { choosePaint, cleanText, type Paint, writeOut } from "./terminal.ts";

/** The options of `trace`. */
export interface TraceOptions {
  readonly store: string;
  readonly json?: boolean;
}

/** A record and what it was made from. */
interface Trace {
  readonly record: CellRecord;
  readonly inputs: readonly {
    readonly port: string;
    readonly labels: string;
    readonly trace: Trace | string;
  }[];
}

/** Traces a figure file, an artifact's address or a key. Returns the exit code. */
export function traceCommand(target: string, options: TraceOptions): number {
  const store = openStore(options.store, {});
  const stamp = findStamp(target);
  const byKey = new Map<string, CellRecord>();
  const byArtifact = new Map<string, CellRecord>();
  for (const record of store.listRecords()) {
    byKey.set(record.key, record);
    if (record.outcome.kind === "done") byArtifact.set(record.outcome.artifact, record);
  }
  const start = findStart(target, stamp, byKey, byArtifact, store);
  const trace = followRecord(start, byArtifact, new Map());
  if (options.json) writeOut(`${JSON.stringify(trace)}\n`);
  else writeOut(`${cleanText(renderTrace(trace, stamp, choosePaint("stdout")).join("\n"))}\n`);
  return 0;
}

function findStamp(target: string): Stamp | undefined {
  if (/^[0-9a-f]{64}$/.test(target)) return undefined;
  try {
    return readStamp(Deno.readTextFileSync(target));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new KooplineError({
      code: "command.usage",
      where: target,
      expected: "a published figure, a key or an artifact's address (64 hexadecimal digits)",
      found: "no such file",
    });
  }
}

function findStart(
  target: string,
  stamp: Stamp | undefined,
  byKey: ReadonlyMap<string, CellRecord>,
  byArtifact: ReadonlyMap<string, CellRecord>,
  store: Store,
): CellRecord {
  if (stamp !== undefined) {
    const record = byKey.get(stamp.key) ?? byArtifact.get(stamp.artifact);
    if (record !== undefined) return record;
  }
  const named = byKey.get(target) ?? byArtifact.get(target);
  if (named !== undefined) return named;
  const record = stamp === undefined ? findByContent(target, byArtifact, store) : undefined;
  if (record !== undefined) return record;
  throw new KooplineError({
    code: "store.missing",
    where: target,
    expected: `a record in ${store.root} of what made it`,
    found: stamp === undefined ? "none" : `none of key ${stamp.key.slice(0, 12)}`,
    hint: "Name the store that the figure came from with --store, or run its pipeline again.",
  });
}

/** A file without a stamp (a PNG, or a figure taken out of the store) is found by its content. */
function findByContent(
  target: string,
  byArtifact: ReadonlyMap<string, CellRecord>,
  store: Store,
): CellRecord | undefined {
  if (/^[0-9a-f]{64}$/.test(target)) return undefined;
  const hash = hashBytes(Deno.readFileSync(target));
  for (const [address, record] of byArtifact) {
    if (!store.hasArtifact(address)) continue;
    const { files } = store.readManifest(address);
    if (Object.values(files).some(({ sha256 }) => sha256 === hash)) return record;
  }
  return undefined;
}

function followRecord(
  record: CellRecord,
  byArtifact: ReadonlyMap<string, CellRecord>,
  known: Map<string, Trace>,
): Trace {
  const held = known.get(record.key);
  if (held !== undefined) return held;
  const inputs = Object.entries(record.preimage.inputs).flatMap(([port, items]) =>
    items.map(({ labels, artifact, stage }) => {
      const producer = byArtifact.get(artifact);
      const name = [stage ?? "", formatLabels(labels)].filter((part) => part !== "").join(" ");
      const trace = producer === undefined ? artifact : followRecord(producer, byArtifact, known);
      return { port, labels: name, trace };
    })
  );
  const trace = { record, inputs };
  known.set(record.key, trace);
  return trace;
}

function renderTrace(trace: Trace, stamp: Stamp | undefined, paint: Paint): readonly string[] {
  const lines = stamp === undefined
    ? []
    : [`${paint("bold", stamp.cell)} of pipeline ${stamp.pipeline}`];
  return [...lines, ...renderNode(trace, "", new Set(), paint)];
}

function renderNode(
  { record, inputs }: Trace,
  indent: string,
  shown: Set<string>,
  paint: Paint,
): readonly string[] {
  const { preimage, key, outcome } = record;
  const artifact = outcome.kind === "done" ? outcome.artifact.slice(0, 12) : "failed";
  const head = `${indent}${paint("bold", preimage.kind)}  key ${
    key.slice(0, 12)
  }  artifact ${artifact}`;
  if (shown.has(key)) return [`${head}  ${paint("dim", "(above)")}`];
  shown.add(key);
  const details: readonly (readonly [string, JsonValue])[] = [
    ["params", preimage.params],
    ...Object.entries(preimage.queries ?? {}).map(([name, sql]) => [`query ${name}`, sql] as const),
    ...Object.entries(preimage.files ?? {}).map(([path, hash]) => [`file ${path}`, hash] as const),
  ];
  const lines = details.map(([name, value]) =>
    `${indent}  ${paint("dim", name)} ${typeof value === "string" ? value : JSON.stringify(value)}`
  );
  const below = inputs.flatMap(({ port, labels, trace }) => {
    const line = `${indent}  ${port}${labels === "" ? "" : ` [${labels}]`}`;
    return typeof trace === "string"
      ? [`${line} artifact ${trace.slice(0, 12)}, whose record is gone`]
      : [line, ...renderNode(trace, `${indent}    `, shown, paint)];
  });
  return [head, ...lines, ...below];
}
