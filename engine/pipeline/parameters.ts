/** Pipeline parameters: defaults from the document, values from `--set name=value`. */

import type { Problem } from "../../schemas/error.ts";
import type { Scalar } from "../../schemas/json.ts";
import { listNames, quoteName, quoteText } from "./describe.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { Report } from "./problems.ts";
import { hintName } from "./suggest.ts";

/** Resolves the pipeline's parameters; a value that is set takes the type of the default. */
export function resolveParameters(
  { document }: ParsedPipeline,
  set: Readonly<Record<string, string>>,
  report: Report,
): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>(Object.entries(document.parameters));
  for (const [name, text] of Object.entries(set)) {
    const standard = values.get(name);
    if (standard === undefined) {
      report(describeUnknown(name, text, [...values.keys()], Object.keys(document.axes)));
      continue;
    }
    const value = readValue(text, standard);
    if (value !== undefined) values.set(name, value);
    else {
      report({
        code: "command.usage",
        where: writeOption(name, text),
        expected: describeType(standard),
        found: quoteText(text),
        hint: `The default of ${quoteName(name)} is ${standard}.`,
      });
    }
  }
  return values;
}

function readValue(text: string, standard: Scalar): Scalar | undefined {
  if (typeof standard === "boolean") {
    return text === "true" || text === "false" ? text === "true" : undefined;
  }
  if (typeof standard === "string") {
    return /^\P{Cc}*$/u.test(text) && text.isWellFormed() ? text : undefined;
  }
  // Decimal notation only: Number() alone would also read "", "0x10" and "Infinity".
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) + 0 : NaN;
  const isExact = !Number.isInteger(value) || Number.isSafeInteger(value) || /[.e]/i.test(text);
  return Number.isFinite(value) && isExact ? value : undefined;
}

function describeType(standard: Scalar): string {
  if (typeof standard === "boolean") return "true or false";
  return typeof standard === "number" ? "a number" : "a text without control characters";
}

function describeUnknown(
  name: string,
  text: string,
  parameters: readonly string[],
  axes: readonly string[],
): Problem {
  const known = parameters.length === 0
    ? "The pipeline declares no parameters; add them under `parameters:`."
    : `Parameters: ${listNames(parameters)}.`;
  const axisHint =
    `\`${name}\` is an axis; change its values in the file, or compute them from a parameter.`;
  return {
    code: "pipeline.unknown_parameter",
    where: writeOption(name, text),
    expected: "a parameter of the pipeline",
    found: quoteName(name),
    hint: axes.includes(name) ? axisHint : hintName(name, parameters, known) ?? known,
  };
}

function writeOption(name: string, text: string): string {
  return `--set ${quoteText(`${name}=${text}`).slice(1, -1)}`;
}
