/**
 * Expressions of `${…}` and `where:`: parsed by jsep, then narrowed to a small language.
 *
 * The language has numbers, texts, truth values, names of axes and parameters, arithmetic, comparison, logic,
 * `test ? a : b` and six functions. Everything else that jsep reads (members, lists, `this`) is refused here, so
 * that evaluation cannot reach an object.
 */

import jsep from "jsep";
import type { ErrorCode } from "../../schemas/error.ts";
import type { Scalar } from "../../schemas/json.ts";
import { formatCount, listNames, quoteMessage, quoteName } from "./describe.ts";
import { hintName } from "./suggest.ts";

/** A node of a checked expression. */
export type ExpressionNode =
  | { readonly kind: "value"; readonly value: Scalar }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: ExpressionNode }
  | {
    readonly kind: "binary";
    readonly operator: BinaryOperator;
    readonly left: ExpressionNode;
    readonly right: ExpressionNode;
  }
  | {
    readonly kind: "choice";
    readonly test: ExpressionNode;
    readonly yes: ExpressionNode;
    readonly no: ExpressionNode;
  }
  | {
    readonly kind: "call";
    readonly name: FunctionName;
    readonly operands: readonly ExpressionNode[];
  };

const UNARY_OPERATORS = ["-", "+", "!"] as const;
const BINARY_OPERATORS = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "&&",
  "||",
] as const;
const FUNCTION_NAMES = ["abs", "ceil", "floor", "max", "min", "round"] as const;

/** The operators before one value. */
export type UnaryOperator = typeof UNARY_OPERATORS[number];
/** The operators between two values. */
export type BinaryOperator = typeof BINARY_OPERATORS[number];
/** The functions. */
export type FunctionName = typeof FUNCTION_NAMES[number];

/** A checked expression. */
export interface Expression {
  readonly text: string;
  readonly root: ExpressionNode;
  /** Names that it uses, with the index in the text at which each is first used. */
  readonly names: ReadonlyMap<string, number>;
}

/** What is wrong with an expression, at an index of its text; turned into a problem by whoever knows the place. */
export class ExpressionFault extends Error {
  constructor(
    readonly index: number,
    readonly words: {
      readonly expected: string;
      readonly found: string;
      readonly hint?: string | undefined;
      readonly code?: ErrorCode;
    },
  ) {
    super(`Expected ${words.expected}, but found ${words.found}.`);
    this.name = "ExpressionFault";
  }
}

/** Characters that a text may have in which expressions were put: names would else grow by themselves. */
const LONGEST_RESULT = 65_536;

/** Checks that a text is to have no more than 65,536 characters. @throws {ExpressionFault} before it is made. */
export function assertTextLength(length: number): void {
  if (length <= LONGEST_RESULT) return;
  throw new ExpressionFault(0, {
    expected: `a text of at most ${formatCount(LONGEST_RESULT)} characters`,
    found: `${formatCount(length)} characters`,
    hint: "Put long texts into a file, or write them without ${…}.",
  });
}

const LONGEST = 1000;
const DEEPEST = 100;

/**
 * Parses an expression.
 *
 * @throws {ExpressionFault} when it is not one of the language.
 */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST) {
    throw new ExpressionFault(0, {
      expected: `an expression of at most ${formatCount(LONGEST)} characters`,
      found: `${formatCount(text.length)} characters`,
    });
  }
  if (text.trim() === "") {
    throw new ExpressionFault(0, { expected: "an expression", found: "nothing" });
  }
  return { text, root: narrowNode(readTree(text), text, 0), names: findNames(text) };
}

function readTree(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const index = "index" in error && typeof error.index === "number" ? error.index : 0;
    const description = "description" in error ? String(error.description) : error.message;
    throw new ExpressionFault(Math.min(index, text.length), {
      expected: "an expression",
      found: `${quoteName(text)} (${quoteMessage(description)})`,
      hint: hintSyntax(text, index),
    });
  }
}

function hintSyntax(text: string, index: number): string | undefined {
  if (text[index] === "=" || text[index + 1] === "=") return "Write == to compare.";
  if (text.includes("${")) {
    return "Write the whole expression inside one ${…}; a `where` needs none.";
  }
  if (/^\d+_/.test(text.slice(Math.max(0, index - 1)))) return "Write numbers without underscores.";
  return undefined;
}

interface JsepNodes {
  readonly BinaryExpression: jsep.BinaryExpression;
  readonly CallExpression: jsep.CallExpression;
  readonly ConditionalExpression: jsep.ConditionalExpression;
  readonly Identifier: jsep.Identifier;
  readonly Literal: jsep.Literal;
  readonly UnaryExpression: jsep.UnaryExpression;
}

