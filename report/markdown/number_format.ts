/** How a number is written: the formats that a report's text names, and the ones chosen for it. */

/** A format for one value. */
export type ValueFormat =
  | {
    readonly kind: "fixed" | "general" | "significant" | "exponent" | "percent";
    readonly digits: number;
  }
  | { readonly kind: "integer" }
  | { readonly kind: "text" };

/** The formats that {@link parseFormat} reads, for messages. */
export const FORMATS = "one of .4f, .4g, .4e, %, .1%, d, text";

const NAMED = { f: "fixed", g: "general", e: "exponent", "%": "percent" } as const;

/** Reads a format such as `.4f`; undefined when it is none. Digits go from 0 to 20. */
export function parseFormat(text: string): ValueFormat | undefined {
  if (text === "d") return { kind: "integer" };
  if (text === "text") return { kind: "text" };
  if (text === "%") return { kind: "percent", digits: 0 };
  const match = /^\.(\d{1,2})([fge%])$/.exec(text);
  const digits = Number(match?.[1]);
  const letter = match?.[2];
  if (digits > 20 || (letter !== "f" && letter !== "g" && letter !== "e" && letter !== "%")) {
    return undefined;
  }
  return { kind: NAMED[letter], digits };
}

/** Gives ⌊log₁₀|x|⌋ of a finite number other than 0, read off its shortest decimal form. */
export function readExponent(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** Writes a number with so many significant digits as C's `%g` does: no trailing zeros. */
function writeGeneral(value: number, digits: number): string {
  const significant = Math.max(1, digits);
  const [mantissa = "", power = ""] = value.toExponential(significant - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= significant) return `${dropZeros(mantissa)}e${power}`;
  return dropZeros(value.toFixed(significant - 1 - exponent));
}

/** Writes a number with so many significant digits, zeros kept; powers of ten below 1e-4, from 1e6. */
function writeSignificant(value: number, digits: number): string {
  const rounded = value.toExponential(digits - 1);
  const exponent = Number(rounded.split("e")[1]);
  if (exponent < -4 || exponent > 5) return rounded;
  return value.toFixed(Math.max(0, digits - 1 - exponent));
}

function dropZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * Writes a number in a format as plain text: `0.0081`, `8.07e-3`, `84 %`.
 * Rounding is exact (ECMAScript's toFixed and toExponential), so it is the same everywhere.
 */
export function formatNumber(value: number, format: ValueFormat): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  switch (format.kind) {
    case "fixed":
      return dropNegativeZero(value.toFixed(format.digits));
    case "general":
      return value === 0 ? "0" : writeGeneral(value, format.digits);
    case "significant":
      return value === 0 ? "0" : writeSignificant(value, format.digits);
    case "exponent":
      return value.toExponential(format.digits);
    case "percent":
      return `${dropNegativeZero((value * 100).toFixed(format.digits))}\u00a0%`;
    case "integer":
    case "text":
      return String(value);
  }
}

function dropNegativeZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

/**
 * Chooses the format of a column: whole numbers as such, numbers of like size with the same number of
 * decimals (four significant digits of the smallest, six decimals at most), others with four
 * significant digits each, three when all are small.
 */
export function chooseFormat(values: Iterable<number>): ValueFormat {
  let largest = 0;
  let smallest = Infinity;
  let whole = true;
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    const size = Math.abs(value);
    largest = Math.max(largest, size);
    smallest = Math.min(smallest, size);
    whole &&= Number.isInteger(value) && size < 1e15;
  }
  if (whole) return { kind: "integer" };
  const [low, high] = [readExponent(smallest), readExponent(largest)];
  if (high > 5 || low < -4 || high - low > 4) {
    return { kind: "significant", digits: high < -3 ? 3 : 4 };
  }
  return { kind: "fixed", digits: Math.min(6, Math.max(1, 3 - low)) };
}
