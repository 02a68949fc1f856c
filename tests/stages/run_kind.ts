/** Runs a stage kind by its contract, in this process, and checks what it returns. */

import type { z } from "zod";
import { checkArtifact } from "../../engine/store/artifact_check.ts";
import { openTableStream } from "../../engine/worker/table_stream.ts";
import { decodeChunks } from "../../engine/store/table_decode.ts";
import type { EncodedChunk } from "../../engine/worker/job.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { ArtifactType, ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Labels } from "../../schemas/json.ts";
import type {
  ArtifactOutput,
  Clock,
  Item,
  Ports,
  PortValue,
  RunContext,
  StageKind,
  TableWriter,
} from "../../stages/define.ts";

/** What a run gave. */
export interface KindResult<M extends ArtifactType> {
  readonly artifact: ArtifactValue<M>;
  readonly log: readonly string[];
}

/** What a run is given beside its parameters and ports. */
export type Given = Partial<
  Pick<RunContext<unknown, Ports>, "files" | "results" | "missing" | "pipeline">
>;

/**
 * Runs a kind.
 *
 * @param given parameters as a pipeline writes them.
 * @param needs the artifacts at each port.
 */
export async function runKind<P extends z.ZodType, N extends Ports, M extends ArtifactType>(
  kind: StageKind<P, N, M, "network">,
  given: unknown,
  needs: { readonly [K in keyof N]: PortValue<N[K]> },
  rest: Given = {},
): Promise<KindResult<M>> {
  const { context, settle } = makeContext(kind, given, needs);
  const output = await kind.run({ ...context, ...rest, clock: undefined });
  return await settle(output);
}

/** Runs a kind that reads the clock, with a clock of the test's. */
export async function runTimedKind<P extends z.ZodType, N extends Ports, M extends ArtifactType>(
  kind: StageKind<P, N, M, "clock">,
  given: unknown,
  needs: { readonly [K in keyof N]: PortValue<N[K]> },
  clock: Clock,
): Promise<KindResult<M>> {
  const { context, settle } = makeContext(kind, given, needs);
  return await settle(await kind.run({ ...context, clock }));
}

/** Makes what a kind's `run` sees, but for the clock. */
function makeContext<P extends z.ZodType, N extends Ports, M extends ArtifactType>(
  kind: Pick<StageKind<P, N, M>, "params" | "makes">,
  given: unknown,
  needs: { readonly [K in keyof N]: PortValue<N[K]> },
) {
  const params = kind.params.parse(given);
  const type = typeof kind.makes === "function" ? kind.makes(params) : kind.makes;
  const log: string[] = [];
  const { stream, settle } = openStreams(type);
  const context = {
    params,
    needs,
    missing: {},
    files: {},
    results: {},
    pipeline: undefined,
    random: seedRandom(readSeed(params)),
    progress: () => {},
    log: (line: string) => log.push(line),
    stream,
  };
  return {
    context,
    settle: async (output: ArtifactOutput<M>) => ({ artifact: await settle(output), log }),
  };
}

/** Tables that a stage streams, gathered in memory. */
export interface Streams<M extends ArtifactType> {
  /** What the context's `stream` is. */
  stream<K extends keyof M["tables"] & string>(table: K): TableWriter<M["tables"][K]>;
  /** Puts columns in the place of writers and checks the artifact. */
  settle(output: ArtifactOutput<M>): Promise<ArtifactValue<M>>;
}

/** Opens the streams of one run. */
export function openStreams<M extends ArtifactType>(type: M): Streams<M> {
  const tables = new Map<string, ReturnType<typeof openTableStream>>();
  const sent = new Map<string, EncodedChunk[]>();
  const send = (table: string, chunk: EncodedChunk) => {
    sent.set(table, [...sent.get(table) ?? [], chunk]);
    return Promise.resolve();
  };
  return {
    stream(table) {
      const declared = type.tables[table];
      if (declared === undefined || tables.has(table)) throw new Error(`no stream of ${table}`);
      const opened = openTableStream(table, declared, { cell: "test", send });
      tables.set(table, opened);
      return opened.writer;
    },
    async settle(output) {
      const columns: Record<string, unknown> = { ...output.tables };
      for (const [name, { finish }] of tables) {
        const { rows, rest } = await finish();
        const chunks = [...sent.get(name) ?? [], ...rest === undefined ? [] : [rest]];
        columns[name] = decodeChunks({ rows, chunks }).columns;
      }
      const value: unknown = { ...output, tables: columns };
      if (!isArtifact(type, value)) throw new Error("checkArtifact() let it pass");
      return value;
    },
  };
}

function isArtifact<M extends ArtifactType>(type: M, value: unknown): value is ArtifactValue<M> {
  type.meta.parse(checkArtifact(type, value, { code: "stage.output" }).meta);
  return true;
}

function readSeed(params: unknown): string {
  const seed = typeof params === "object" && params !== null && "seed" in params ? params.seed : 0;
  return String(seed);
}

/** Makes an artifact an item of a port. */
export function makeItem<T extends ArtifactType>(
  artifact: ArtifactValue<T>,
  labels: Labels = {},
): Item<T> {
  return { ...artifact, labels, stage: "producer", address: "0".repeat(64) };
}
