/** Zod issues to problems: where in the document, what was expected, what was found, what to do. */

import type { z } from "zod";
import type { ErrorCode, Problem } from "../../schemas/error.ts";
import { findTagged, listAllowedKeys, readStep } from "./allowed_keys.ts";
import { describeValue, listNames, quoteName, writePath } from "./describe.ts";
import { describeExpected, hintValue } from "./issue_words.ts";
import type { DocumentPath, Locate } from "./positions.ts";
import { MOST_PROBLEMS } from "./problems.ts";
import { hintName, suggestName } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** What the issues are about. */
export interface IssueContext {
  readonly code: ErrorCode;
  /** The value that was parsed, and its schema. */
  readonly data: unknown;
  readonly schema: z.ZodType;
  /** Where the value is in the document. */
  readonly base: DocumentPath;
  readonly locate: Locate;
  /** Words after what was found, such as the cell: " at operator[width=5]". */
  readonly suffix?: string;
  /** The text in the document that a value was computed from. */
  readonly origin?: (path: DocumentPath) => string | undefined;
}

/** Describes issues as problems with positions. */
export function describeIssues(issues: readonly Issue[], context: IssueContext): Problem[] {
  const flat = issues.flatMap((issue) => flattenIssue(issue, []));
  const unknown = flat.filter(({ issue }) => issue.code === "unrecognized_keys");
  return flat.slice(0, MOST_PROBLEMS)
    .filter((entry) => !isMisspelt(entry, unknown, context))
    .flatMap((entry) => describeIssue(entry, context));
}

/** An issue with its whole path; alternatives are narrowed to the one the user most likely meant. */
interface PlacedIssue {
  readonly issue: Issue;
  readonly path: DocumentPath;
}

function flattenIssue(issue: Issue, base: DocumentPath): PlacedIssue[] {
  const path = [...base, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const [best] = issue.errors
      .map((branch) => ({ branch, misfit: measureMisfit(branch) }))
      .sort((a, b) => a.misfit - b.misfit);
    if (best !== undefined && best.misfit < 100) {
      return best.branch.flatMap((inner) => flattenIssue(inner, path));
    }
  }
  if (issue.code === "invalid_element") {
    return issue.issues.flatMap((inner) => flattenIssue(inner, path));
  }
  return [{ issue, path }];
}

/** Says how far an alternative is from what was written: a hundred and more is another type. */
function measureMisfit(branch: readonly Issue[]): number {
  let misfit = 0;
  for (const issue of branch) {
    if (issue.path.length > 0) misfit += issue.code === "invalid_value" ? 10 : 1;
    else misfit += issue.code === "invalid_type" || issue.code === "invalid_value" ? 100 : 2;
    if (issue.code === "invalid_union" && issue.path.length === 0) misfit += 100;
  }
  return misfit;
}

/** Whether a missing key is there under a misspelt name, which is reported on its own. */
function isMisspelt(
  { issue, path }: PlacedIssue,
  unknown: readonly PlacedIssue[],
  context: IssueContext,
): boolean {
  const key = path.at(-1);
  if (typeof key !== "string" || !isMissing(issue, path, context.data)) return false;
  const parent = writePath(path.slice(0, -1));
  return unknown.some((other) =>
    other.issue.code === "unrecognized_keys" && writePath(other.path) === parent &&
    other.issue.keys.some((found) => suggestName(found, [key]) === key)
  );
}

function isMissing(issue: Issue, path: DocumentPath, data: unknown): boolean {
  if (
    issue.code !== "invalid_type" && issue.code !== "invalid_union" &&
    issue.code !== "invalid_value"
  ) return false;
  const last = path.at(-1);
  const parent = readPath(data, path.slice(0, -1));
  return typeof last === "string" && typeof parent === "object" && parent !== null &&
    !Object.hasOwn(parent, last);
}

function readPath(data: unknown, path: DocumentPath): unknown {
  return path.reduce(readStep, data);
}

function describeIssue({ issue, path }: PlacedIssue, context: IssueContext): Problem[] {
  if (issue.code === "unrecognized_keys") return describeUnknownKeys(issue.keys, path, context);
  if (issue.code === "invalid_key") return [describeKey(issue, path, context)];
  if (isMissing(issue, path, context.data)) return [describeMissing(issue, path, context)];
  const value = readPath(context.data, path);
  const origin = context.origin?.(path);
  const from = origin === undefined ? "" : ` from ${quoteName(origin)}`;
  return [buildProblem(context, path, {
    expected: describeExpected(issue),
    found: `${describeValue(value)}${from}`,
    hint: hintMap(value, path, context) ?? hintValue(issue, value),
  })];
}

/** What to write where a word stands for the map that it tells apart. */
function hintMap(value: unknown, path: DocumentPath, { schema, data }: IssueContext) {
  if (typeof value !== "string") return undefined;
  const tagged = findTagged(schema, data, path);
  return tagged === undefined ? undefined : `Write ${tagged}.`;
}

function describeUnknownKeys(
  keys: readonly string[],
  path: DocumentPath,
  context: IssueContext,
): Problem[] {
  const allowed = listAllowedKeys(context.schema, context.data, path);
  const map = readPath(context.data, path);
  const free = allowed.filter((key) => readStep(map, key) === undefined);
  return keys.map((key) =>
    buildProblem(context, [...path, key], {
      expected: allowed.length === 0
        ? "no keys here"
        : `only the key${allowed.length === 1 ? "" : "s"} ${listNames(allowed)}`,
      found: `the unknown key ${quoteName(key)}`,
      hint: hintName(key, free),
    }, { key: true })
  );
}

function describeKey(
  issue: z.core.$ZodIssueInvalidKey,
  path: DocumentPath,
  context: IssueContext,
): Problem {
  const key = String(path.at(-1));
  const [inner] = issue.issues;
  return buildProblem(context, path, {
    expected: inner === undefined ? "a name" : describeExpected(inner),
    found: quoteName(key),
    hint: hintKey(key),
  }, { key: true });
}

function hintKey(key: string): string | undefined {
  const name = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase()
    .replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 64);
  return name === "" || name === key ? undefined : `Write \`${name}\`, for example.`;
}

function describeMissing(issue: Issue, path: DocumentPath, context: IssueContext): Problem {
  const parent = path.slice(0, -1);
  const whole = writePath([...context.base, ...parent]);
  const keys = Object.keys(Object(readPath(context.data, parent)));
  return buildProblem(context, parent, {
    expected: `the key ${quoteName(String(path.at(-1)))} (${describeExpected(issue)})${
      whole === "" ? "" : ` in ${quoteName(whole)}`
    }`,
    found: keys.length === 0 ? "none" : `only ${listNames(keys)}`,
  }, { key: true });
}

function buildProblem(
  context: IssueContext,
  path: DocumentPath,
  words: { readonly expected: string; readonly found: string; readonly hint?: string | undefined },
  options: { readonly key?: boolean } = {},
): Problem {
  return {
    code: context.code,
    where: context.locate([...context.base, ...path], options),
    expected: words.expected,
    found: `${words.found}${context.suffix ?? ""}`,
    ...(words.hint === undefined ? {} : { hint: words.hint }),
  };
}
