/** Problems of one document: collected, put in the order of the text, thrown as one error. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { ExpressionFault } from "./expression.ts";

/** Takes a problem and goes on. */
export type Report = (problem: Problem) => void;

/** A document with more mistakes is not read to the end. */
export const MOST_PROBLEMS = 100;

/**
 * Builds the report that collects problems in a list.
 *
 * @throws {KooplineError} from the report, when the list is full.
 */
export function collectProblems(problems: Problem[]): Report {
  return (problem) => {
    problems.push(problem);
    if (problems.length >= MOST_PROBLEMS) throwProblems(problems);
  };
}

/**
 * Throws the problems as one {@link KooplineError}, in the order of the text; does nothing when there are none.
 *
 * A problem at the same place with the same expectation (as for many cells of one stage) is reported once.
 *
 * @throws {KooplineError} the first problem, with the others.
 */
export function throwProblems(problems: readonly Problem[]): void {
  const distinct = new Map<string, Problem>();
  for (const problem of problems) {
    const identity = JSON.stringify([problem.code, problem.where, problem.expected]);
    if (!distinct.has(identity)) distinct.set(identity, problem);
  }
  const sorted = [...distinct.values()]
    .map((problem) => ({ problem, place: readPlace(problem) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .map(({ problem }) => problem);
  const [first, ...others] = sorted;
  if (first !== undefined) {
    throw new KooplineError(first, { others: others.slice(0, MOST_PROBLEMS - 1) });
  }
}

function readPlace({ where = "" }: Problem): readonly [number, number] {
  const match = /:(\d+):(\d+)$/.exec(where);
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
}

/** Turns an expression's fault into a problem at a place; the suffix names the cell. */
export function describeFault({ words }: ExpressionFault, where: string, suffix = ""): Problem {
  return {
    code: words.code ?? "pipeline.expression",
    where,
    expected: words.expected,
    found: `${words.found}${suffix}`,
    ...(words.hint === undefined ? {} : { hint: words.hint }),
  };
}
