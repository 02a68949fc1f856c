/** Evaluation of checked expressions. */

import type { Scalar } from "../../schemas/json.ts";
import { describeValue, quoteName } from "./describe.ts";
import {
  assertTextLength,
  type BinaryOperator,
  type Expression,
  ExpressionFault,
  type ExpressionNode,
  type FunctionName,
  type UnaryOperator,
} from "./expression.ts";

/** The values of axes and parameters by name. */
export type Scope = (name: string) => Scalar | undefined;

/**
 * Evaluates an expression.
 *
 * @throws {ExpressionFault} when an operator meets values of the wrong type, or a number is not finite.
 */
export function evaluateExpression(expression: Expression, scope: Scope): Scalar {
  return evaluateNode(expression.root, { text: expression.text, scope });
}

/**
 * Evaluates a condition.
 *
 * @throws {ExpressionFault} when the value is not true or false.
 */
export function evaluateCondition(expression: Expression, scope: Scope): boolean {
  const value = evaluateExpression(expression, scope);
  if (typeof value === "boolean") return value;
  throw new ExpressionFault(0, {
    expected: "a condition that is true or false",
    found: `${describeValue(value)} from ${quoteName(expression.text)}`,
    hint: "Compare with ==, !=, <, <=, > or >=.",
  });
}

interface Evaluation {
  readonly text: string;
  readonly scope: Scope;
}

function evaluateNode(node: ExpressionNode, evaluation: Evaluation): Scalar {
  switch (node.kind) {
    case "value":
      return node.value;
    case "name":
      return readName(node.name, evaluation);
    case "unary":
      return applyUnary(node.operator, evaluateNode(node.operand, evaluation), evaluation);
    case "choice": {
      const test = requireBoolean(evaluateNode(node.test, evaluation), "?", evaluation);
      return evaluateNode(test ? node.yes : node.no, evaluation);
    }
    case "call":
      return callFunction(
        node.name,
        node.operands.map((operand) => evaluateNode(operand, evaluation)),
        evaluation,
      );
    case "binary": {
      const { operator } = node;
      const left = evaluateNode(node.left, evaluation);
      if (operator === "&&" || operator === "||") {
        const first = requireBoolean(left, operator, evaluation);
        if (first === (operator === "||")) return first;
        return requireBoolean(evaluateNode(node.right, evaluation), operator, evaluation);
      }
      return applyBinary(operator, left, evaluateNode(node.right, evaluation), evaluation);
    }
  }
}

function readName(name: string, { scope, text }: Evaluation): Scalar {
  const value = scope(name);
  if (value !== undefined) return value;
  throw new ExpressionFault(Math.max(0, text.indexOf(name)), {
    expected: "a known name",
    found: quoteName(name),
  });
}

function applyUnary(operator: UnaryOperator, value: Scalar, evaluation: Evaluation): Scalar {
  if (operator === "!") return !requireBoolean(value, operator, evaluation);
  if (typeof value !== "number") {
    throw describeMismatch("a number after", operator, [value], evaluation);
  }
  return operator === "-" ? 0 - value : value;
}

function applyBinary(
  operator: Exclude<BinaryOperator, "&&" | "||">,
  left: Scalar,
  right: Scalar,
  evaluation: Evaluation,
): Scalar {
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  const isComparison = operator === "<" || operator === "<=" || operator === ">" ||
    operator === ">=";
  if (typeof left === "string" && typeof right === "string") {
    if (isComparison) return compare(operator, left < right ? -1 : left > right ? 1 : 0);
    if (operator === "+") {
      assertTextLength(left.length + right.length);
      return left + right;
    }
  }
  if (typeof left !== "number" || typeof right !== "number") {
    const expected = isComparison || operator === "+"
      ? "two numbers or two texts around"
      : "numbers around";
    throw describeMismatch(expected, operator, [left, right], evaluation);
  }
  if (isComparison) return compare(operator, left - right);
  return requireFinite(
    calculate(operator, left, right),
    [left, operator, right].join(" "),
    evaluation,
  );
}

function compare(operator: "<" | "<=" | ">" | ">=", order: number): boolean {
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function calculate(operator: "+" | "-" | "*" | "/" | "%", left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
  }
}

function callFunction(
  name: FunctionName,
  values: readonly Scalar[],
  evaluation: Evaluation,
): number {
  const numbers = values.filter((value) => typeof value === "number");
  const [first] = numbers;
  if (first === undefined || numbers.length !== values.length) {
    throw describeMismatch("numbers in", `${name}(…)`, values, evaluation);
  }
  switch (name) {
    case "abs":
      return Math.abs(first);
    case "ceil":
      return Math.ceil(first) + 0;
    case "floor":
      return Math.floor(first);
    case "round":
      return Math.round(first) + 0;
    case "max":
      return numbers.reduce((most, value) => Math.max(most, value), first);
    case "min":
      return numbers.reduce((least, value) => Math.min(least, value), first);
  }
}

function requireFinite(value: number, calculation: string, { text }: Evaluation): number {
  if (Number.isFinite(value)) return value + 0; // JSON has no −0.
  const whole = calculation === text ? "" : ` in ${quoteName(text)}`;
  throw new ExpressionFault(0, {
    expected: "a finite number",
    found: `${value} from ${calculation}${whole}`,
  });
}

function requireBoolean(value: Scalar, operator: string, evaluation: Evaluation): boolean {
  if (typeof value === "boolean") return value;
  const place = operator === "!" ? "after" : operator === "?" ? "before" : "around";
  throw describeMismatch(`true or false ${place}`, operator, [value], evaluation);
}

function describeMismatch(
  expected: string,
  operator: string,
  values: readonly Scalar[],
  { text }: Evaluation,
): ExpressionFault {
  return new ExpressionFault(0, {
    expected: `${expected} \`${operator}\``,
    found: `${values.map(describeValue).join(" and ")} in ${quoteName(text)}`,
  });
}
