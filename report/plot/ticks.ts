/**
 * Ticks at round numbers.
 *
 * Steps are 1, 2 or 5 times a power of ten, and positions are read from decimal text, so that no
 * logarithm decides about a tick and 0.3 is 0.3.
 */

import { formatNumber, formatPower, splitExponent, writeMinus } from "./number.ts";

/** A position on an axis and what is written there. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Gives at most `count` + 1 ticks at round numbers in [low, high]. */
export function findLinearTicks(low: number, high: number, count: number): readonly Tick[] {
  const [mantissa, exponent] = splitExponent((high - low) / Math.max(1, count));
  const rough = Number(mantissa);
  const [factor, power] = rough <= 1
    ? [1, exponent]
    : rough <= 2
    ? [2, exponent]
    : rough <= 5
    ? [5, exponent]
    : [1, exponent + 1];
  const step = Number(`${factor}e${power}`);
  const ticks: Tick[] = [];
  // Steps that the values' own rounding swallows cannot be counted.
  const counted = Math.max(Math.abs(low), Math.abs(high)) / step;
  if (!(counted < 2 ** 50)) return ticks;
  // A tick within a billionth of a step of the end is at the end.
  const last = Math.floor(high / step + 1e-9);
  for (let i = Math.ceil(low / step - 1e-9); i <= last; i++) {
    const value = Number(`${i * factor}e${power}`);
    ticks.push({ value, label: labelTick(i * factor, power, Math.max(-low, high)) });
  }
  return ticks;
}

/** Gives ticks for a logarithmic axis over [low, high], 0 < low < high, about `count` of them. */
export function findLogTicks(low: number, high: number, count: number): readonly Tick[] {
  const first = splitExponent(low)[1];
  const last = splitExponent(high)[1];
  const decades = last - first;
  const factors = decades <= 1 ? [1, 2, 3, 5] : decades * 2 <= count ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const plain = low >= 1e-3 && high <= 1e5;
  const ticks: Tick[] = [];
  for (let power = first; power <= last; power++) {
    // Counting from 10⁰ keeps the same decades when the data move a little.
    if (power % stride !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      const label = plain
        ? formatNumber(value)
        : factor === 1
        ? formatPower(power)
        : `${factor}×${formatPower(power)}`;
      ticks.push({ value, label });
    }
  }
  return ticks;
}

/** Gives the largest {1, 2, 5}·10ⁿ that is at most `value` > 0. */
export function floorRound(value: number): number {
  const [mantissa, exponent] = splitExponent(value);
  const rough = Number(mantissa);
  return Number(`${rough >= 5 ? 5 : rough >= 2 ? 2 : 1}e${exponent}`);
}

/** Gives the smallest {1, 2, 5}·10ⁿ that is at least `value` > 0. */
export function ceilRound(value: number): number {
  const [mantissa, exponent] = splitExponent(value);
  const rough = Number(mantissa);
  return Number(
    rough <= 1
      ? `1e${exponent}`
      : rough <= 2
      ? `2e${exponent}`
      : rough <= 5
      ? `5e${exponent}`
      : `1e${exponent + 1}`,
  );
}

/** Writes multiple·10^power so that all labels of an axis have the same number of decimals. */
function labelTick(multiple: number, power: number, largest: number): string {
  if (multiple === 0) return "0";
  const value = Number(`${multiple}e${power}`);
  if (largest >= 1e6 || (largest < 1e-3 && power < -4)) {
    const scale = splitExponent(largest)[1];
    const decimals = Math.max(0, scale - power);
    const mantissa = Number(`${multiple}e${power - scale}`).toFixed(Math.min(decimals, 100));
    return `${writeMinus(mantissa)}×${formatPower(scale)}`;
  }
  return writeMinus(value.toFixed(Math.min(100, Math.max(0, -power))));
}
