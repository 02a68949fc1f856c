/** Panels of points, lines and bands over numeric axes: what curves, trajectories and scatter share. */

import type { Markish } from "@observablehq/plot";
import type { PlotOf } from "../figure_spec.ts";
import { type Axis, makeAxis } from "./axis.ts";
import { describeGroups, describeRange, joinSentences } from "./describe.ts";
import type { Drawing, Size } from "./drawing.ts";
import { chooseColumns, layOutPanels } from "./layout.ts";
import { drawLegend, type LegendEntry, type Sample } from "./legend.ts";
import { drawReferences } from "./marks.ts";
import type { Box } from "./panel.ts";
import { pick, type Points } from "./points.ts";

/** What a plane shows. */
export interface Plane {
  readonly plot: PlotOf<"curves"> | PlotOf<"trajectories"> | PlotOf<"scatter">;
  readonly points: Points;
  readonly size: Size;
  readonly sample: Sample;
  /** Further entries of the legend. */
  readonly entries?: readonly LegendEntry[];
  /** Further values that the y axis must hold. */
  readonly reach?: readonly number[];
  /** Fraction of the x values' range that stays free at either end. */
  readonly room: number;
  /** The marks of the rows that a panel keeps. */
  readonly marks: (keep: (row: number) => boolean) => readonly Markish[];
  /** Sentences about this plot; what is general is added. */
  readonly opening: string;
  readonly closing: string;
}

const WIDTH = 640;

/**
 * Draws one panel a facet, all with the same axes.
 *
 * @throws {KooplineError} `pipeline.params` for limits that a logarithmic axis cannot take.
 */
export function drawPlane(plane: Plane): Drawing {
  const { plot, points, size, sample } = plane;
  const width = size.width ?? WIDTH;
  const legend = drawLegend(points.grouping, width, sample, plane.entries);
  const x = makePlaneAxis(plane, "x", plane.room);
  const y = makePlaneAxis(plane, "y", 0.05);
  const columns = chooseColumns(points.facets.length, width, plot.columns);
  const panels = points.facets.map(({ title, rows }) => ({
    title,
    x,
    y,
    marks: (box: Box) => [
      ...drawReferences(plot.references, x, y, { box, above: false }),
      ...plane.marks((row) => rows.has(row)),
    ],
  }));
  const laid = layOutPanels(panels, {
    width,
    height: size.height,
    columns,
    shared: true,
    aspect: columns === 1 ? 0.56 : 0.8,
    rigid: false,
    top: legend.height,
  });
  return {
    nodes: [...legend.nodes, ...laid.nodes],
    width,
    height: laid.height,
    description: describePlane(plane, x, y),
    hidden: points.hidden,
  };
}

function makePlaneAxis({ plot, points, reach = [] }: Plane, name: "x" | "y", room: number): Axis {
  const references = plot.references.filter(({ axis }) => axis === name).map(({ value }) => value);
  const values = [...pick(points[name], points.shown), ...references, ...name === "y" ? reach : []];
  const scale = plot.scales[name];
  return makeAxis(scale === "log" ? values.filter((value) => value > 0) : values, {
    scale,
    label: plot.labels[name] ?? plot[name],
    limits: plot.limits[name],
    room,
    names: [`plot.${name}`, `plot.limits.${name}`],
  });
}

function describePlane({ points, opening, closing }: Plane, x: Axis, y: Axis): string {
  const { shown, grouping, facets } = points;
  return joinSentences([
    opening,
    describeGroups(grouping),
    facets.length > 1 ? `${facets.length} panels` : "",
    `axes: ${describeRange(x.label, pick(points.x, shown))}, ${
      describeRange(y.label, pick(points.y, shown))
    }`,
    [x, y].filter(({ scale }) => scale === "log").map(({ label }) =>
      `logarithmic axis for ${label}`
    )
      .join(", "),
    closing,
  ]);
}
