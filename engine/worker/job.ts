/** What travels between the engine and its workers. Everything is plain data and bytes. */

import type { Problem } from "../../schemas/error.ts";
import type { JsonValue, Labels } from "../../schemas/json.ts";
import type { BlobEntry } from "../store/record.ts";
import type { PipelineGraph } from "../../stages/define.ts";

/** Rows of a table as an Arrow IPC file. */
export interface EncodedChunk {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Rows of a table that have been stored, or hashed, while their stage still ran. */
export interface StoredChunk {
  readonly rows: number;
  readonly stored: BlobEntry;
}

/** A table: one chunk or more, one after another, where `table_chunks.ts` cuts them. */
export interface EncodedTable<C = EncodedChunk> {
  readonly rows: number;
  readonly chunks: readonly C[];
}

/** An artifact as bytes: Arrow IPC files for tables, raw bytes for files. */
export interface EncodedArtifact<C = EncodedChunk> {
  readonly type: string;
  readonly version: number;
  readonly tables: Readonly<Record<string, EncodedTable<C>>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly meta: JsonValue;
}

/** An artifact as a worker gave it: of large tables, chunks may have gone ahead. */
export type ProducedArtifact = EncodedArtifact<EncodedChunk | StoredChunk>;

/** An artifact that arrives at a port of a job. `encoded` is absent on `any` ports. */
export interface JobInput {
  readonly labels: Labels;
  readonly address: string;
  /** Name of the producing stage; only `any` ports see it. */
  readonly stage: string;
  readonly type: string;
  readonly meta: JsonValue;
  readonly encoded?: EncodedArtifact;
  /** Whether nobody else takes these bytes: they then move to the worker, and the job can run once only. */
  readonly moves?: boolean;
}

/** What reading an input gives. */
export type ReadContent = Required<Pick<JobInput, "encoded" | "moves">>;

/** One cell to execute. */
export interface Job {
  /** What the pipeline writes after `uses:`; names the kind among the worker's modules. */
  readonly uses: string;
  /** The cell's name, for messages. */
  readonly cell: string;
  readonly params: JsonValue;
  readonly inputs: Readonly<Record<string, readonly JobInput[]>>;
  /** Labels of inputs that failed, by port; only where there are any. */
  readonly missing?: Readonly<Record<string, readonly Labels[]>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Arrow IPC files of query results by name. */
  readonly results: Readonly<Record<string, Uint8Array>>;
  readonly pipeline?: PipelineGraph;
  /** Whether the stage may read the time; its result is then marked measured. */
  readonly clock?: true;
}

/** The end of a job. */
export type JobResult =
  & { readonly log: readonly string[]; readonly milliseconds: number }
  & (
    | { readonly ok: true; readonly artifact: ProducedArtifact }
    | { readonly ok: false; readonly problem: Problem }
  );
