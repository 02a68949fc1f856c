/** Horizontal bars with intervals and expected values; on a logarithmic axis, dots. */

import { dot, link, type Markish, rect } from "@observablehq/plot";
import type { FigureData } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import { type Axis, findExtent, isWithin, makeAxis } from "./axis.ts";
import { measureColumns, placeColumns, printColumns } from "./bar_columns.ts";
import { type Bar, type BarRows, readBars } from "./bar_rows.ts";
import { describeGroups, joinList, joinSentences } from "./describe.ts";
import type { Drawing, Size } from "./drawing.ts";
import { layOutPanels } from "./layout.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { drawReferences } from "./marks.ts";
import { formatCount, formatNumber } from "./number.ts";
import type { Panel } from "./panel.ts";
import { INK } from "./svg_node.ts";
import { wrapText } from "./text.ts";

type BarsPlot = PlotOf<"bars">;

const WIDTH = 640;
const SLOT = 28;
/** Room in px for a label of two lines. */
const SLOT_OF_TWO = 38;
const HEAD = 16;

/**
 * Draws bars, with their values and the expected ones in columns beside them.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column; `input.value` for nothing to draw or
 *   too many bars.
 */
export function drawBars(plot: BarsPlot, data: FigureData, size: Size): Drawing {
  const rows = readBars(plot, data);
  const width = size.width ?? WIDTH;
  const legend = drawLegend(
    rows.grouping,
    width,
    plot.scale === "log" ? "filledPoint" : "bar",
    pictureExtras(plot),
  );
  const printed = printColumns(rows.bars, plot, width);
  const right = measureColumns(printed);
  const top = legend.height + HEAD;
  const panel = makePanel(plot, rows, width - right);
  const wrapped = panel.y.ticks?.some(({ label }) => label.includes("\n")) ?? false;
  const slot = wrapped && rows.blocks.length === rows.bars.length ? SLOT_OF_TWO : SLOT;
  const laid = layOutPanels([panel], {
    width,
    height: Math.max(size.height ?? 0, top + rows.slots * slot + 66),
    columns: 1,
    shared: true,
    aspect: 1,
    rigid: false,
    top,
    right,
  });
  const box = laid.boxes[0];
  const beside = box === undefined ? [] : placeColumns(printed, rows, box);
  return {
    nodes: [...legend.nodes, ...laid.nodes, ...beside],
    width,
    height: laid.height,
    description: describeBars(plot, rows),
    hidden: rows.hidden,
  };
}

function pictureExtras({ expected, mark }: BarsPlot): readonly LegendEntry[] {
  const style = { colour: "#000000", symbol: "diamond2" as const, dash: undefined };
  return [
    ...(expected === undefined ? [] : [{ label: expected.label, style, sample: "point" as const }]),
    ...(mark === undefined ? [] : [{ label: mark.label, style, sample: "stroke" as const }]),
  ];
}

function makePanel(plot: BarsPlot, rows: BarRows, width: number): Panel {
  const x = makeValueAxis(plot, rows.bars);
  const y: Axis = {
    scale: "linear",
    domain: [rows.slots - 0.5, -0.5],
    label: "",
    grid: false,
    upright: false,
    ticks: rows.blocks.map(({ label, middle }) => ({
      value: middle,
      label: wrapText(label, width * 0.4),
    })),
  };
  const references = plot.references.map((reference) => ({ axis: "x" as const, ...reference }));
  return {
    title: "",
    x,
    y,
    marks: (box) => [
      ...drawValues(rows.bars, x),
      ...drawIntervals(rows.bars),
      ...drawStrokes(rows.bars.filter(({ mark }) => isWithin(x, mark))),
      ...drawReferences(references, x, y, { box, above: true }),
      dot(rows.bars.filter(({ expected }) => isWithin(x, expected)), {
        x: "expected",
        y: "slot",
        symbol: "diamond2",
        r: 6,
        stroke: "#000000",
        strokeWidth: 1.6,
        fill: "none",
      }),
    ],
  };
}

