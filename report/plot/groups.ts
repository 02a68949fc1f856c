/** Groups of rows by a column, each with its colour, marker shape and dashes. */

import { scale, type SymbolType } from "@observablehq/plot";
import type { LabelColumn } from "../figure_data.ts";
import { assertRange, findExtent } from "./axis.ts";

/** How a group looks. */
export interface Style {
  readonly colour: string;
  readonly symbol: SymbolType;
  /** Dash lengths in px; absent for an unbroken line. */
  readonly dash: string | undefined;
}

/** The rows of one group. */
export interface Group {
  readonly label: string;
  readonly style: Style;
  /** Row numbers, rising. */
  readonly rows: readonly number[];
}

/** All groups, and how a legend explains them. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly legend:
    | { readonly kind: "none" }
    | { readonly kind: "categories"; readonly title: string }
    | {
      readonly kind: "ramp";
      readonly title: string;
      readonly domain: readonly [number, number];
    };
}

/**
 * Okabe & Ito's colours for all kinds of colour vision, "Color Universal Design" (2008), without their
 * yellow, which white paper swallows.
 */
export const OKABE_ITO: readonly string[] =
  "#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000".split(" ");

const SYMBOLS: readonly SymbolType[] = [
  "circle",
  "triangle2",
  "square2",
  "diamond2",
  "times",
  "hexagon",
  "plus",
  "asterisk",
];

const DASHES: readonly (string | undefined)[] = [undefined, "7 3", "2 2.5", "9 3 2 3"];

/** Numeric columns with more values than this are shown as a range of colours. */
const MOST_CATEGORIES = 8;

/** Lines and points leave out the end of viridis that white paper swallows. */
export const VISIBLE_PART = 0.9;

/** Colour of a value that is missing or infinite. */
const UNKNOWN = "#8c8c8c";

/**
 * Gives the style of the group with a number. Seven colours and eight shapes share no factor, so 56
 * groups look different.
 */
export function styleGroup(index: number): Style {
  return {
    colour: OKABE_ITO[index % OKABE_ITO.length] ?? "#000000",
    symbol: SYMBOLS[index % SYMBOLS.length] ?? "circle",
    dash: DASHES[index % DASHES.length],
  };
}

/**
 * Groups rows by a column: numbers rising, text by first appearance.
 *
 * @param column absent for one group of all rows.
 * @param rows numbers of the rows to group, rising.
 * @param title the legend's words.
 * @throws {KooplineError} `input.value` for numbers too large to scale.
 */
export function groupRows(
  column: LabelColumn | undefined,
  rows: readonly number[],
  title: string,
): Grouping {
  if (column === undefined) {
    return { groups: [{ label: "", style: styleGroup(0), rows }], legend: { kind: "none" } };
  }
  const parts = splitRows(column, rows);
  const values = parts.map(({ value }) => value);
  if (column.numbers !== undefined && parts.length > MOST_CATEGORIES) {
    const domain = findExtent(values.filter(Number.isFinite));
    assertRange(domain, "plot.colour");
    const colour = makeViridis(domain, VISIBLE_PART);
    const groups = parts.map(({ label, value, rows }) => ({
      label,
      rows,
      style: { colour: colour(value), symbol: "circle" as const, dash: undefined },
    }));
    return { groups, legend: { kind: "ramp", title, domain } };
  }
  const groups = parts.map(({ label, rows }, index) => ({ label, rows, style: styleGroup(index) }));
  return { groups, legend: { kind: "categories", title } };
}

/** Rising, with NaN last. */
function rankNumber(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Splits rows by a column's values: numbers rising, text by first appearance. */
export function splitRows(
  column: LabelColumn,
  rows: readonly number[],
): readonly { readonly label: string; readonly value: number; readonly rows: readonly number[] }[] {
  const parts = new Map<string | number, { label: string; value: number; rows: number[] }>();
  for (const row of rows) {
    const label = column.labels[row] ?? "";
    const value = column.numbers?.[row] ?? NaN;
    // By number, because two numbers may be written alike.
    const key = column.numbers === undefined ? label : value;
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { label, value, rows: [row] });
    else part.rows.push(row);
  }
  const list = [...parts.values()];
  return column.numbers === undefined ? list : list.sort((a, b) => rankNumber(a.value, b.value));
}

/**
 * Makes the viridis scale over a range.
 *
 * @param part the part of viridis that is used, from its dark end.
 */
export function makeViridis(
  [low, high]: readonly [number, number],
  part: number = 1,
): (value: number) => string {
  const ramp = scale({ color: { type: "linear", scheme: "viridis", domain: [0, 1] } });
  return (value) => {
    if (!Number.isFinite(value)) return UNKNOWN;
    return String(ramp.apply(high === low ? 0 : (part * (value - low)) / (high - low)));
  };
}
