/** What the scanner knows while it reads: positions, pieces, queries and problems. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { type BlockPiece, type InlinePiece, isInline, MARKS } from "./piece.ts";

/** A scan under way. */
export interface Scan {
  /** The file's path, for messages. */
  readonly path: string;
  readonly source: string;
  readonly pieces: (InlinePiece | BlockPiece)[];
  /** Result names by SQL. */
  readonly queries: Map<string, string>;
  readonly problems: Problem[];
}

/** What was taken from the text: where it ends, and the Markdown in its place. */
export interface Taken {
  readonly end: number;
  readonly text: string;
}

/** Gives `file:line:column` of an offset; lines and columns count from 1. */
export function locate(scan: Scan, offset: number): string {
  const before = scan.source.slice(0, offset);
  const line = before.split("\n").length;
  return `${scan.path}:${line}:${offset - before.lastIndexOf("\n")}`;
}

/** Notes a mistake in the text at an offset. */
export function noteProblem(scan: Scan, offset: number, problem: Omit<Problem, "code">): void {
  scan.problems.push({ code: "report.text", where: locate(scan, offset), ...problem });
}

/** Throws when mistakes were noted: one error with all of them. */
export function assertNoProblems(scan: Scan): void {
  const [first, ...others] = scan.problems;
  if (first !== undefined) throw new KooplineError(first, { others });
}

/** Names the result of a query; the same SQL gets the same name. */
export function nameQuery(scan: Scan, sql: string): string {
  const name = scan.queries.get(sql) ?? `q${scan.queries.size + 1}`;
  scan.queries.set(sql, name);
  return name;
}

/** Adds a piece and gives the mark that stands for it. */
export function placePiece(scan: Scan, piece: InlinePiece | BlockPiece): string {
  const { open, close } = isInline(piece) ? MARKS.inline : MARKS.block;
  return `${open}${scan.pieces.push(piece) - 1}${close}`;
}