/** Makes the axis of values: from 0 when linear, since a bar's length is its message. */
function makeValueAxis(plot: BarsPlot, bars: readonly Bar[]): Axis {
  const values = bars
    .flatMap(({ value, low, high, expected, mark }) => [value, low, high, expected, mark])
    .concat(plot.references.map(({ value }) => value))
    .filter((value) => Number.isFinite(value) && (plot.scale === "linear" || value > 0));
  const label = plot.labels.x ?? plot.value;
  const axis = makeAxis(values, {
    scale: plot.scale,
    label,
    limits: plot.limits,
    room: 0,
    names: ["plot.value", "plot.limits"],
  });
  if (plot.scale === "log" || plot.limits !== undefined) return axis;
  const [low, high] = findExtent([0, ...values]);
  const room = 0.05 * (high - low || 1);
  return { ...axis, domain: [low < 0 ? low - room : 0, high > 0 || low === 0 ? high + room : 0] };
}

function drawValues(bars: readonly Bar[], { scale, domain }: Axis): readonly Markish[] {
  if (scale === "log") {
    return [dot(bars, { x: "value", y: "slot", r: 3.6, fill: "colour" })];
  }
  // Limits may leave zero out; the bar then starts at the edge.
  const start = Math.min(Math.max(0, domain[0]), domain[1]);
  return [rect(bars, {
    x1: start,
    x2: "value",
    y1: ({ slot }) => slot - 0.36,
    y2: ({ slot }) => slot + 0.36,
    fill: "colour",
    fillOpacity: 0.85,
  })];
}

/** Draws intervals as lines with caps; an interval with a missing end is left out. */
function drawIntervals(bars: readonly Bar[]): readonly Markish[] {
  const whole = bars.filter(({ low, high }) => !Number.isNaN(low) && !Number.isNaN(high));
  const line = { stroke: INK, strokeWidth: 1.4, clip: "frame" as const };
  const cap = (end: "low" | "high") =>
    link(whole, {
      x: end,
      y1: ({ slot }) => slot - 0.16,
      y2: ({ slot }) => slot + 0.16,
      ...line,
    });
  return [link(whole, { x1: "low", x2: "high", y: "slot", ...line }), cap("low"), cap("high")];
}

/** Draws marks as strokes across the bars, white around so that they show on any colour. */
function drawStrokes(bars: readonly Bar[]): readonly Markish[] {
  const place = {
    x: "mark",
    y1: ({ slot }: Bar) => slot - 0.44,
    y2: ({ slot }: Bar) => slot + 0.44,
  };
  return bars.length === 0 ? [] : [
    link(bars, { ...place, stroke: "#ffffff", strokeWidth: 5 }),
    link(bars, { ...place, stroke: "#000000", strokeWidth: 2.4 }),
  ];
}

function describeBars(plot: BarsPlot, { bars, grouping }: BarRows): string {
  const sentences = bars.map(({ label, group, value, low, high, expected, tag, mark }) => {
    const name = group === "" ? label : `${label}, ${group}`;
    const beside = [
      Number.isNaN(low) || Number.isNaN(high)
        ? ""
        : `interval ${formatNumber(low)} to ${formatNumber(high)}`,
      Number.isNaN(expected)
        ? ""
        : `${plot.expected?.label} ${formatNumber(expected)}${tag === "" ? "" : ` [${tag}]`}`,
      Number.isNaN(mark) ? "" : `${plot.mark?.label} ${formatNumber(mark)}`,
    ].filter((words) => words !== "").join(", ");
    return `${name} ${formatNumber(value)}${beside === "" ? "" : ` (${beside})`}`;
  });
  const noun = plot.scale === "log" ? "dot on a logarithmic axis" : "bar";
  const plural = plot.scale === "log" ? "dots on a logarithmic axis" : "bars";
  return joinSentences([
    `${formatCount(bars.length, noun, plural)} of ${plot.labels.x ?? plot.value}`,
    describeGroups(grouping),
    `values: ${joinList(sentences, "; ")}`,
  ]);
}
