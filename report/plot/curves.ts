/** Lines through points sorted by x, one line a colour, with optional bands. */

import { areaY, line, type Markish } from "@observablehq/plot";
import { KooplineError } from "../../schemas/error.ts";
import { type FigureData, readNumbers } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import { joinList } from "./describe.ts";
import type { Drawing, Size } from "./drawing.ts";
import type { Group } from "./groups.ts";
import { drawDots, hasFewPoints } from "./marks.ts";
import { formatCount, formatNumber } from "./number.ts";
import { drawPlane } from "./plane.ts";
import { type Points, readPoints } from "./points.ts";

type CurvesPlot = PlotOf<"curves">;
type Keep = (row: number) => boolean;

/** The ends of the bands by row; NaN where there is no band. */
interface Band {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Draws curves. A row that cannot be drawn breaks its line; a band is absent where its ends are.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column; `input.value` for nothing to draw, or
 *   for two values of one line at the same x.
 */
export function drawCurves(plot: CurvesPlot, data: FigureData, size: Size): Drawing {
  const points = readPoints(data, { ...plot, names: ["x", "y"] });
  const band = readBand(plot, data);
  const few = hasFewPoints(points.grouping.groups);
  const shown = new Set(points.shown);
  const groups = points.grouping.groups.map((group) =>
    sortRows(few ? drawSolid(group) : group, points)
  );
  const grouping = { ...points.grouping, groups };
  let curves = 0;
  for (const { rows } of points.facets) {
    for (const group of groups) {
      assertSingle(group, points, (row) => rows.has(row), plot);
      if (group.rows.some((row) => rows.has(row))) curves += 1;
    }
  }
  return drawPlane({
    plot,
    points: { ...points, grouping },
    size,
    sample: few ? "lineWithPoint" : "line",
    room: few ? 0.03 : 0,
    reach: band === undefined ? [] : points.shown.flatMap((row) => [
      band.low[row] ?? NaN,
      band.high[row] ?? NaN,
    ]).filter(Number.isFinite),
    marks: (keep) => [
      ...(band === undefined ? [] : groups.map((group) => drawBand(group, points, band, keep))),
      ...groups.map((group) => drawCurve(group, points, keep, plot)),
      ...(few ? drawDots(grouping, points, (row) => keep(row) && shown.has(row), "#ffffff") : []),
    ],
    opening: `${formatCount(curves, "curve")} through ${formatCount(points.shown.length, "point")}`,
    closing: describeEnds(groups, points, plot),
  });
}

/** Leaves out the dashes where markers tell the lines apart. */
function drawSolid(group: Group): Group {
  return { ...group, style: { ...group.style, dash: undefined } };
}

function readBand({ band, scales }: CurvesPlot, data: FigureData): Band | undefined {
  if (band === undefined) return undefined;
  const read = (name: string, end: string) =>
    readNumbers(data, name, `plot.band.${end}`).map((value) =>
      scales.y === "log" && value <= 0 ? NaN : value
    );
  return { low: read(band.low, "low"), high: read(band.high, "high") };
}

function sortRows(group: Group, { x }: Points): Group {
  const at = (row: number) => x[row] ?? NaN;
  return {
    ...group,
    rows: group.rows.filter((row) => Number.isFinite(at(row))).sort((a, b) => at(a) - at(b)),
  };
}

function assertSingle(
  { rows, label }: Group,
  { x }: Points,
  keep: Keep,
  { x: column, facet }: CurvesPlot,
): void {
  const kept = rows.filter(keep);
  for (let i = 1; i < kept.length; i++) {
    const here = x[kept[i] ?? 0] ?? NaN;
    if (here !== x[kept[i - 1] ?? 0]) continue;
    throw new KooplineError({
      code: "input.value",
      where: "plot.x",
      expected: `one row for each ${column} in a curve`,
      found: `two with ${column} = ${formatNumber(here, 6)}${label === "" ? "" : ` in "${label}"`}`,
      hint: `Average in the SQL, colour${facet === undefined ? " or facet" : ""} by the column ` +
        "that differs, or use the plot `trajectories`.",
    });
  }
}

function drawCurve(
  { rows, style }: Group,
  { x, y }: Points,
  keep: Keep,
  { limits }: CurvesPlot,
): Markish {
  return line(rows.filter(keep), {
    x: (row: number) => x[row] ?? NaN,
    y: (row: number) => y[row] ?? NaN,
    stroke: style.colour,
    strokeWidth: 2,
    strokeLinejoin: "round",
    ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
    ...(limits.x === undefined && limits.y === undefined ? {} : { clip: "frame" as const }),
  });
}

function drawBand(
  { rows, style }: Group,
  { x, y }: Points,
  { low, high }: Band,
  keep: Keep,
): Markish {
  const end = (values: readonly number[]) => (row: number) =>
    Number.isFinite(y[row]) ? values[row] ?? NaN : NaN;
  return areaY(rows.filter(keep), {
    x: (row: number) => x[row] ?? NaN,
    y1: end(low),
    y2: end(high),
    fill: style.colour,
    fillOpacity: 0.18,
    clip: "frame",
  });
}

/** Says where each curve starts and ends. */
function describeEnds(
  groups: readonly Group[],
  { x, y, facets }: Points,
  plot: CurvesPlot,
): string {
  if (facets.length > 1) return "";
  const sentences = groups.map(({ rows, label }) => {
    const drawn = rows.filter((row) => Number.isFinite(y[row]));
    const say = (row: number | undefined) =>
      `${formatNumber(y[row ?? 0] ?? NaN)} at ${formatNumber(x[row ?? 0] ?? NaN)}`;
    return `${label || plot.labels.y || plot.y} goes from ${say(drawn[0])} to ${say(drawn.at(-1))}`;
  });
  return `ends: ${joinList(sentences, "; ")}`;
}
