/** What a pool and its workers say to one another. */

import type { EncodedArtifact, Job } from "./job.ts";
import type { Problem } from "../../schemas/error.ts";

/** What the local modules of a stage may import: their own module graph, and nothing chosen at run time. */
export interface ModuleGraph {
  /** Paths: URLs of one file may differ in what they escape. */
  readonly files: ReadonlySet<string>;
  /** Packages as `name/version`. */
  readonly packages: ReadonlySet<string>;
}

/** To a worker. */
export interface Request {
  readonly job: Job;
  /** Sent with a worker's first job of a kind. */
  readonly graph?: ModuleGraph;
}

/** From a worker. */
export type Reply =
  | { readonly kind: "progress"; readonly fraction: number }
  | {
    readonly kind: "done";
    readonly log: readonly string[];
    readonly outcome:
      | { readonly ok: true; readonly artifact: EncodedArtifact }
      | { readonly ok: false; readonly problem: Problem };
    /** Whether the job left the worker unfit for another: it failed, or changed globals. */
    readonly spent: boolean;
  };
