/**
 * The one error family of koopline.
 *
 * Everything that goes wrong for a reason a user can act on is a {@link KooplineError}: a stable code,
 * where it happened, what was expected, what was found, and a hint. Anything else is a defect.
 */

import { escapeUnshown } from "./unshown_text.ts";

/** Every error code with the situation it names; `docs/errors.md` lists them for users. */
export const ERROR_CODES = {
  "command.usage": "The command line is wrong: an unknown command, option or value.",
  "pipeline.unreadable": "The pipeline file cannot be read as UTF-8 text.",
  "pipeline.syntax": "The pipeline is not valid YAML.",
  "pipeline.schema": "The pipeline document has an unknown key, a missing key or a wrong type.",
  "pipeline.expression": "An expression in ${…} or where: cannot be parsed or evaluated.",
  "pipeline.unknown_stage": "A stage needs a stage that the pipeline does not declare.",
  "pipeline.unknown_kind": "A stage uses a stage kind that is not registered.",
  "pipeline.unknown_axis": "An axis is used that the pipeline does not declare.",
  "pipeline.unknown_parameter": "A parameter is set or used that the pipeline does not declare.",
  "pipeline.cycle": "Stages need one another in a circle.",
  "pipeline.ports": "A stage's needs do not fit the ports of its kind.",
  "pipeline.params": "A stage's `with` does not fit the parameters of its kind.",
  "pipeline.empty": "A sweep or a `where` leaves no cell.",
  "pipeline.too_large": "A sweep has more cells than koopline plans.",
  "pipeline.file": "A file that a stage reads is missing or unreadable.",
  "stage.load": "A stage kind's module cannot be loaded.",
  "stage.changed": "A stage's code was edited while a run or a verification used it.",
  "stage.failed": "A stage threw while it ran.",
  "stage.impure": "A stage tried to reach something outside its declared inputs.",
  "stage.output": "A stage returned something that its artifact type does not allow.",
  "stage.crashed": "A stage's worker ended without an answer.",
  "stage.memory": "A cell needed more memory than there was.",
  "stage.time_limit": "A cell took longer than its stage's `time_limit`.",
  "stage.killed_process": "A cell ended the whole process, most often by filling its memory.",
  "run.killed": "A run's process was ended from outside, or broke down, and no cell is to blame.",
  "input.format": "An imported file is damaged or not in the format its name says.",
  "input.shape": "An imported file has the wrong shape.",
  "input.value": "An imported file or a parameter holds a value that the computation cannot take.",
  "fetch.failed": "A file that a stage fetches could not be had from any of its sources.",
  "fetch.unpinned": "A file is fetched from an address without the sha256 that pins it.",
  "report.text": "A report's Markdown has a value, table, figure or section that cannot be read.",
  "report.figure": "A report's Markdown shows a figure that the report does not need.",
  "report.value": "A report's query does not give what its place in the text takes.",
  "report.harmful": "A report to be published could run or fetch something when it is opened.",
  "numeric.not_finite": "A computation met NaN or Infinity.",
  "numeric.no_convergence": "An iteration did not converge.",
  "numeric.too_large": "A computation would take more memory than koopline gives to one cell.",
  "numeric.rank": "A rank or cut-off leaves nothing to work with.",
  "numeric.undefined": "What was asked for does not exist for these data.",
  "store.corrupt": "A stored blob or record does not match its address.",
  "store.unwritable": "The store cannot be written.",
  "store.unreadable": "A file of the store cannot be read.",
  "store.missing": "An artifact is not in the store.",
  "store.busy": "Another collection is deleting from the store.",
  "store.format": "The store was written in a format that this version does not read.",
  "catalog.sql": "A query is wrong SQL.",
  "catalog.refused":
    "A query asks for something the catalog does not allow: files, network, extensions.",
  "catalog.memory": "A query needs more memory than the catalog has.",
  "lock.missing": "The pipeline has no lock file.",
  "lock.differs": "A result differs from the lock.",
} as const;

/** A stable, documented error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** One thing that is wrong, in the parts a user needs. */
export interface Problem {
  readonly code: ErrorCode;
  /** `file:line:column` in a document, or the cell as `stage[axis=value]`. */
  readonly where?: string;
  /** What was expected, as a noun phrase: "a positive integer". */
  readonly expected: string;
  /** What was found, as a noun phrase: 'the string "ten"'. */
  readonly found: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
}

/** An error that a user can act on. */
export class KooplineError extends Error {
  /** Every problem found; the first gives the message. */
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problem: Problem, options: { others?: readonly Problem[]; cause?: unknown } = {}) {
    super(formatProblem(problem), options.cause === undefined ? {} : { cause: options.cause });
    this.name = "KooplineError";
    this.problems = [cleanProblem(problem), ...(options.others ?? []).map(cleanProblem)];
  }

  /** The code of the first problem. */
  get code(): ErrorCode {
    return this.problems[0].code;
  }
}

/**
 * Writes a problem as the text a user reads, one to two lines.
 *
 * @example
 * ```ts
 * import { formatProblem } from "../schemas/error.ts";
 * formatProblem({ code: "pipeline.schema", where: "p.yaml:3:5", expected: "a list", found: "5" });
 * // "p.yaml:3:5: Expected a list, but found 5."
 * ```
 */
export function formatProblem(problem: Problem): string {
  const { where, expected, found, hint } = cleanProblem(problem);
  const place = where === undefined ? "" : `${where}: `;
  return `${place}Expected ${expected}, but found ${found}.${
    hint === undefined ? "" : `\n  ${hint}`
  }`;
}

/** A message of more characters has its longest parts cut, so that it can be read whatever is in it. */
const LONGEST_MESSAGE = 1400;

/** Names and texts out of files may be endless, and hold characters that a terminal obeys. */
function cleanProblem({ code, where, expected, found, hint }: Problem): Problem {
  const parts = [where ?? "", expected, found, hint ?? ""].map(escapeUnshown);
  const longest = shareLength(parts.map((part) => part.length));
  const [place = "", wanted = "", met = "", advice = ""] = parts.map((part) =>
    cutMiddle(part, longest)
  );
  return {
    code,
    ...(where === undefined ? {} : { where: place }),
    expected: wanted,
    found: met,
    ...(hint === undefined ? {} : { hint: advice }),
  };
}

/** The length to which parts are cut so that together they are a message; short ones leave their share to others. */
function shareLength(lengths: readonly number[]): number {
  let rest = LONGEST_MESSAGE;
  const sorted = lengths.toSorted((a, b) => a - b);
  for (const [k, length] of sorted.entries()) {
    const share = Math.floor(rest / (sorted.length - k));
    if (length > share) return share;
    rest -= length;
  }
  return LONGEST_MESSAGE;
}

const MARK = " … ";

/** A text's beginning and end tell most. */
function cutMiddle(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  // In a text of wide characters each takes two units.
  const half = Math.floor((longest - MARK.length) / (text.length > characters.length ? 4 : 2));
  return `${characters.slice(0, half).join("")}${MARK}${characters.slice(-half).join("")}`;
}
