/** Names in expressions: which exist where, and what to do about those that do not. */

import type { ErrorCode } from "../../schemas/error.ts";
import { listNames, quoteName } from "./describe.ts";
import { type Expression, ExpressionFault } from "./expression.ts";
import { hintName } from "./suggest.ts";

/** The names that an expression may use. */
export interface NameScope {
  /** The stage whose expression it is; undefined for axes of the pipeline itself. */
  readonly stage?: string;
  /** The axes that the stage ranges over. */
  readonly over: readonly string[];
  /** All axes of the pipeline. */
  readonly axes: readonly string[];
  readonly parameters: readonly string[];
}

/** Returns a fault for each name of an expression that is not in scope. */
export function checkNames(expression: Expression, scope: NameScope): ExpressionFault[] {
  return [...expression.names]
    .filter(([name]) => !scope.over.includes(name) && !scope.parameters.includes(name))
    .map(([name, index]) => new ExpressionFault(index, describeName(name, expression.text, scope)));
}

function describeName(name: string, text: string, scope: NameScope) {
  const known = [...scope.over, ...scope.parameters];
  const code: ErrorCode = scope.stage === undefined
    ? "pipeline.unknown_parameter"
    : "pipeline.unknown_axis";
  const found = text.trim() === name
    ? quoteName(name)
    : `${quoteName(name)} in ${quoteName(text.trim())}`;
  if (scope.axes.includes(name)) {
    return scope.stage === undefined
      ? {
        code,
        expected: "parameters only",
        found: `the axis ${found}`,
        hint:
          "An axis cannot be computed from another; use `where` on the stages to drop combinations.",
      }
      : {
        code,
        expected: `parameters, or axes that \`${scope.stage}\` ranges over`,
        found: `the axis ${found}`,
        hint: `Add \`${name}\` to \`over\` of \`${scope.stage}\`.`,
      };
  }
  const expected = scope.stage === undefined
    ? "a parameter of the pipeline"
    : `an axis that \`${scope.stage}\` ranges over, or a parameter`;
  const quotes = /[=!]=/.test(text) ? ` A text needs quotes: '${name}'.` : "";
  const others = `${
    known.length === 0 ? "There are none here." : `Known here: ${listNames(known)}.`
  }${quotes}`;
  const axisNames = scope.axes.filter((axis) => !known.includes(axis));
  return { code, expected, found, hint: hintName(name, [...known, ...axisNames], others) };
}
