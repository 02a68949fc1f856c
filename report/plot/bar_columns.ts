/** The columns of numbers beside bars. */

import type { PlotOf } from "../figure_spec.ts";
import type { Bar, BarRows } from "./bar_rows.ts";
import { formatAlike } from "./number.ts";
import { type Box, drawText } from "./panel.ts";
import { MUTED, type SvgNode } from "./svg_node.ts";
import { measureText, shortenText } from "./text.ts";

type BarsPlot = PlotOf<"bars">;

/** A column of numbers beside the bars. */
export interface Printed {
  readonly head: string;
  readonly words: readonly string[];
  readonly width: number;
}

const GAP = 16;

/** Gives the room in px that columns take. */
export function measureColumns(columns: readonly Printed[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, 0);
}

/** Writes the values, and what they are held against with its tags. */
export function printColumns(
  bars: readonly Bar[],
  plot: BarsPlot,
  width: number,
): readonly Printed[] {
  const make = (head: string, words: readonly string[]): Printed => ({
    head,
    words,
    width: Math.ceil(Math.max(measureText(head), ...words.map((word) => measureText(word)))),
  });
  const values = make("value", formatAlike(bars.map(({ value }) => value), 4));
  const marks = plot.mark === undefined ? [] : [make(
    shortenText(plot.mark.label, width * 0.25),
    formatAlike(bars.map(({ mark }) => mark), 4).map((word, index) =>
      Number.isNaN(bars[index]?.mark) ? "" : word
    ),
  )];
  if (plot.expected === undefined) return [values, ...marks];
  const written = formatAlike(bars.map(({ expected }) => expected), 4);
  const expected = make(
    shortenText(plot.expected.label, width * 0.25),
    bars.map(({ expected, tag }, index) =>
      Number.isNaN(expected)
        ? ""
        : `${written[index]}${tag === "" ? "" : ` [${shortenText(tag, width * 0.15)}]`}`
    ),
  );
  return [values, expected, ...marks];
}

/** Puts the columns to the right of a box, each word beside its bar. */
export function placeColumns(
  columns: readonly Printed[],
  { bars, slots }: BarRows,
  box: Box,
): readonly SvgNode[] {
  const nodes: SvgNode[] = [];
  let left = box.x + box.width + GAP;
  for (const { head, words, width } of columns) {
    nodes.push(drawText(head, { x: left, y: box.y - 8, fill: MUTED }));
    for (const [index, word] of words.entries()) {
      const y = box.y + (((bars[index]?.slot ?? 0) + 0.5) / slots) * box.height + 5;
      if (word !== "") nodes.push(drawText(word, { x: left, y }));
    }
    left += width + GAP;
  }
  return nodes;
}