function isNode<K extends keyof JsepNodes>(node: jsep.Expression, type: K): node is JsepNodes[K] {
  return node.type === type;
}

function narrowNode(node: jsep.Expression, text: string, depth: number): ExpressionNode {
  if (depth > DEEPEST) {
    throw new ExpressionFault(0, {
      expected: `an expression at most ${DEEPEST} deep`,
      found: "a deeper one",
    });
  }
  const narrow = (inner: jsep.Expression) => narrowNode(inner, text, depth + 1);
  if (isNode(node, "Literal")) return { kind: "value", value: narrowLiteral(node, text) };
  if (isNode(node, "Identifier")) return { kind: "name", name: node.name };
  if (isNode(node, "UnaryExpression")) {
    const operator = narrowOperator(node.operator, UNARY_OPERATORS, text);
    return { kind: "unary", operator, operand: narrow(node.argument) };
  }
  if (isNode(node, "BinaryExpression")) {
    const operator = narrowOperator(node.operator, BINARY_OPERATORS, text);
    return { kind: "binary", operator, left: narrow(node.left), right: narrow(node.right) };
  }
  if (isNode(node, "ConditionalExpression")) {
    return {
      kind: "choice",
      test: narrow(node.test),
      yes: narrow(node.consequent),
      no: narrow(node.alternate),
    };
  }
  if (isNode(node, "CallExpression")) {
    return { kind: "call", name: narrowFunction(node, text), operands: node.arguments.map(narrow) };
  }
  throw describeForeign(node, text);
}

function narrowLiteral(node: jsep.Literal, text: string): Scalar {
  const { value, raw } = node;
  const isPlain = typeof value === "string" || typeof value === "boolean";
  if (isPlain || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new ExpressionFault(Math.max(0, text.indexOf(raw)), {
    expected: typeof value === "number" ? "a finite number" : "a number, a text, true or false",
    found: quoteName(raw),
  });
}

const OPERATOR_HINTS: Readonly<Record<string, string>> = {
  "===": "Write ==.",
  "!==": "Write !=.",
  "&": "Write && for “and”.",
  "|": "Write || for “or”.",
  "**": "There are no powers; list the values as an axis, or multiply.",
};

function narrowOperator<T extends string>(operator: string, known: readonly T[], text: string): T {
  const found = known.find((candidate) => candidate === operator);
  if (found !== undefined) return found;
  throw new ExpressionFault(Math.max(0, text.indexOf(operator)), {
    expected: `one of the operators ${known.join(" ")}`,
    found: `\`${operator}\``,
    hint: OPERATOR_HINTS[operator],
  });
}

function narrowFunction(
  { callee, arguments: operands }: jsep.CallExpression,
  text: string,
): FunctionName {
  const name = isNode(callee, "Identifier") ? callee.name : undefined;
  const found = FUNCTION_NAMES.find((candidate) => candidate === name);
  if (found === undefined) {
    throw new ExpressionFault(name === undefined ? 0 : Math.max(0, text.indexOf(name)), {
      expected: `one of the functions ${listNames(FUNCTION_NAMES)}`,
      found: name === undefined ? "a call of something else" : quoteName(name),
      hint: name === undefined ? undefined : hintName(name, FUNCTION_NAMES),
    });
  }
  const isMany = found === "min" || found === "max";
  if (isMany ? operands.length === 0 : operands.length !== 1) {
    throw new ExpressionFault(text.indexOf(found), {
      expected: `${isMany ? "at least one value" : "one value"} in ${found}(…)`,
      found: operands.length === 0 ? "none" : String(operands.length),
    });
  }
  return found;
}

function describeForeign(node: jsep.Expression, text: string): ExpressionFault {
  const word = /\b(and|or|not)\b/.exec(text)?.[1] ?? "";
  const hint =
    { and: "Write && for “and”.", or: "Write || for “or”.", not: "Write ! for “not”." }[word];
  const found = {
    ArrayExpression: "a list",
    Compound: `several values without an operator in ${quoteName(text)}`,
    MemberExpression: "a member of a value",
    ThisExpression: "`this`",
  }[node.type] ?? node.type;
  return new ExpressionFault(0, {
    expected: "numbers, texts, names of axes and parameters, operators and functions",
    found,
    hint: node.type === "Compound"
      ? hint ?? "Put text in quotes, as in method == 'mirror'."
      : undefined,
  });
}

/** Finds the names outside texts that are not called as functions. */
function findNames(text: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const tokens =
    /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|[\d.][\w.]*|([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(\(?)/gu;
  for (const match of text.matchAll(tokens)) {
    const [, name, call] = match;
    if (name === undefined || call === "(" || name === "true" || name === "false") continue;
    if (!names.has(name)) names.set(name, match.index);
  }
  return names;
}
