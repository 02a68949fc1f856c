/** What a run tells whoever watches it. */

import type { Problem } from "../../schemas/error.ts";
import type { FetchEvent } from "../fetch/fetcher.ts";
import type { Cell } from "../pipeline/expanded.ts";

/** Something that happened to a cell. */
export type RunEvent =
  | { readonly kind: "reused"; readonly cell: Cell }
  | { readonly kind: "started"; readonly cell: Cell }
  | { readonly kind: "progress"; readonly cell: Cell; readonly fraction: number }
  /** Something happened to a file that the cell fetches. */
  | {
    readonly kind: "fetch";
    readonly cell: Cell;
    readonly file: string;
    readonly fetch: FetchEvent;
  }
  /** Another run holds the cell's claim. */
  | { readonly kind: "waiting"; readonly cell: Cell }
  | {
    readonly kind: "executed";
    readonly cell: Cell;
    readonly milliseconds: number;
    readonly address: string;
  }
  /** Lines of the cell's log that begin with `warning:`. */
  | { readonly kind: "warned"; readonly cell: Cell; readonly warnings: readonly string[] }
  /** `again`: it failed in an earlier run and was not tried again. */
  | {
    readonly kind: "failed";
    readonly cell: Cell;
    readonly problem: Problem;
    readonly again: boolean;
  }
  | { readonly kind: "blocked"; readonly cell: Cell }
  /** It has a result although inputs failed: as many as are missing. */
  | { readonly kind: "incomplete"; readonly cell: Cell; readonly missing: number }
  /** A stored blob was damaged; it was set aside and the cell runs again. */
  | { readonly kind: "damaged"; readonly cell: Cell; readonly problem: Problem };
