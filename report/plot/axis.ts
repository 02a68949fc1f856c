/** Axes: how far they reach, where their ticks are, what is written beside them. */

import { log } from "../../numerics/elementary.ts";
import { KooplineError } from "../../schemas/error.ts";
import { formatNumber } from "./number.ts";
import { measureText } from "./text.ts";
import { ceilRound, findLinearTicks, findLogTicks, floorRound, type Tick } from "./ticks.ts";

/** An axis of a panel. */
export interface Axis {
  readonly scale: "linear" | "log";
  /** Values at the start and the end; the first may be the larger one. */
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly grid: boolean;
  /** Whether tick labels stand on end, reading upwards. */
  readonly upright: boolean;
  /** Ticks that stand as they are; round numbers when absent. */
  readonly ticks?: readonly Tick[];
}

/** How an axis is wanted. */
export interface AxisRequest {
  readonly scale: "linear" | "log";
  readonly label: string;
  readonly limits?: readonly [number, number] | undefined;
  /** Fraction of the data's range that stays free at either end. */
  readonly room: number;
  /** The parameters that give the values and the limits, for messages. */
  readonly names: readonly [values: string, limits: string];
}

/** Sums and differences of larger numbers may overflow. */
const LARGEST = 1e300;

/**
 * Makes an axis that holds all values.
 *
 * @throws {KooplineError} `pipeline.params` when limits on a logarithmic axis are not positive,
 *   `input.value` when values are too large to draw.
 */
export function makeAxis(values: readonly number[], request: AxisRequest): Axis {
  const { scale, label, limits } = request;
  if (scale === "log" && limits !== undefined && limits[0] <= 0) {
    throw new KooplineError({
      code: "pipeline.params",
      where: request.names[1],
      expected: "positive limits for a logarithmic axis",
      found: `[${limits[0]}, ${limits[1]}]`,
    });
  }
  const domain = limits ?? (scale === "log" ? findLogDomain(values) : findDomain(values, request));
  return { scale, domain, label, grid: true, upright: false };
}

/** Gives the smallest and the largest value; NaN and NaN without values. */
export function findExtent(values: readonly number[]): readonly [number, number] {
  let low = NaN;
  let high = NaN;
  for (const value of values) {
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  return [low, high];
}

/**
 * Refuses values that are too large to scale without overflow.
 *
 * @throws {KooplineError} `input.value`.
 */
export function assertRange([low, high]: readonly [number, number], where: string) {
  if (Math.max(Math.abs(low), Math.abs(high)) <= LARGEST) return;
  throw new KooplineError({
    code: "input.value",
    where,
    expected: `values between −${formatNumber(LARGEST)} and ${formatNumber(LARGEST)}`,
    found: `values from ${formatNumber(low)} to ${formatNumber(high)}`,
    hint: "Take logarithms in the SQL, or leave such rows out.",
  });
}

/**
 * Gives the ticks of an axis that is `length` px long, as many as fit without touching.
 *
 * @param across whether labels stand side by side, as under a horizontal axis.
 */
export function placeTicks(axis: Axis, length: number, across: boolean): readonly Tick[] {
  if (axis.ticks !== undefined) return axis.ticks;
  const [low, high] = axis.domain;
  const find = axis.scale === "log" ? findLogTicks : findLinearTicks;
  let ticks: readonly Tick[] = [];
  const most = across ? 8 : Math.min(8, Math.max(3, Math.floor(length / 36)));
  for (let count = most; count > 0; count--) {
    ticks = find(low, high, count);
    if (fitTicks(ticks, axis, length, across)) return ticks;
  }
  return ticks;
}

/** Gives the width of the widest label. */
export function measureTicks(ticks: readonly Tick[]): number {
  const lines = ticks.flatMap(({ label }) => label.split("\n"));
  return lines.reduce((widest, line) => Math.max(widest, measureText(line)), 0);
}

function fitTicks(ticks: readonly Tick[], axis: Axis, length: number, across: boolean): boolean {
  for (let i = 1; i < ticks.length; i++) {
    const before = ticks[i - 1];
    const here = ticks[i];
    if (before === undefined || here === undefined) continue;
    const distance = findFraction(axis, here.value) - findFraction(axis, before.value);
    const needed = across ? (measureText(before.label) + measureText(here.label)) / 2 + 14 : 22;
    if (distance * length < needed) return false;
  }
  return true;
}

/** Tells whether a value lies between the ends of its axis. */
export function isWithin({ domain: [first, last] }: Axis, value: number): boolean {
  return value >= Math.min(first, last) && value <= Math.max(first, last);
}

/** Gives where a value lies between the ends of its axis, from 0 to 1. */
export function findFraction(
  { scale, domain: [low, high] }: Pick<Axis, "scale" | "domain">,
  value: number,
): number {
  const place = scale === "log" ? log : (value: number) => value;
  return (place(value) - place(low)) / (place(high) - place(low));
}

function findDomain(
  values: readonly number[],
  { room, names }: AxisRequest,
): readonly [number, number] {
  const [low, high] = findExtent(values);
  const range = high - low;
  const size = Math.max(Math.abs(low), Math.abs(high));
  assertRange([low, high], names[0]);
  // Equal up to rounding: show them in the middle, not as noise over the full height.
  if (range <= 1e-12 * size) {
    const half = size === 0 ? 1 : size * 0.05;
    return [low - half, high + half];
  }
  return [low - room * range, high + room * range];
}

function findLogDomain(values: readonly number[]): readonly [number, number] {
  const [low, high] = findExtent(values);
  // The ends of the floating-point range have no round numbers beyond them.
  const start = floorRound(low) || low;
  const end = Math.min(ceilRound(high), Number.MAX_VALUE);
  return start < end ? [start, end] : [start / 2, end * 2];
}
