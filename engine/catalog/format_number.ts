/** Numbers as text: exact for machines, short for people. */

/** Digits that people see of a number, when it has no end. */
const DIGITS = 6;

/** Writes the shortest text that reads back as the same float64: `0.1`, `1e+21`, `-0`, `NaN`. */
export function formatF64(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Writes the shortest text that reads back as the same float32. */
export function formatF32(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatF64(value);
  // Nine digits tell all float32 apart.
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return formatF64(rounded);
  }
  return formatF64(Number(value.toPrecision(9)));
}

/**
 * Chooses how people see the numbers of a column: all with the same decimals, as many as the largest needs
 * for six digits and the smallest for three, or all as powers of ten.
 */
export function chooseDigits(values: ArrayLike<number>): (value: number) => string {
  let [least, largest] = [Infinity, -Infinity];
  let isWhole = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || value === 0) continue;
    const exponent = measureExponent(value);
    [least, largest] = [Math.min(least, exponent), Math.max(largest, exponent)];
    isWhole &&= Number.isSafeInteger(value);
  }
  if (isWhole) return formatF64;
  if (least < -5 || largest > DIGITS) {
    const digits = countNeeded(values, (value) => value.toExponential(DIGITS - 1));
    return (value) => Number.isFinite(value) ? value.toExponential(digits) : String(value);
  }
  const decimals = Math.max(DIGITS - 1 - largest, 2 - least, 0);
  const needed = countNeeded(values, (value) => value.toFixed(decimals));
  return (value) => Number.isFinite(value) ? value.toFixed(needed) : String(value);
}

function measureExponent(value: number): number {
  return Number(value.toExponential(0).split("e")[1]);
}

/** The digits after the point, at least one, that are not zeros at the end of every value. */
function countNeeded(values: ArrayLike<number>, write: (value: number) => string): number {
  let needed = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const [, fraction = ""] = /\.(\d*)/.exec(write(value)) ?? [];
    needed = Math.max(needed, fraction.replace(/0+$/, "").length);
  }
  return needed;
}
