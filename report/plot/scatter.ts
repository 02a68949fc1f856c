/** Points. */

import type { FigureData } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import type { Drawing, Size } from "./drawing.ts";
import { drawDots } from "./marks.ts";
import { formatCount } from "./number.ts";
import { drawPlane } from "./plane.ts";
import { readPoints } from "./points.ts";

/**
 * Draws points.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column, `input.value` for nothing to draw.
 */
export function drawScatter(plot: PlotOf<"scatter">, data: FigureData, size: Size): Drawing {
  const points = readPoints(data, { ...plot, names: ["x", "y"] });
  const shown = new Set(points.shown);
  return drawPlane({
    plot,
    points,
    size,
    sample: "point",
    room: 0.05,
    marks: (keep) => drawDots(points.grouping, points, (row) => keep(row) && shown.has(row)),
    opening: formatCount(points.shown.length, "point"),
    closing: "",
  });
}
