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
      return event.warnings.map((line) =>
        `${paint("yellow", "note")}    ${name}: ${line.slice(8).trim()}`
      )
        .join("\n");
    case "fetch":
      return describeFetch(event, paint);
    case "incomplete":
      return `${paint("yellow", "note")}    ${name}: ${countNoun(event.missing, "input")} missing`;
    case "waiting":
      return `${paint("blue", "waits")}   ${name} for another run`;
    default:
      return undefined;
  }
}

/** A problem under the line that names its cell, which it therefore does not name again. */
function describeBelow(cell: string, { where, ...problem }: Problem): string {
  const told = where === undefined || where === cell ? problem : { ...problem, where };
  const text = `${formatProblem(told)} [${problem.code}]`;
  return text.split("\n").map((line) => `        ${line}`).join("\n");
}
