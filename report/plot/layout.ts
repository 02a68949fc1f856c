/** Puts panels in rows and columns with their titles, tick labels and axis labels. */

import { measureTicks, placeTicks } from "./axis.ts";
import { type Box, drawPanel, drawText, type Panel, type Placement } from "./panel.ts";
import type { SvgNode } from "./svg_node.ts";
import { FONT_SIZE, measureText, shortenText } from "./text.ts";

/** How panels are arranged. */
export interface Arrangement {
  /** Width of the figure in px. */
  readonly width: number;
  /** Height of the figure in px; from `aspect` when absent. */
  readonly height: number | undefined;
  readonly columns: number;
  /** Whether all panels have the same axes, so that only outer ones are labelled. */
  readonly shared: boolean;
  /** Height of a panel's box over its width. */
  readonly aspect: number;
  /** Whether a panel keeps its aspect when the figure's height is given. */
  readonly rigid: boolean;
  /** Room in px above all panels, and to their right. */
  readonly top: number;
  readonly right?: number;
}

/** Panels in place. */
export interface Laid {
  readonly nodes: readonly SvgNode[];
  readonly boxes: readonly Box[];
  readonly height: number;
}

interface Gutters {
  /** Left of the first column, and of the others. */
  readonly first: number;
  readonly other: number;
  readonly right: number;
  readonly title: number;
  /** Below a panel with tick labels, the axis label apart; below one without. */
  readonly ticks: number;
  readonly bare: number;
  readonly label: number;
}

const AXIS_LABEL = 26;
const TICK = 8;

const NARROWEST_PANEL = 110;

/** Chooses how many panels stand side by side. */
export function chooseColumns(count: number, width: number, wanted: number | undefined): number {
  const most = Math.max(1, Math.floor(width / NARROWEST_PANEL));
  return Math.min(count, most, wanted ?? (count === 4 ? 2 : 3));
}

/** Lays panels out, row by row, and draws them. */
export function layOutPanels(panels: readonly Panel[], arrangement: Arrangement): Laid {
  const { width, columns, shared, top } = arrangement;
  const rows = Math.ceil(panels.length / columns);
  const gutters = measureGutters(panels, arrangement);
  const right = gutters.right + (arrangement.right ?? 0);
  const spent = gutters.first + (columns - 1) * gutters.other + columns * right;
  // With shared axes a single label stands under the last row.
  const below = gutters.ticks + (shared ? 0 : gutters.label);
  const between = shared ? gutters.bare : below;
  const spentDown = top + rows * gutters.title + (rows - 1) * between + below +
    (shared ? gutters.label : 0) + 4;
  const size = fitBox((width - spent) / columns, (arrangement.height ?? 0) - spentDown, {
    ...arrangement,
    rows,
  });
  const boxes = panels.map((_, index): Box => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    return {
      x: gutters.first + column * (size.width + right + gutters.other),
      y: top + (row + 1) * gutters.title + row * (size.height + between),
      ...size,
    };
  });
  const nodes = panels.flatMap((panel, index) => {
    const box = boxes[index];
    if (box === undefined) return [];
    const labelX = !shared || index + columns >= panels.length;
    const labelY = !shared || index % columns === 0;
    return [
      drawPanel(panel, placeLabels(panel, box, labelX, labelY)),
      ...drawTitle(panel, box),
      ...(shared ? [] : drawAxisLabels(panel, box, gutters)),
    ];
  });
  const natural = spentDown + rows * size.height;
  // A figure too low for its panels grows rather than losing its foot.
  const height = Math.round(Math.max(arrangement.height ?? 0, natural));
  const around = shared ? drawSharedLabels(panels, boxes, gutters, width) : [];
  return { nodes: [...nodes, ...around], boxes, height };
}

function placeLabels(panel: Panel, box: Box, labelX: boolean, labelY: boolean): Placement {
  return {
    box,
    labelX,
    labelY,
    xTicks: placeTicks(panel.x, box.width, !panel.x.upright),
    yTicks: placeTicks(panel.y, box.height, false),
  };
}

