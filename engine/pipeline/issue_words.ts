/** Words for zod issues: what was expected, and what to do about what was found. */

import type { z } from "zod";
import { formatCount } from "./describe.ts";
import { hintName } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "an integer",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map",
  record: "a map",
  null: "nothing (null)",
  undefined: "nothing",
  never: "nothing",
  nan: "not a number",
};

/** Zod's own texts begin like this; any other text is the author's and completes "Expected …". */
const OWN_TEXT = /^(Invalid |Too small|Too big|Unrecognized key)/;

/** Writes what an issue expected, as a noun phrase. */
export function describeExpected(issue: Issue): string {
  if (!OWN_TEXT.test(issue.message) && issue.message !== "Invalid input") {
    return readAuthorText(issue.message);
  }
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1
        ? writeLiteral(issue.values[0])
        : `one of ${issue.values.map(writeLiteral).join(", ")}`;
    case "too_small":
      return describeBound(
        issue.origin,
        issue.minimum,
        issue.inclusive ? "at least" : "more than",
        issue.exact,
      );
    case "too_big":
      return describeBound(
        issue.origin,
        issue.maximum,
        issue.inclusive ? "at most" : "less than",
        issue.exact,
      );
    case "not_multiple_of":
      return issue.divisor === 1 ? "an integer" : `a multiple of ${issue.divisor}`;
    case "invalid_format":
      return issue.pattern === undefined
        ? `a text of the form ${issue.format}`
        : `a text that matches ${issue.pattern}`;
    case "invalid_union":
      return describeUnion(issue);
    default:
      return "a value that the stage kind accepts";
  }
}

/** Author's texts read as noun phrases: "must be below `high`." becomes "a value that must be below `high`". */
function readAuthorText(message: string): string {
  const text = message.replace(/\.$/, "").replace(/^Expected /, "");
  return /^(must|should|is|has|needs)\b/i.test(text) ? `a value that ${text}` : text;
}

function describeUnion(issue: z.core.$ZodIssueInvalidUnion): string {
  if ("options" in issue && Array.isArray(issue.options)) {
    // A kind that may be left out is one of nothing, too.
    const options = issue.options.filter((option) => option !== undefined);
    return `one of ${options.map(writeLiteral).join(", ")}`;
  }
  const words = issue.errors.flatMap((branch) =>
    branch.filter(({ path }) => path.length === 0).map(describeExpected)
  );
  const distinct = [...new Set(words)];
  return distinct.length === 0 ? "one of the allowed forms" : distinct.join(" or ");
}

function describeBound(
  origin: string,
  bound: number | bigint,
  relation: string,
  exact: boolean | undefined,
): string {
  const count = formatCount(Number(bound));
  const many = Number(bound) === 1 ? "" : "s";
  const amount = exact === true ? `exactly ${count}` : `${relation} ${count}`;
  if (origin === "array" || origin === "tuple") return `a list of ${amount} value${many}`;
  if (origin === "string") return `a text of ${amount} character${many}`;
  if (origin === "object" || origin === "record" || origin === "map") {
    return `a map of ${amount} key${many}`;
  }
  const plain = String(bound);
  if (Number(bound) === 0 && relation === "more than") return "a positive number";
  return `${origin === "int" ? "an integer" : "a number"} ${
    exact === true ? "equal to" : `of ${relation}`
  } ${plain}`;
}

/** Writes a literal as YAML would. */
export function writeLiteral(value: unknown): string {
  return typeof value === "string" ? `\`${value}\`` : String(value);
}

/** Writes what to do about a value of the wrong type or an unknown word. */
export function hintValue(issue: Issue, value: unknown): string | undefined {
  if (issue.code === "invalid_value" && typeof value === "string") {
    return hintName(value, issue.values.filter((known) => typeof known === "string"));
  }
  if (issue.code === "invalid_union" && "options" in issue && typeof value === "string") {
    const options = Array.isArray(issue.options) ? issue.options : [];
    return hintName(value, options.filter((known) => typeof known === "string"));
  }
  if (issue.code !== "invalid_type") return undefined;
  const { expected } = issue;
  if (expected === "boolean" && typeof value === "string" && /^(y|yes|on|n|no|off)$/i.test(value)) {
    return `YAML 1.2 has true and false only: write ${
      /^(y|yes|on)$/i.test(value) ? "true" : "false"
    }.`;
  }
  if ((expected === "number" || expected === "int") && typeof value === "string") {
    if (value.trim() !== "" && Number.isFinite(Number(value))) return "Remove the quotes.";
    if (/^[\d_]+$/.test(value)) return "Write the number without underscores.";
    return undefined;
  }
  if (expected === "array" && isScalar(value)) return `Write [${String(value)}] for a list of one.`;
  if (expected === "string" && isScalar(value)) return `Put it in quotes: "${String(value)}".`;
  return value === null ? "The key has no value: give it one, or remove the key." : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
