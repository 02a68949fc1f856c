/** Texts and trees of values with `${…}` in them. */

import type { JsonValue, Scalar } from "../../schemas/json.ts";
import { evaluateExpression, type Scope } from "./evaluate.ts";
import {
  assertTextLength,
  type Expression,
  ExpressionFault,
  parseExpression,
} from "./expression.ts";
import { quoteName } from "./describe.ts";

/** An expression in a text. */
export interface Hole {
  readonly expression: Expression;
  /** Index in the text at which the expression begins. */
  readonly start: number;
}

/** A text with expressions: plain pieces and holes in turn. */
export interface TextTemplate {
  readonly text: string;
  readonly pieces: readonly (string | Hole)[];
}

/** A value of `with:` as a tree whose texts with `${…}` are templates. */
export type ValueTemplate =
  | { readonly kind: "constant"; readonly value: JsonValue }
  | {
    readonly kind: "text";
    readonly template: TextTemplate;
    readonly path: readonly PropertyKey[];
  }
  | { readonly kind: "list"; readonly items: readonly ValueTemplate[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, ValueTemplate])[] };

/** Tells whether a text holds expressions, or escapes of them. */
export function hasExpression(text: string): boolean {
  return text.includes("${");
}

/**
 * Parses a text with `${…}`; `$${` stands for `${` itself.
 *
 * @throws {ExpressionFault} with an index in the text.
 */
export function parseTextTemplate(text: string): TextTemplate {
  const pieces: (string | Hole)[] = [];
  let plain = "";
  let index = 0;
  while (index < text.length) {
    if (text.startsWith("$${", index)) {
      plain += "${";
      index += 3;
    } else if (text.startsWith("${", index)) {
      const end = findClosingBrace(text, index + 2);
      if (plain !== "") pieces.push(plain);
      plain = "";
      pieces.push(parseHole(text, index + 2, end));
      index = end + 1;
    } else {
      plain += text[index];
      index++;
    }
  }
  if (plain !== "") pieces.push(plain);
  return { text, pieces };
}

/** Returns the index of the `}` that closes a hole; braces inside quotes do not count. */
function findClosingBrace(text: string, start: number): number {
  const tokens = /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|\}/g;
  tokens.lastIndex = start;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    if (match[0] === "}") return match.index;
  }
  throw new ExpressionFault(start - 2, {
    expected: "a } that closes ${",
    found: quoteName(text.slice(start - 2)),
    hint: "Write $${ for the characters ${ themselves.",
  });
}

function parseHole(text: string, start: number, end: number): Hole {
  try {
    return { expression: parseExpression(text.slice(start, end)), start };
  } catch (error) {
    throw shiftFault(error, start);
  }
}

/** Moves a fault's index from an expression to the text around it; other errors stay as they are. */
export function shiftFault(error: unknown, start: number): unknown {
  return error instanceof ExpressionFault
    ? new ExpressionFault(error.index + start, error.words)
    : error;
}

/**
 * Evaluates a text: a text that is one expression keeps the expression's type, others are put together as text.
 *
 * @throws {ExpressionFault} with an index in the text.
 */
export function evaluateText({ pieces }: TextTemplate, scope: Scope): Scalar {
  const values = pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    try {
      return evaluateExpression(piece.expression, scope);
    } catch (error) {
      throw shiftFault(error, piece.start);
    }
  });
  if (values.length === 1) return values[0] ?? "";
  const texts = values.map(String);
  assertTextLength(texts.reduce((sum, text) => sum + text.length, 0));
  return texts.join("");
}

/** Gives the characters of a text that was made anew: one that an axis or a parameter has is there already. */
export function measureMade({ pieces }: TextTemplate, value: Scalar): number {
  const [first] = pieces;
  const isTaken = pieces.length === 1 && typeof first === "object" &&
    first.expression.root.kind === "name";
  return typeof value === "string" && !isTaken ? value.length : 0;
}

/** Takes a fault in the text at a path. */
export type ReportFault = (fault: ExpressionFault, path: readonly PropertyKey[]) => void;

/** Parses the texts of a value; faults are reported, and the text stays as it is. */
export function parseValueTemplate(
  value: JsonValue,
  report: ReportFault,
  path: readonly PropertyKey[] = [],
): ValueTemplate {
  if (typeof value === "string" && hasExpression(value)) {
    try {
      return { kind: "text", template: parseTextTemplate(value), path };
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      report(error, path);
    }
  }
  if (typeof value !== "object" || value === null) return { kind: "constant", value };
  const inner = isList(value)
    ? {
      kind: "list" as const,
      items: value.map((item, index) => parseValueTemplate(item, report, [...path, index])),
    }
    : {
      kind: "map" as const,
      entries: Object.entries(value).map(([key, item]) =>
        [key, parseValueTemplate(item, report, [...path, key])] as const
      ),
    };
  const parts = inner.kind === "list" ? inner.items : inner.entries.map(([, item]) => item);
  return parts.every(({ kind }) => kind === "constant") ? { kind: "constant", value } : inner;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Where a value's expressions take names from, and whom they tell of faults and of what they make. */
export interface Evaluator {
  readonly scope: Scope;
  readonly report: ReportFault;
  /** Takes how many characters are made. */
  readonly spend: (characters: number) => void;
}

/** Evaluates a value; a fault is reported and leaves null in its place. */
export function evaluateValue(template: ValueTemplate, evaluator: Evaluator): JsonValue {
  const { scope, report, spend } = evaluator;
  switch (template.kind) {
    case "constant":
      return template.value;
    case "list":
      return template.items.map((item) => evaluateValue(item, evaluator));
    case "map":
      return Object.fromEntries(
        template.entries.map(([key, item]) => [key, evaluateValue(item, evaluator)]),
      );
    case "text":
      try {
        const value = evaluateText(template.template, scope);
        spend(measureMade(template.template, value));
        return value;
      } catch (error) {
        if (!(error instanceof ExpressionFault)) throw error;
        report(error, template.path);
        return null;
      }
  }
}

/** Counts the entries of lists and maps that an evaluation makes anew. */
export function countEntries(template: ValueTemplate): number {
  if (template.kind !== "list" && template.kind !== "map") return 0;
  const items = template.kind === "list"
    ? template.items
    : template.entries.map(([, item]) => item);
  return items.reduce((sum, item) => sum + countEntries(item), items.length);
}

/** Lists the holes of a value with the path of the text each is in. */
export function listHoles(
  template: ValueTemplate,
): readonly { readonly hole: Hole; readonly path: readonly PropertyKey[] }[] {
  switch (template.kind) {
    case "constant":
      return [];
    case "list":
      return template.items.flatMap(listHoles);
    case "map":
      return template.entries.flatMap(([, item]) => listHoles(item));
    case "text":
      return template.template.pieces
        .filter((piece) => typeof piece !== "string")
        .map((hole) => ({ hole, path: template.path }));
  }
}
