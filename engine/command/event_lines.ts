/** What happened to a cell, in a line or two. */

import { formatProblem, type Problem } from "../../schemas/error.ts";
import { nameCell } from "../pipeline/expanded.ts";
import type { RunEvent } from "../run/event.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import { describeFetch } from "./fetch_tally.ts";
import type { Paint } from "./terminal.ts";

/** Describes an event; nothing for those that only the live block and JSON show. */
export function describeEvent(event: RunEvent, paint: Paint): string | undefined {
  const name = nameCell(event.cell);
  switch (event.kind) {
    case "executed": {
      const duration = formatSeconds(event.milliseconds / 1000);
      return `${paint("green", "done")}    ${name} ${paint("dim", duration)}`;
    }
    case "failed": {
      const earlier = event.again ? " (in an earlier run; --retry tries again)" : "";
      return `${paint("red", "failed")}  ${name}${earlier}\n${describeBelow(name, event.problem)}`;
    }
    case "damaged":
      return `${paint("yellow", "damaged")} ${name}, derived again\n${
        describeBelow(name, event.problem)
      }`;
    case "warned":
    case "incomplete":
      return listNotes(event, paint).map(({ line }) => line).join("\n");
    case "fetch":
      return describeFetch(event, paint);
    case "waiting":
      return `${paint("blue", "waits")}   ${name} for another run`;
    default:
      return undefined;
  }
}

/** Something that is said of a cell: the text, which other cells may share, and the line. */
export interface Note {
  readonly text: string;
  readonly line: string;
}

/** Lists the notes of an event. */
export function listNotes(
  event: Extract<RunEvent, { readonly kind: "warned" | "incomplete" }>,
  paint: Paint,
): readonly Note[] {
  const texts = event.kind === "warned"
    ? event.warnings.map((line) => line.slice("warning:".length).trim())
    : [`${countNoun(event.missing, "input")} missing`];
  const name = nameCell(event.cell);
  return texts.map((text) => ({ text, line: `${paint("yellow", "note")}    ${name}: ${text}` }));
}

/** A problem under the line that names its cell, which it therefore does not name again. */
function describeBelow(cell: string, { where, ...problem }: Problem): string {
  const told = where === undefined || where === cell ? problem : { ...problem, where };
  const text = `${formatProblem(told)} [${problem.code}]`;
  return text.split("\n").map((line) => `        ${line}`).join("\n");
}