function measureGutters(panels: readonly Panel[], arrangement: Arrangement): Gutters {
  // The widest labels that the likely number of ticks has; exact positions follow from it.
  const ticks = Math.max(...panels.map(({ y }) => measureTicks(placeTicks(y, 300, false))));
  // Half of the labels that may stand at the very ends of a horizontal axis.
  const half = (first: boolean) =>
    Math.max(...panels.map(({ x }) => {
      const placed = placeTicks(x, 300, true);
      return x.upright ? 0 : measureTicks(first ? placed.slice(0, 1) : placed.slice(-1)) / 2;
    }));
  const depth = Math.max(...panels.map(({ x }) => {
    return x.upright ? measureTicks(placeTicks(x, 300, true)) : FONT_SIZE;
  }));
  const first = (panels.some(({ y }) => y.label !== "") ? AXIS_LABEL : 8) + ticks + TICK;
  return {
    first: Math.ceil(Math.max(16, first)),
    other: Math.ceil(arrangement.shared ? Math.max(8, half(true) + 8) : first),
    right: Math.ceil(Math.max(12, half(false) + 2)),
    title: panels.some(({ title }) => title !== "") ? 24 : 8,
    ticks: Math.ceil(depth) + TICK + 2,
    bare: 8,
    label: panels.some(({ x }) => x.label !== "") ? AXIS_LABEL - 5 : 0,
  };
}

function fitBox(
  width: number,
  freeHeight: number,
  { rows, aspect, rigid, height }: Arrangement & { readonly rows: number },
): { readonly width: number; readonly height: number } {
  // Whole pixels keep lines sharp and positions at plain fractions.
  const widest = Math.floor(Math.max(40, width));
  if (height === undefined) return { width: widest, height: keepShape(widest * aspect, rigid) };
  const highest = Math.max(40, Math.floor(freeHeight / rows));
  if (!rigid) return { width: widest, height: highest };
  const fitted = Math.floor(Math.min(widest, highest / aspect));
  return { width: fitted, height: fitted * aspect };
}

/** A rigid panel's height follows its width exactly: circles stay round. */
function keepShape(height: number, rigid: boolean): number {
  return rigid ? height : Math.round(height);
}

function drawTitle({ title }: Panel, box: Box): readonly SvgNode[] {
  if (title === "") return [];
  const text = shortenText(title, box.width);
  return [drawText(text, { x: box.x + box.width / 2, y: box.y - 8, anchor: "middle" })];
}

function drawAxisLabels(panel: Panel, box: Box, gutters: Gutters): readonly SvgNode[] {
  const left = box.x - gutters.first + AXIS_LABEL;
  return [
    ...drawLabelX(panel.x.label, box, gutters, [left, box.x + box.width + gutters.right]),
    ...drawLabelY(panel.y.label, box, box.x - gutters.first + 16),
  ];
}

function drawSharedLabels(
  panels: readonly Panel[],
  boxes: readonly Box[],
  gutters: Gutters,
  figureWidth: number,
): readonly SvgNode[] {
  const panel = panels[0];
  if (panel === undefined) return [];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const x = gutters.first;
  const y = Math.min(...boxes.map((box) => box.y));
  const all = { x, y, width: right - x, height: bottom - y };
  return [
    ...drawLabelX(panel.x.label, all, gutters, [0, figureWidth]),
    ...drawLabelY(panel.y.label, all, 16),
  ];
}

/** Writes a label under the middle of a box, or as near to it as keeps the words in their room. */
function drawLabelX(
  label: string,
  box: Box,
  gutters: Gutters,
  [left, right]: readonly [number, number],
): readonly SvgNode[] {
  if (label === "") return [];
  const text = shortenText(label, right - left - 8);
  const half = measureText(text) / 2 + 4;
  const x = Math.max(left + half, Math.min(right - half, box.x + box.width / 2));
  const y = box.y + box.height + gutters.ticks + FONT_SIZE;
  return [drawText(text, { x, y, anchor: "middle" })];
}

function drawLabelY(label: string, box: Box, x: number): readonly SvgNode[] {
  if (label === "") return [];
  const text = shortenText(label, box.height + 30);
  const y = box.y + box.height / 2;
  return [drawText(text, { x, y, anchor: "middle", rotate: -90 })];
}
