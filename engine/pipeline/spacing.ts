/**
 * Evenly spaced axis values, rounded once.
 *
 * `start + i * step` gives 0.30000000000000004 where a reader wrote 0.1 steps. The numbers of a pipeline are
 * decimals, so they are brought to integers over one power of ten; each value is then one division, which rounds
 * to the double nearest to the decimal that was meant.
 */

import { ExpressionFault } from "./expression.ts";

/** Values to be computed one by one; the count is known before any is. */
export interface Spacing {
  readonly count: number;
  readonly valueAt: (index: number) => number;
}

/**
 * Spaces values from start in steps, stop left out.
 *
 * @throws {ExpressionFault} when the step is 0 or leads away from stop, or the numbers need too many digits.
 */
export function spaceRange(start: number, stop: number, step: number): Spacing {
  if (step === 0) throw new ExpressionFault(0, { expected: "a step other than 0", found: "0" });
  const scaled = scaleDecimals([start, stop, step]);
  const [first = 0, end = 0, stride = 1] = scaled.integers;
  const count = Math.max(0, Math.ceil((end - first) / stride));
  if (count === 0) {
    throw new ExpressionFault(0, {
      expected: "a range with at least one value",
      found: `none from ${start} to ${stop} in steps of ${step}`,
      hint: start === stop
        ? "The stop itself is left out: make it one step larger."
        : "Swap start and stop, or change the sign of the step.",
    });
  }
  return { count, valueAt: (index) => (first + index * stride) / scaled.scale };
}

/**
 * Spaces a number of values from first to last, both included.
 *
 * @throws {ExpressionFault} when the count is no positive integer, or the numbers need too many digits.
 */
export function spaceEvenly(first: number, last: number, count: number): Spacing {
  if (!Number.isInteger(count) || count < 1) {
    throw new ExpressionFault(0, {
      expected: "a count that is a positive integer",
      found: String(count),
    });
  }
  if (count === 1) return { count, valueAt: () => first };
  const { integers: [from = 0, to = 0], scale } = scaleDecimals([first, last]);
  const gaps = count - 1;
  if (
    !Number.isSafeInteger(gaps * Math.max(Math.abs(from), Math.abs(to))) ||
    !Number.isSafeInteger(gaps * scale)
  ) {
    throw describePrecision([first, last, count]);
  }
  return { count, valueAt: (index) => (from * (gaps - index) + to * index) / (gaps * scale) };
}

function scaleDecimals(
  values: readonly number[],
): { readonly integers: readonly number[]; readonly scale: number } {
  const digits = Math.max(...values.map(countDecimals));
  const scale = 10 ** Math.min(digits, 15);
  const integers = values.map((value) => Math.round(value * scale));
  if (digits > 15 || !integers.every((integer) => Number.isSafeInteger(integer * 2))) {
    throw describePrecision(values);
  }
  return { integers, scale };
}

/** Counts the digits after the point in the shortest decimal of a number. */
function countDecimals(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const fraction = mantissa.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
}

function describePrecision(values: readonly number[]): ExpressionFault {
  return new ExpressionFault(0, {
    expected: "numbers that 15 decimal digits hold together",
    found: `[${values.join(", ")}]`,
    hint: "List the values one by one.",
  });
}
