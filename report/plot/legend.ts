/** Legends: entries that wrap, and ramps of colour. Both stand above the panels. */

import { dot, link, type Markish, rect } from "@observablehq/plot";
import { type Axis, findFraction, placeTicks } from "./axis.ts";
import { type Grouping, makeViridis, type Style, VISIBLE_PART } from "./groups.ts";
import { drawMarks, drawText } from "./panel.ts";
import { MUTED, type SvgNode } from "./svg_node.ts";
import { FONT_SIZE, measureText, shortenText } from "./text.ts";

/** How entries picture their group. */
export type Sample = "point" | "line" | "lineWithPoint" | "bar" | "filledPoint" | "stroke";

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly style: Style;
  readonly sample: Sample;
}

/** Something drawn at the top of a figure, `height` px high. */
export interface Strip {
  readonly nodes: readonly SvgNode[];
  readonly height: number;
}

const LINE_HEIGHT = 22;
/** More lines than this push the plot aside; the rest is counted. */
const MOST_LINES = 4;
const LONGEST_LABEL = 230;
const MARGIN = 8;
const GAP = 18;
const PIECES = 64;

/** Draws the legend of a grouping; nothing for a single unnamed group. */
export function drawLegend(
  grouping: Grouping,
  width: number,
  sample: Sample,
  extra: readonly LegendEntry[] = [],
): Strip {
  const { legend, groups } = grouping;
  if (legend.kind === "ramp") {
    return drawRamp({ ...legend, scale: "linear" }, width, VISIBLE_PART);
  }
  const entries = legend.kind === "none"
    ? extra
    : [...groups.map(({ label, style }) => ({ label, style, sample })), ...extra];
  return drawEntries(legend.kind === "none" ? "" : legend.title, entries, width);
}

/** Draws entries in lines that wrap; after four lines the rest is only counted. */
export function drawEntries(
  title: string,
  entries: readonly LegendEntry[],
  width: number,
): Strip {
  if (entries.length === 0) return { nodes: [], height: 0 };
  const nodes: SvgNode[] = [];
  const marks: Markish[] = [];
  const right = width - MARGIN;
  let x = MARGIN;
  let line = 0;
  if (title !== "") {
    const words = shortenText(title, width / 2);
    nodes.push(drawText(words, { x, y: centreLine(0) + 5, fill: MUTED }));
    x += measureText(words) + 14;
  }
  for (const [index, entry] of entries.entries()) {
    const picture = entry.sample.startsWith("line") ? 34 : 12;
    const label = shortenText(entry.label, Math.min(LONGEST_LABEL, width - picture - 30));
    const size = picture + 6 + measureText(label);
    const rest = entries.length - index;
    const more = `and ${rest} more`;
    // On the last line, keep room for the words that count the rest.
    const kept = line === MOST_LINES - 1 && rest > 1
      ? GAP + measureText(`and ${rest - 1} more`)
      : 0;
    if (x > MARGIN && x + size + kept > right) {
      if (line === MOST_LINES - 1) {
        nodes.push(drawText(more, { x, y: centreLine(line) + 5, fill: MUTED }));
        break;
      }
      line += 1;
      x = MARGIN;
    }
    marks.push(...drawSample(entry, x, centreLine(line), picture));
    nodes.push(drawText(label, { x: x + picture + 6, y: centreLine(line) + 5 }));
    x += size + GAP;
  }
  const height = (line + 1) * LINE_HEIGHT + 6;
  return { nodes: [drawMarks(width, height, marks), ...nodes], height };
}

/** Draws a ramp of colours with its ticks below. */
export function drawRamp(
  { title, domain, scale }: {
    readonly title: string;
    readonly domain: readonly [number, number];
    readonly scale: "linear" | "log";
  },
  width: number,
  /** The part of viridis in use. */
  part: number = 1,
): Strip {
  const length = Math.min(260, width / 2);
  const words = shortenText(title, width - length - 60);
  const left = MARGIN + measureText(words) + 24;
  const colour = makeViridis([0, 1], part);
  const find = (value: number) => findFraction({ scale, domain }, value);
  const axis: Axis = { scale, domain, label: "", grid: false, upright: false };
  const ticks = domain[1] > domain[0] ? placeTicks(axis, length, true) : [];
  const pieces = Array.from({ length: PIECES }, (_, i) => i / PIECES);
  const marks = [
    rect(pieces, {
      x1: (t: number) => left + t * length,
      // Each piece reaches to the end and the next covers it, so that no seams show.
      x2: left + length,
      y1: 6,
      y2: 18,
      fill: (t: number) => colour(t + 0.5 / PIECES),
    }),
    link(ticks, {
      x1: ({ value }) => left + find(value) * length,
      x2: ({ value }) => left + find(value) * length,
      y1: 18,
      y2: 22,
      stroke: MUTED,
    }),
  ];
  const labels = ticks.map(({ value, label }) =>
    drawText(label, { x: left + find(value) * length, y: 22 + FONT_SIZE, anchor: "middle" })
  );
  const name = drawText(words, { x: MARGIN, y: 17, fill: MUTED });
  return { nodes: [drawMarks(width, 44, marks), name, ...labels], height: 48 };
}

function centreLine(line: number): number {
  return 13 + line * LINE_HEIGHT;
}

function drawSample(
  { style, sample }: LegendEntry,
  x: number,
  y: number,
  width: number,
): readonly Markish[] {
  const here = [0];
  if (sample === "bar") {
    return [rect(here, { x1: x, x2: x + 12, y1: y - 6, y2: y + 6, fill: style.colour })];
  }
  if (sample === "stroke") {
    const middle = x + width / 2;
    return [link(here, {
      x1: middle,
      x2: middle,
      y1: y - 8,
      y2: y + 8,
      stroke: style.colour,
      strokeWidth: 2.4,
    })];
  }
  const marks: Markish[] = [];
  if (sample !== "point" && sample !== "filledPoint") {
    marks.push(link(here, {
      x1: x,
      x2: x + width,
      y1: y,
      y2: y,
      stroke: style.colour,
      strokeWidth: 2,
      ...(style.dash === undefined ? {} : { strokeDasharray: style.dash }),
    }));
  }
  if (sample !== "line") {
    marks.push(dot(here, {
      x: x + width / 2,
      y,
      r: 4.5,
      symbol: style.symbol,
      ...(sample === "filledPoint" ? { fill: style.colour } : {
        stroke: style.colour,
        strokeWidth: 1.8,
      }),
    }));
  }
  return marks;
}
