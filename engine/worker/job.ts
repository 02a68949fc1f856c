/** What travels between the engine and its workers. Everything is plain data and bytes. */

import type { Problem } from "../../schemas/error.ts";
import type { JsonValue, Labels } from "../../schemas/json.ts";
import type { PipelineGraph } from "../../stages/define.ts";

/** An artifact as bytes: Arrow IPC files for tables, raw bytes for files. */
export interface EncodedArtifact {
  readonly type: string;
  readonly version: number;
  readonly tables: Readonly<Record<string, { readonly bytes: Uint8Array; readonly rows: number }>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly meta: JsonValue;
}

/** An artifact that arrives at a port of a job. `encoded` is absent on `any` ports. */
export interface JobInput {
  readonly labels: Labels;
  readonly address: string;
  /** Name of the producing stage; only `any` ports see it. */
  readonly stage: string;
  readonly type: string;
  readonly meta: JsonValue;
  readonly encoded?: EncodedArtifact;
}

/** One cell to execute. */
export interface Job {
  /** What the pipeline writes after `uses:`; names the kind among the worker's modules. */
  readonly uses: string;
  /** The cell's name, for messages. */
  readonly cell: string;
  readonly params: JsonValue;
  readonly inputs: Readonly<Record<string, readonly JobInput[]>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Arrow IPC files of query results by name. */
  readonly results: Readonly<Record<string, Uint8Array>>;
  readonly pipeline?: PipelineGraph;
}

/** The end of a job. */
export type JobResult =
  & { readonly log: readonly string[]; readonly milliseconds: number }
  & (
    | { readonly ok: true; readonly artifact: EncodedArtifact }
    | { readonly ok: false; readonly problem: Problem }
  );
