/** Numbers in figures, written without regard to locale. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Writes a number for people: `digits` significant digits, no trailing zeros, a true minus sign, and
 * a power of ten outside 10⁻³ … 10⁶.
 */
export function formatNumber(value: number, digits: number = 4): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return writeMinus(String(value));
  const [mantissa, exponent] = splitExponent(value, digits);
  if (exponent >= 6 || exponent < -3) {
    return `${writeMinus(String(Number(mantissa)))}×${formatPower(exponent)}`;
  }
  return writeMinus(String(Number(value.toPrecision(digits))));
}

/**
 * Writes numbers that stand together: whole ones as they are, others with `digits` significant digits
 * each, so that they look alike.
 */
export function formatAlike(values: readonly number[], digits: number): readonly string[] {
  const whole = values.every((value) => Number.isInteger(value) || Number.isNaN(value));
  return values.map((value) => whole ? formatNumber(value) : formatDigits(value, digits));
}

/** Writes a number with all its `digits` significant digits. */
function formatDigits(value: number, digits: number): string {
  const short = formatNumber(value, digits);
  if (!Number.isFinite(value) || value === 0 || short.includes("×")) return short;
  const [, exponent] = splitExponent(value, digits);
  return writeMinus(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

/** Writes ten to a power: `10⁻³`. */
export function formatPower(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits.join("")}`;
}

/**
 * Splits a number into its decimal mantissa, |mantissa| in [1, 10), and its exponent.
 *
 * @param digits significant digits to round to; all of them when absent.
 */
export function splitExponent(
  value: number,
  digits?: number,
): readonly [mantissa: string, exponent: number] {
  const written = digits === undefined ? value.toExponential() : value.toExponential(digits - 1);
  const [mantissa = "0", exponent = "0"] = written.split("e");
  return [mantissa, Number(exponent)];
}

/** Writes a count with its noun: `1 row`, `2 rows`. */
export function formatCount(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Replaces the hyphen in front of a number by a minus sign. */
export function writeMinus(number: string): string {
  return number.replace("-", "−");
}
