/** Why a job ended without its worker's answer. */

import type { Problem } from "../../schemas/error.ts";
import { shorten } from "./cell_log.ts";

/** A cell, where there is one: a worker may also end between two jobs. */
type MaybeCell = string | undefined;

/** Describes a worker that ended. */
export function describeCrash(cell: MaybeCell, message: string): Problem {
  return {
    code: "stage.crashed",
    ...place(cell),
    expected: "the stage's worker to answer",
    found: message === "" ? "a worker that ended" : shorten(message),
    hint: "Run it again; if it happens every time, the stage's code ends its worker.",
  };
}

/** Describes a job whose time was over. */
export function describeTimeLimit(cell: MaybeCell, seconds: number): Problem {
  return {
    code: "stage.time_limit",
    ...place(cell),
    expected: `the stage to return within its time limit of ${seconds} s`,
    found: "a stage that was still at work",
    hint: "Raise `time_limit` of the stage in the pipeline, or see why it takes so long.",
  };
}

function place(cell: MaybeCell): { readonly where?: string } {
  return cell === undefined ? {} : { where: cell };
}
