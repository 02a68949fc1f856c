/** Rows as points: read, sorted out by what can be drawn, grouped by colour, split into facets. */

import { KooplineError } from "../../schemas/error.ts";
import {
  assertShown,
  type FigureData,
  type HiddenRows,
  readLabels,
  readNumbers,
} from "../figure_data.ts";
import { type Grouping, groupRows, splitRows } from "./groups.ts";

/** Which columns hold the points, and what limits them. */
export interface PointRequest {
  readonly x: string;
  readonly y: string;
  /** The parameters' names for `x` and `y`, for messages. */
  readonly names: readonly [string, string];
  readonly colour?: string | undefined;
  readonly facet?: string | undefined;
  readonly scales: { readonly x: "linear" | "log"; readonly y: "linear" | "log" };
  readonly limits: {
    readonly x?: readonly [number, number] | undefined;
    readonly y?: readonly [number, number] | undefined;
  };
  readonly labels: { readonly colour?: string | undefined };
}

/** A small multiple: its title and its rows. */
export interface Facet {
  readonly title: string;
  readonly rows: ReadonlySet<number>;
}

/** Points by row number. */
export interface Points {
  /** NaN where it cannot be drawn. */
  readonly x: readonly number[];
  /** NaN where the row cannot be drawn. */
  readonly y: readonly number[];
  /** Rows that can be drawn and lie within the limits, rising. */
  readonly shown: readonly number[];
  readonly hidden: HiddenRows;
  /** Groups of all rows: lines break where a row cannot be drawn. */
  readonly grouping: Grouping;
  readonly facets: readonly Facet[];
}

const MOST_FACETS = 60;

/**
 * Reads points from a query's rows.
 *
 * @throws {KooplineError} `pipeline.params` for a column that is absent or of the wrong type,
 *   `input.value` when nothing can be drawn or there are more than sixty facets.
 */
export function readPoints(data: FigureData, request: PointRequest): Points {
  const rawX = readNumbers(data, request.x, `plot.${request.names[0]}`);
  const rawY = readNumbers(data, request.y, `plot.${request.names[1]}`);
  const colour = request.colour === undefined
    ? undefined
    : readLabels(data, request.colour, "plot.colour");
  const x = rawX.slice();
  const y = rawY.slice();
  const shown: number[] = [];
  const hidden = { missing: 0, notPositive: 0, outside: 0 };
  for (let row = 0; row < data.rows; row++) {
    const reason = findReason(rawX[row] ?? NaN, rawY[row] ?? NaN, request);
    if (reason === undefined) shown.push(row);
    else hidden[reason] += 1;
    if (reason === "missing" || reason === "notPositive") y[row] = NaN;
    if (!isDrawable(rawX[row] ?? NaN, request.scales.x)) x[row] = NaN;
  }
  assertShown(shown.length, hidden);
  const all = Array.from({ length: data.rows }, (_, row) => row);
  const drawn = new Set(shown);
  // A group none of whose rows can be drawn would only lengthen the legend.
  const alive = colour === undefined ? all : splitRows(colour, all)
    .filter(({ rows }) => rows.some((row) => drawn.has(row)))
    .flatMap(({ rows }) => rows).sort((a, b) => a - b);
  const title = request.labels.colour ?? request.colour ?? "";
  const grouping = groupRows(colour, alive, title);
  return { x, y, shown, hidden, grouping, facets: splitFacets(data, request.facet, alive) };
}

/** Gives the values of a column of points at some rows. */
export function pick(values: readonly number[], rows: readonly number[]): readonly number[] {
  return rows.map((row) => values[row] ?? NaN);
}

function findReason(
  x: number,
  y: number,
  { scales, limits }: PointRequest,
): keyof HiddenRows | undefined {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return "missing";
  if (!isDrawable(x, scales.x) || !isDrawable(y, scales.y)) return "notPositive";
  const inside = (value: number, ends: readonly [number, number] | undefined) =>
    ends === undefined || (value >= ends[0] && value <= ends[1]);
  return inside(x, limits.x) && inside(y, limits.y) ? undefined : "outside";
}

function isDrawable(value: number, scale: "linear" | "log"): boolean {
  return Number.isFinite(value) && (scale === "linear" || value > 0);
}

function splitFacets(
  data: FigureData,
  name: string | undefined,
  rows: readonly number[],
): readonly Facet[] {
  if (name === undefined) return [{ title: "", rows: new Set(rows) }];
  const column = readLabels(data, name, "plot.facet");
  const parts = splitRows(column, rows);
  if (parts.length > MOST_FACETS) {
    throw new KooplineError({
      code: "input.value",
      where: "plot.facet",
      expected: `at most ${MOST_FACETS} different values`,
      found: `${parts.length} in column "${name}"`,
      hint: "Choose fewer in the SQL, or use `colour`.",
    });
  }
  return parts.map((part) => ({
    // A bare number says nothing without its column.
    title: column.numbers === undefined ? part.label : `${name} = ${part.label}`,
    rows: new Set(part.rows),
  }));
}
