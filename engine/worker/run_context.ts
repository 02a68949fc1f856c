/** What a stage's `run` sees, made of the bytes of a job. */

import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactType } from "../../schemas/artifact_type.ts";
import { type RandomSource, seedRandom } from "../../numerics/random.ts";
import type {
  Clock,
  Effect,
  Item,
  Port,
  Ports,
  Reference,
  RunContext,
  StageKind,
  TableWriter,
} from "../../stages/define.ts";
import { decodeTable } from "../store/arrow_table.ts";
import type { Job, JobInput } from "./job.ts";
import { openItem } from "./lazy_item.ts";
import { openCopies } from "./own_copies.ts";
import { ownBytes } from "./share.ts";

/** Finer steps than this are not worth a message. */
const PROGRESS_STEP = 0.01;

const copies = openCopies();

/** Ends a cell: its inputs are gone from here on. */
export function closeContext(): void {
  copies.end();
}

/** The context of a kind whose parameters, ports and effects are not known to the compiler. */
export type AnyRunContext = RunContext<unknown, Ports, ArtifactType, Effect>;

/** Where a context's messages go. */
export interface Outlets {
  readonly log: (line: string) => void;
  readonly progress: (fraction: number) => void;
  readonly stream: (table: string) => TableWriter;
  /** The time, for a job that may read it. */
  readonly clock: Clock | undefined;
}

/**
 * Builds the context of a job.
 *
 * @param params the job's parameters, checked.
 * @throws {KooplineError} `store.format` or `store.corrupt` on an input that is not what its port takes.
 */
export function buildContext(
  kind: StageKind,
  params: unknown,
  job: Job,
  outlets: Outlets,
): AnyRunContext {
  copies.begin();
  const needs = Object.entries(job.inputs).map(([name, items]) =>
    [name, readPort(kind, name, items)] as const
  );
  const files = Object.entries(job.files).map(([path, bytes]) =>
    [path, { path, bytes: ownBytes(bytes) }] as const
  );
  const results = Object.entries(job.results).map(([name, bytes]) =>
    [name, decodeTable(ownBytes(bytes))] as const
  );
  return {
    params,
    needs: { ...listAbsent(kind), ...Object.fromEntries(needs) },
    missing: job.missing ?? {},
    files: Object.fromEntries(files),
    results: Object.fromEntries(results),
    pipeline: job.pipeline,
    random: seedParams(params),
    progress: throttleProgress(outlets.progress),
    log: (line) => outlets.log(String(line)),
    stream: (table) => outlets.stream(String(table)),
    clock: outlets.clock,
  };
}

function seedParams(params: unknown): RandomSource {
  const seed = typeof params === "object" && params !== null && "seed" in params
    ? params.seed
    : undefined;
  return seedRandom(String(seed ?? 0));
}

/** Gives the empty lists of optional ports, which the job's inputs then replace. */
function listAbsent(kind: StageKind): Readonly<Record<string, readonly Item[]>> {
  const lists = Object.entries(kind.needs).filter(([, port]) =>
    port.arity === "many" && port.optional === true
  );
  return Object.fromEntries(lists.map(([name]) => [name, []]));
}

function readPort(
  kind: StageKind,
  name: string,
  items: readonly JobInput[],
): Item | readonly Item[] | readonly Reference[] {
  const port: Port | undefined = kind.needs[name];
  if (port === undefined || port.arity === "any") {
    return items.map(({ stage, labels, address, type, meta }) => ({
      stage,
      labels,
      address,
      type,
      meta,
    }));
  }
  // The name is in the key only of kinds that show the pipeline; to others it must not exist.
  const nameStage = (item: JobInput) => kind.shows === undefined ? { ...item, stage: "" } : item;
  const decoded = items.map((item) => decodeItem(port.type, nameStage(item), name));
  if (port.arity === "many") return decoded;
  const [item] = decoded;
  if (item === undefined || decoded.length > 1) {
    throw new KooplineError({
      code: "pipeline.ports",
      expected: `one artifact at the port \`${name}\``,
      found: String(decoded.length),
    });
  }
  return item;
}

function decodeItem(type: ArtifactType, input: JobInput, port: string): Item {
  const { stage, labels, address, encoded } = input;
  if (encoded === undefined) throw new Error(`no content for the port ${port}`);
  const take = (part: string, bytes: Uint8Array) => copies.take(`${address} ${part}`, bytes);
  return { ...openItem(type, encoded, take), stage, labels, address };
}

/** The clock stands still in a worker, so progress is thinned out by its own size. */
function throttleProgress(post: (fraction: number) => void): (fraction: number) => void {
  let shown = 0;
  return (fraction) => {
    const bounded = Math.min(1, Math.max(0, fraction));
    // Also for what is no number.
    if (!(bounded - shown >= PROGRESS_STEP)) return;
    shown = bounded;
    post(bounded);
  };
}
