/** A heat map of pairs in viridis, with its values where they fit and a dendrogram when clustered. */

import { type Markish, rect, text } from "@observablehq/plot";
import { type Linkage, linkByAverage, listLeaves } from "../../numerics/average_linkage.ts";
import type { FigureData } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import { assertRange, type Axis, findExtent, findFraction } from "./axis.ts";
import { DENDROGRAM_HEIGHT, drawDendrogram } from "./dendrogram.ts";
import { joinList, joinSentences } from "./describe.ts";
import type { Drawing, Size } from "./drawing.ts";
import { makeViridis } from "./groups.ts";
import { layOutPanels } from "./layout.ts";
import { drawRamp } from "./legend.ts";
import { formatAlike, formatCount, formatNumber } from "./number.ts";
import { listDistances, type PairTable, readPairs, reorderPairs } from "./pairs.ts";
import type { Box, Panel } from "./panel.ts";
import { measureText, shortenText } from "./text.ts";

type MatrixPlot = PlotOf<"matrix">;

/** A cell of the table that has a value. */
interface Entry {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** Where values lie between the smallest and the largest, from 0 to 1. */
type Position = (value: number) => number;

const WIDTH = 560;
const LONGEST_LABEL = 150;
/** A label needs this many px across its reading direction. */
const LABEL_PITCH = 16;
const MOST_PRINTED = 144;
const EMPTY = "#e9e9e9";

/**
 * Draws a heat map; pairs without a value are grey.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column; `input.value` for nothing to draw, a
 *   pair given twice, or a missing pair when clustered.
 */
export function drawMatrix(plot: MatrixPlot, data: FigureData, size: Size): Drawing {
  const given = readPairs(plot, data);
  const tree = plot.cluster ? linkByAverage(listDistances(given)) : undefined;
  const table = tree === undefined ? given : reorderPairs(given, listLeaves(tree));
  const entries = listEntries(table);
  const domain = findExtent(entries.map(({ value }) => value));
  assertRange(domain, "plot.value");
  const position = makePosition(domain, plot.scale);
  const width = size.width ?? WIDTH;
  const title = plot.labels.colour ?? plot.value;
  const ramp = drawRamp({ title, domain, scale: plot.scale }, width);
  const laid = layOutPanels([makePanel(plot, table, entries, position, width)], {
    width,
    height: size.height,
    columns: 1,
    shared: true,
    aspect: table.rows.length / table.columns.length,
    rigid: true,
    top: ramp.height + (tree === undefined ? 0 : DENDROGRAM_HEIGHT),
  });
  const box = laid.boxes[0];
  const branches = tree === undefined || box === undefined ? [] : drawDendrogram(tree, box);
  return {
    nodes: [...ramp.nodes, ...branches, ...laid.nodes],
    width,
    height: laid.height,
    description: describeMatrix(plot, table, entries, tree),
    hidden: table.hidden,
  };
}

function listEntries({ rows, columns, value }: PairTable): readonly Entry[] {
  return rows.flatMap((_, row) =>
    columns.map((_, column) => ({ row, column, value: value(row, column) }))
  )
    .filter(({ value }) => !Number.isNaN(value));
}

function makePanel(
  plot: MatrixPlot,
  { rows, columns }: PairTable,
  entries: readonly Entry[],
  position: Position,
  width: number,
): Panel {
  const widest = Math.max(...rows.map((label) => Math.min(LONGEST_LABEL, measureText(label))));
  const pitch = Math.max(2, (width - widest - 60) / Math.max(columns.length, rows.length));
  const upright = columns.some((label) => measureText(label) > pitch - 6);
  return {
    title: "",
    x: makeLabelAxis(columns, [-0.5, columns.length - 0.5], {
      label: plot.labels.x ?? (plot.symmetric ? "" : plot.b),
      pitch,
      upright,
    }),
    // Rows go down.
    y: makeLabelAxis(rows, [rows.length - 0.5, -0.5], {
      label: plot.labels.y ?? (plot.symmetric ? "" : plot.a),
      pitch,
      upright: false,
    }),
    marks: (box) => [
      rect([0], {
        x1: -0.5,
        x2: columns.length - 0.5,
        y1: -0.5,
        y2: rows.length - 0.5,
        fill: EMPTY,
      }),
      drawCells(entries, position),
      ...printValues(entries, position, box, columns.length),
    ],
  };
}

/** Makes an axis of labels at 0, 1, 2, …; leaves labels out where they would touch. */
function makeLabelAxis(
  labels: readonly string[],
  domain: readonly [number, number],
  { label, pitch, upright }: Pick<Axis, "label" | "upright"> & { readonly pitch: number },
): Axis {
  const stride = Math.ceil(LABEL_PITCH / pitch);
  const ticks = labels.map((name, value) => ({ value, label: shortenText(name, LONGEST_LABEL) }))
    .filter(({ value }) => value % stride === 0);
  return {
    scale: "linear",
    domain,
    label,
    grid: false,
    upright,
    ticks,
  };
}

function drawCells(entries: readonly Entry[], position: Position): Markish {
  const colour = makeViridis([0, 1]);
  return rect(entries, {
    x1: ({ column }) => column - 0.5,
    x2: ({ column }) => column + 0.5,
    y1: ({ row }) => row - 0.5,
    y2: ({ row }) => row + 0.5,
    fill: ({ value }) => colour(position(value)),
    shapeRendering: "crispEdges",
  });
}

function printValues(
  entries: readonly Entry[],
  position: Position,
  box: Box,
  columns: number,
): readonly Markish[] {
  const words = formatAlike(entries.map(({ value }) => value), 3);
  const widest = Math.max(...words.map((word) => measureText(word, 1)));
  const fontSize = Math.min(14, Math.floor((box.width / columns - 8) / widest));
  if (entries.length > MOST_PRINTED || fontSize < 11) return [];
  return [text(entries, {
    x: "column",
    y: "row",
    text: words,
    fontSize,
    // Viridis is darker than mid-grey below two thirds.
    fill: ({ value }) => position(value) < 0.6 ? "#ffffff" : "#000000",
  })];
}

function makePosition(domain: readonly [number, number], scale: "linear" | "log"): Position {
  if (domain[0] === domain[1]) return () => 0;
  return (value) => findFraction({ scale, domain }, value);
}

function describeMatrix(
  plot: MatrixPlot,
  { rows, columns }: PairTable,
  entries: readonly Entry[],
  tree: Linkage | undefined,
): string {
  const value = plot.labels.colour ?? plot.value;
  const off = plot.symmetric ? entries.filter(({ row, column }) => row !== column) : entries;
  const listed = off.length > 0 ? off : entries;
  const extreme = (isBetter: (value: number, best: number) => boolean) =>
    listed.reduce((best, entry) => isBetter(entry.value, best.value) ? entry : best);
  const say = ({ value, row, column }: Entry) =>
    `${formatNumber(value)} (${rows[row]} and ${columns[column]})`;
  return joinSentences([
    `Heat map of ${value} over ${formatCount(rows.length, "row")} and ${
      formatCount(columns.length, "column")
    }`,
    `smallest ${say(extreme((a, b) => a < b))}, largest ${say(extreme((a, b) => a > b))}${
      plot.symmetric ? ", the diagonal apart" : ""
    }`,
    describeTree(tree, rows),
  ]);
}

/** Says which two clusters are joined last; rows stand in the order of the tree's leaves. */
function describeTree(tree: Linkage | undefined, rows: readonly string[]): string {
  const height = tree?.height.at(-1);
  if (tree === undefined || height === undefined) return "";
  const first = (tree.left.at(-1) ?? 0) - rows.length;
  const left = rows.slice(0, first < 0 ? 1 : tree.size[first]);
  const right = rows.slice(left.length);
  return `average linkage joins ${joinList(left)} with ${joinList(right)} last, at ${
    formatNumber(height)
  }`;
}
