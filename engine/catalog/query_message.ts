/** What travels between a thread that asks queries and the worker that answers them: plain data. */

import type { OpenTableType, TableType } from "../../schemas/artifact_type.ts";
import type { Problem } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import type { QueryAnswer } from "./query.ts";
import type { LoadedTable } from "./source.ts";

/** A source without the functions that load its tables. */
export interface PlainSource {
  readonly schema: string;
  readonly axes: readonly string[];
  readonly items: readonly { readonly labels: Labels; readonly artifact: string }[];
  readonly tables: Readonly<Record<string, TableType | OpenTableType>>;
}

/** What the worker is told. */
export type ToWorker =
  | { readonly kind: "ask"; readonly sql: string; readonly sources: readonly PlainSource[] }
  /** The table that it wanted; none when it could not be had, which ends the query. */
  | { readonly kind: "loaded"; readonly id: number; readonly table: LoadedTable | undefined };

/** What the worker says. */
export type FromWorker =
  | {
    readonly kind: "load";
    readonly id: number;
    readonly source: number;
    readonly item: number;
    readonly table: string;
  }
  | { readonly kind: "answer"; readonly answer: QueryAnswer }
  | { readonly kind: "problems"; readonly problems: readonly [Problem, ...Problem[]] }
  | { readonly kind: "defect"; readonly text: string };
