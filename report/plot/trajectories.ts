/** Paths in the order of the rows: phase planes, or values over steps. */

import { dot, line, type Markish } from "@observablehq/plot";
import { type FigureData, readLabels } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import type { Drawing, Size } from "./drawing.ts";
import { splitRows } from "./groups.ts";
import type { LegendEntry } from "./legend.ts";
import { formatCount } from "./number.ts";
import { drawPlane } from "./plane.ts";
import { type Points, readPoints } from "./points.ts";
import { INK } from "./svg_node.ts";
import type { Style } from "./groups.ts";

type TrajectoriesPlot = PlotOf<"trajectories">;

/** One trajectory: its rows in order, those of its facet only, and its look. */
interface Path {
  readonly rows: readonly number[];
  readonly style: Style;
}

const START: LegendEntry = {
  label: "start",
  style: { colour: INK, symbol: "circle", dash: undefined },
  sample: "point",
};
const END: LegendEntry = { ...START, label: "end", sample: "filledPoint" };

/**
 * Draws trajectories. A row that cannot be drawn breaks its path.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column, `input.value` for nothing to draw.
 */
export function drawTrajectories(
  plot: TrajectoriesPlot,
  data: FigureData,
  size: Size,
): Drawing {
  const points = readPoints(data, { ...plot, names: ["x", "y"] });
  const paths = findPaths(plot, data, points);
  const ends = plot.ends ?? !paths.every((path) => isRising(path, points));
  return drawPlane({
    plot,
    points,
    size,
    sample: "line",
    entries: ends ? [START, END] : [],
    room: ends ? 0.05 : 0,
    marks: (keep) => {
      const kept = paths.map((path) => ({ ...path, rows: path.rows.filter(keep) }));
      return [
        ...kept.map((path) => drawPath(path, points, plot, paths.length)),
        ...(ends ? drawEnds(kept, points) : []),
      ];
    },
    opening: `${formatCount(paths.length, "trajectory", "trajectories")} of ${
      formatCount(points.shown.length, "point")
    }`,
    closing: "",
  });
}

/** Splits each colour's rows by trajectory, and by facet, across which no line goes. */
function findPaths(plot: TrajectoriesPlot, data: FigureData, points: Points): readonly Path[] {
  const column = plot.trajectory === undefined
    ? undefined
    : readLabels(data, plot.trajectory, "plot.trajectory");
  return points.grouping.groups.flatMap(({ rows, style }) =>
    points.facets.flatMap((facet) => {
      const own = rows.filter((row) => facet.rows.has(row));
      const parts = column === undefined ? [{ rows: own }] : splitRows(column, own);
      return parts.filter((part) => part.rows.length > 0).map((part) => ({
        rows: part.rows,
        style,
      }));
    })
  );
}

function isRising({ rows }: Path, { x }: Points): boolean {
  return rows.every((row, index) =>
    index === 0 || !((x[row] ?? 0) < (x[rows[index - 1] ?? 0] ?? 0))
  );
}

function drawPath(
  { rows, style }: Path,
  { x, y }: Points,
  { limits }: TrajectoriesPlot,
  count: number,
): Markish {
  return line(rows, {
    x: (row: number) => x[row] ?? NaN,
    y: (row: number) => y[row] ?? NaN,
    stroke: style.colour,
    strokeWidth: count > 12 ? 1.2 : 1.8,
    strokeOpacity: count > 40 ? 0.6 : 0.9,
    strokeLinejoin: "round",
    ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
    ...(limits.x === undefined && limits.y === undefined ? {} : { clip: "frame" as const }),
  });
}

function drawEnds(paths: readonly Path[], { x, y, shown }: Points): readonly Markish[] {
  const drawn = new Set(shown);
  return paths.flatMap(({ rows, style }) => {
    const seen = rows.filter((row) => drawn.has(row));
    const at = (row: number | undefined, fill: string) =>
      dot(row === undefined ? [] : [row], {
        x: (row: number) => x[row] ?? NaN,
        y: (row: number) => y[row] ?? NaN,
        r: 3,
        stroke: style.colour,
        strokeWidth: 1.4,
        fill,
      });
    return [at(seen[0], "#ffffff"), at(seen.at(-1), style.colour)];
  });
}
