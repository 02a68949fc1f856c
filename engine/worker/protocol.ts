/** What a pool and its workers say to one another. */

import type { EncodedChunk, Job } from "./job.ts";
import type { Problem } from "../../schemas/error.ts";
import type { SentArtifact } from "./output.ts";

/** What the local modules of a stage may import: their own module graph, and nothing chosen at run time. */
export interface ModuleGraph {
  /** Paths: URLs of one file may differ in what they escape. */
  readonly files: ReadonlySet<string>;
  /** Packages as `name/version`. */
  readonly packages: ReadonlySet<string>;
}

/** To a worker. */
export type Request =
  | {
    readonly kind: "run";
    readonly job: Job;
    /** Sent with a worker's first job of a kind. */
    readonly graph?: ModuleGraph;
    /** Whether to tell when the job begins: a new worker takes a while until then. */
    readonly tellsBegin?: true;
  }
  /** A chunk has been stored. */
  | { readonly kind: "stored" };

/** From a worker. */
export type Reply =
  | { readonly kind: "began" }
  | { readonly kind: "progress"; readonly fraction: number }
  /** Rows of a table that go ahead of the rest; answered by `stored`. */
  | { readonly kind: "chunk"; readonly table: string; readonly chunk: EncodedChunk }
  | {
    readonly kind: "done";
    readonly log: readonly string[];
    readonly outcome:
      | { readonly ok: true; readonly artifact: SentArtifact }
      | { readonly ok: false; readonly problem: Problem };
    /** Whether the job left the worker unfit for another: it failed, or changed globals. */
    readonly spent: boolean;
  };
