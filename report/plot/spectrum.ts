/** Eigenvalues in the complex plane, with the unit circle; both axes have the same scale. */

import { dot, type Markish, rect, ruleX, ruleY } from "@observablehq/plot";
import type { FigureData } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import { assertRange, type Axis, findExtent } from "./axis.ts";
import { describeGroups, describeRange, joinSentences } from "./describe.ts";
import type { Drawing, Size } from "./drawing.ts";
import { chooseColumns, layOutPanels } from "./layout.ts";
import { drawLegend } from "./legend.ts";
import { drawDots } from "./marks.ts";
import { formatCount, formatNumber } from "./number.ts";
import type { Box, Panel } from "./panel.ts";
import { pick, type Points, readPoints } from "./points.ts";
import { INK } from "./svg_node.ts";

type SpectrumPlot = PlotOf<"spectrum">;
type Range = readonly [number, number];

/** A part of the complex plane. */
interface Region {
  readonly re: Range;
  readonly im: Range;
}

/** How far an axis reaches at least: the unit circle and a little room. */
const AROUND_CIRCLE = 1.1;
/** A panel is at most this many times as wide as it is high, or as high as it is wide. */
const MOST_ASPECT = 2.5;
const WIDTH = 480;
const WIDTH_OF_SEVERAL = 640;

/**
 * Draws a spectrum. Markers are hollow, so that equal eigenvalues of two groups are both seen.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column, `input.value` for nothing to draw.
 */
export function drawSpectrum(plot: SpectrumPlot, data: FigureData, size: Size): Drawing {
  const points = readPoints(data, {
    ...plot,
    x: plot.re,
    y: plot.im,
    names: ["re", "im"],
    scales: { x: "linear", y: "linear" },
  });
  const whole = findRegion(points, plot);
  const aspect = findSpan(whole.im) / findSpan(whole.re);
  const panels = plot.zoom === undefined
    ? points.facets.map((facet) => makePanel(plot, points, whole, facet))
    : makeZoomedPanels(plot, points, whole, widenRegion(plot.zoom, aspect));
  const width = size.width ?? (panels.length > 1 ? WIDTH_OF_SEVERAL : WIDTH);
  const legend = drawLegend(points.grouping, width, "point");
  const laid = layOutPanels(panels, {
    width,
    height: size.height,
    columns: chooseColumns(panels.length, width, plot.columns),
    shared: plot.zoom === undefined,
    aspect,
    rigid: true,
    top: legend.height,
  });
  return {
    nodes: [...legend.nodes, ...laid.nodes],
    width,
    height: laid.height,
    description: describeSpectrum(points),
    hidden: points.hidden,
  };
}

function makePanel(
  plot: SpectrumPlot,
  points: Points,
  region: Region,
  { title, rows }: { readonly title: string; readonly rows: ReadonlySet<number> },
): Panel {
  const shown = new Set(points.shown);
  const inside = (row: number) =>
    rows.has(row) && shown.has(row) && contains(region.re, points.x[row]) &&
    contains(region.im, points.y[row]);
  return {
    title,
    x: makeRegionAxis(region.re, plot.labels.x ?? "Re λ"),
    y: makeRegionAxis(region.im, plot.labels.y ?? "Im λ"),
    marks: (box) => [
      ...drawPlane(region, box),
      ...drawDots(points.grouping, points, inside),
    ],
  };
}

function makeZoomedPanels(
  plot: SpectrumPlot,
  points: Points,
  whole: Region,
  part: Region,
): readonly Panel[] {
  const rows = new Set(points.shown);
  const overview = makePanel(plot, points, whole, { title: "All", rows });
  const outline = rect([part], {
    x1: ({ re }) => re[0],
    x2: ({ re }) => re[1],
    y1: ({ im }) => im[0],
    y2: ({ im }) => im[1],
    stroke: INK,
    strokeWidth: 1.4,
    strokeDasharray: "4 3",
    fill: "none",
    clip: "frame",
  });
  return [
    { ...overview, marks: (box) => [...overview.marks(box), outline] },
    makePanel(plot, points, part, { title: "Inside the dashed frame", rows }),
  ];
}

/** Draws the axes of the plane and the unit circle, whose radius in px follows from the scale. */
function drawPlane({ re, im }: Region, box: Box): readonly Markish[] {
  const axis = { stroke: "#000000", strokeOpacity: 0.35 };
  return [
    contains(re, 0) ? ruleX([0], axis) : null,
    contains(im, 0) ? ruleY([0], axis) : null,
    dot([0], {
      x: 0,
      y: 0,
      r: box.width / findSpan(re),
      stroke: "#444444",
      strokeWidth: 1.2,
      fill: "none",
      clip: "frame",
    }),
  ];
}

function makeRegionAxis(domain: Range, label: string): Axis {
  return { scale: "linear", domain, label, grid: true, upright: false };
}

/** Gives the part of the plane to show: the limits, or the circle and all eigenvalues. */
function findRegion(points: Points, { limits }: SpectrumPlot): Region {
  const reach = (values: readonly number[]): Range => {
    const [low, high] = findExtent(values);
    assertRange([low, high], "plot");
    const room = 0.05 * (high - low);
    return [
      low < -AROUND_CIRCLE + 0.05 ? low - room : -AROUND_CIRCLE,
      high > AROUND_CIRCLE - 0.05 ? high + room : AROUND_CIRCLE,
    ];
  };
  const region = {
    re: limits.x ?? reach(pick(points.x, points.shown)),
    im: limits.y ?? reach(pick(points.y, points.shown)),
  };
  const aspect = findSpan(region.im) / findSpan(region.re);
  return widenRegion(region, Math.min(MOST_ASPECT, Math.max(1 / MOST_ASPECT, aspect)));
}

/** Widens the shorter side about its middle until height over width is `aspect`. */
function widenRegion({ re, im }: Region, aspect: number): Region {
  const width = Math.max(findSpan(re), findSpan(im) / aspect);
  return { re: widenRange(re, width), im: widenRange(im, width * aspect) };
}

function widenRange(range: Range, span: number): Range {
  if (span <= findSpan(range) * (1 + 1e-12)) return range;
  const middle = (range[0] + range[1]) / 2;
  return [middle - span / 2, middle + span / 2];
}

function findSpan([low, high]: Range): number {
  return high - low;
}

function contains([low, high]: Range, value: number | undefined): boolean {
  return value !== undefined && value >= low && value <= high;
}

function describeSpectrum({ x, y, shown, grouping, facets }: Points): string {
  let largest = -1;
  let where = "";
  for (const { label, rows } of grouping.groups) {
    for (const row of rows) {
      const re = x[row] ?? NaN;
      const im = y[row] ?? NaN;
      const modulus = Math.sqrt(re * re + im * im);
      if (modulus > largest) [largest, where] = [modulus, label];
    }
  }
  return joinSentences([
    `${formatCount(shown.length, "eigenvalue")} in the complex plane with the unit circle`,
    describeGroups(grouping),
    facets.length > 1 ? `${facets.length} panels` : "",
    `${describeRange("real parts", pick(x, shown))}, ${
      describeRange("imaginary parts", pick(y, shown))
    }`,
    `largest modulus ${formatNumber(largest, 6)}${where === "" ? "" : ` (${where})`}`,
  ]);
}
