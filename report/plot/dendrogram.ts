/** Draws a dendrogram above the columns of a matrix, with an axis of heights. */

import { link, type Markish } from "@observablehq/plot";
import type { Linkage } from "../../numerics/average_linkage.ts";
import { type Axis, placeTicks } from "./axis.ts";
import { type Box, drawMarks, drawText } from "./panel.ts";
import { INK, type SvgNode } from "./svg_node.ts";

interface Stroke {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** Height in px that a dendrogram takes above its matrix. */
export const DENDROGRAM_HEIGHT = 92;

const HEAD = 8;
const FOOT = 14;

/** Draws a dendrogram over the box of a matrix whose columns stand in the order of its leaves. */
export function drawDendrogram(linkage: Linkage, box: Box): readonly SvgNode[] {
  const joins = linkage.height.length;
  const count = joins + 1;
  const top = linkage.height[joins - 1] ?? 0;
  const bottom = box.y - FOOT;
  const reach = DENDROGRAM_HEIGHT - HEAD - FOOT;
  const place = (height: number) => bottom - (top > 0 ? (height / top) * reach : 0);
  const strokes: Stroke[] = [];
  let leaves = 0;
  const visit = (node: number): { readonly x: number; readonly y: number } => {
    if (node < count) {
      leaves += 1;
      return { x: box.x + ((leaves - 0.5) * box.width) / count, y: bottom };
    }
    const left = visit(linkage.left[node - count] ?? 0);
    const right = visit(linkage.right[node - count] ?? 0);
    const y = place(linkage.height[node - count] ?? 0);
    strokes.push({ x1: left.x, x2: left.x, y1: left.y, y2: y });
    strokes.push({ x1: right.x, x2: right.x, y1: right.y, y2: y });
    strokes.push({ x1: left.x, x2: right.x, y1: y, y2: y });
    return { x: (left.x + right.x) / 2, y };
  };
  visit(count - 1 + joins);
  if (top === 0) return [drawMarks(box.x + box.width, bottom, [drawStrokes(strokes)])];
  const axis: Axis = { scale: "linear", domain: [0, top], label: "", grid: false, upright: false };
  const ticks = placeTicks(axis, reach, false);
  const left = box.x - 4;
  const ruler = [
    { x1: left, x2: left, y1: bottom, y2: place(top) },
    ...ticks.map(({ value }) => ({ x1: left - 4, x2: left, y1: place(value), y2: place(value) })),
  ];
  const labels = ticks.map(({ value, label }) =>
    drawText(label, { x: left - 8, y: place(value) + 5, anchor: "end" })
  );
  const marks = [drawStrokes(strokes), drawStrokes(ruler, "#8c8c8c", 1)];
  return [drawMarks(box.x + box.width, bottom, marks), ...labels];
}

function drawStrokes(strokes: readonly Stroke[], stroke: string = INK, strokeWidth = 1.4): Markish {
  return link(strokes, {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    stroke,
    strokeWidth,
    strokeLinecap: "square",
  });
}
