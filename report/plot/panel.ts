/** One panel of a figure: Plot's marks between two axes, in a box of the figure. */

import { axisX, axisY, frame, gridX, gridY, type Markish, plot } from "@observablehq/plot";
import { DOMParser } from "linkedom";
import type { Axis } from "./axis.ts";
import { type DomNode, INK, makeNode, readDom, type SvgNode } from "./svg_node.ts";
import { FONT_FAMILY, FONT_SIZE } from "./text.ts";
import type { Tick } from "./ticks.ts";

/** What a panel shows. */
export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** The marks, given the panel's box: in data units, some of them sized in px. */
  readonly marks: (box: Box) => readonly Markish[];
}

/** A rectangle in px of the figure. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel goes and what is written at its axes. */
export interface Placement {
  readonly box: Box;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Whether the ticks' labels are written. */
  readonly labelX: boolean;
  readonly labelY: boolean;
}

const LINES = "#8c8c8c";

/** Draws a panel; coordinates are those of the figure. */
export function drawPanel(panel: Panel, placement: Placement): SvgNode {
  const { box, xTicks, yTicks, labelX, labelY } = placement;
  const xValues = xTicks.map(({ value }) => value);
  const yValues = yTicks.map(({ value }) => value);
  const grid = { stroke: "#000000", strokeOpacity: 0.1 };
  return drawPlot({
    width: box.x + box.width,
    height: box.y + box.height,
    marginLeft: box.x,
    marginTop: box.y,
    marginRight: 0,
    marginBottom: 0,
    x: {
      type: panel.x.scale,
      domain: [...panel.x.domain],
      range: [box.x, box.x + box.width],
    },
    y: {
      type: panel.y.scale,
      domain: [...panel.y.domain],
      range: [box.y + box.height, box.y],
    },
    marks: [
      panel.x.grid ? gridX({ ticks: xValues, ...grid }) : null,
      panel.y.grid ? gridY({ ticks: yValues, ...grid }) : null,
      frame({ stroke: LINES }),
      ...panel.marks(box),
      axisX({
        ticks: xValues,
        text: xTicks.map(({ label }) => labelX ? label : ""),
        ...(panel.x.upright ? { tickRotate: -90, textAnchor: "end" as const } : {}),
        tickSize: labelX ? 4 : 0,
        fontSize: FONT_SIZE,
        label: null,
        stroke: LINES,
        fill: INK,
      }),
      axisY({
        ticks: yValues,
        text: yTicks.map(({ label }) => labelY ? label : ""),
        tickSize: labelY ? 4 : 0,
        fontSize: FONT_SIZE,
        label: null,
        stroke: LINES,
        fill: INK,
      }),
    ],
  });
}

/** Draws marks at px coordinates of the figure: legends, dendrograms. */
export function drawMarks(width: number, height: number, marks: readonly Markish[]): SvgNode {
  return drawPlot({
    width,
    height,
    margin: 0,
    x: { type: "identity" },
    y: { type: "identity" },
    axis: null,
    marks: [...marks],
  });
}

/** Writes a line of text at px coordinates of the figure. */
export function drawText(
  text: string,
  { x, y, anchor = "start", fill = INK, rotate }: {
    readonly x: number;
    readonly y: number;
    readonly anchor?: "start" | "middle" | "end";
    readonly fill?: string;
    /** Degrees clockwise about (x, y). */
    readonly rotate?: number;
  },
): SvgNode {
  return makeNode("text", {
    transform: `translate(${x},${y})${rotate === undefined ? "" : ` rotate(${rotate})`}`,
    "text-anchor": anchor,
    "font-size": FONT_SIZE,
    fill,
  }, [text]);
}

type PlotOptions = NonNullable<Parameters<typeof plot>[0]>;

function drawPlot(options: PlotOptions): SvgNode {
  const document = new DOMParser().parseFromString("<html></html>", "text/html");
  const svg: DomNode = plot({
    document,
    style: { fontFamily: FONT_FAMILY, fontSize: `${FONT_SIZE}px` },
    color: { type: "identity" },
    symbol: { type: "identity" },
    ...options,
  });
  const tree = readDom(svg);
  return makeNode("g", { "text-anchor": "middle", fill: INK }, tree.children);
}
