/** Rows as bars: read, checked, put into slots from top to bottom. */

import {
  assertShown,
  type FigureData,
  type HiddenRows,
  readLabels,
  readNumbers,
} from "../figure_data.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { PlotOf } from "../figure_spec.ts";
import { type Grouping, groupRows } from "./groups.ts";
import { formatCount } from "./number.ts";

type BarsPlot = PlotOf<"bars">;

/** One bar. NaN where the data have no interval, expectation or mark. */
export interface Bar {
  readonly label: string;
  readonly group: string;
  readonly colour: string;
  /** Middle of its slot: 0, 1, 2, … from the top, blocks of a label kept apart. */
  readonly slot: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly expected: number;
  readonly tag: string;
  readonly mark: number;
}

/** A label and the middle of its bars. */
export interface Block {
  readonly label: string;
  readonly middle: number;
}

/** All bars. */
export interface BarRows {
  readonly bars: readonly Bar[];
  readonly blocks: readonly Block[];
  /** Slots from the first bar to the last, gaps counted. */
  readonly slots: number;
  readonly grouping: Grouping;
  readonly hidden: HiddenRows;
}

const MOST_BARS = 200;
/** Free slots between the blocks of two labels. */
const GAP = 0.6;

/**
 * Reads bars: without `colour` one a row, in the query's order; with it, one block a label.
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column; `input.value` for nothing to draw or
 *   more than 200 bars.
 */
export function readBars(plot: BarsPlot, data: FigureData): BarRows {
  const read = readColumns(plot, data);
  const hidden = { missing: 0, notPositive: 0, outside: 0 };
  const shown: number[] = [];
  for (let row = 0; row < data.rows; row++) {
    const value = read.value(row);
    if (!Number.isFinite(value)) hidden.missing += 1;
    else if (plot.scale === "log" && value <= 0) hidden.notPositive += 1;
    else if (plot.limits && !(value >= plot.limits[0] && value <= plot.limits[1])) {
      hidden.outside += 1;
    } else shown.push(row);
  }
  assertShown(shown.length, hidden);
  assertFewBars(shown.length);
  const colour = plot.colour === undefined
    ? undefined
    : readLabels(data, plot.colour, "plot.colour");
  const grouping = groupRows(colour, shown, plot.labels.colour ?? plot.colour ?? "");
  const looks = new Map(
    grouping.groups.flatMap(({ rows, label, style }) =>
      rows.map((row) => [row, { group: label, colour: style.colour }] as const)
    ),
  );
  const order = orderBlocks(shown, read.label, grouping);
  const bars: Bar[] = [];
  const blocks: Block[] = [];
  let slot = 0;
  for (const block of order) {
    const first = slot;
    for (const row of block) {
      const { group, colour } = looks.get(row) ?? { group: "", colour: "#000000" };
      bars.push({ ...read.bar(row), group, colour, slot });
      slot += 1;
    }
    blocks.push({ label: read.label(block[0] ?? 0), middle: (first + slot - 1) / 2 });
    if (colour !== undefined) slot += GAP;
  }
  const slots = (bars.at(-1)?.slot ?? 0) + 1;
  return { bars, blocks, slots, grouping, hidden };
}

function readColumns(plot: BarsPlot, data: FigureData) {
  const { interval, expected, mark } = plot;
  const labels = readLabels(data, plot.label, "plot.label").labels;
  const values = readNumbers(data, plot.value, "plot.value");
  const lows = interval && readNumbers(data, interval.low, "plot.interval.low");
  const highs = interval && readNumbers(data, interval.high, "plot.interval.high");
  const expectations = expected && readNumbers(data, expected.value, "plot.expected.value");
  const marks = mark && readNumbers(data, mark.value, "plot.mark.value");
  const tags = expected?.tag === undefined
    ? undefined
    : readLabels(data, expected.tag, "plot.expected.tag").labels;
  const usable = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) || (plot.scale === "log" && value <= 0)
      ? NaN
      : value;
  const label = (row: number) => labels[row] ?? "";
  const value = (row: number) => values[row] ?? NaN;
  const bar = (row: number) => ({
    label: label(row),
    value: value(row),
    low: usable(lows?.[row]),
    high: usable(highs?.[row]),
    expected: usable(expectations?.[row]),
    tag: tags?.[row] ?? "",
    mark: usable(marks?.[row]),
  });
  return { label, value, bar };
}

/** Gives rows by block: one block a row, or one a label with the groups in the legend's order. */
function orderBlocks(
  shown: readonly number[],
  label: (row: number) => string,
  { groups, legend }: Grouping,
): readonly (readonly number[])[] {
  if (legend.kind === "none") return shown.map((row) => [row]);
  const blocks = new Map<string, number[]>(shown.map((row) => [label(row), []]));
  for (const { rows } of groups) {
    for (const row of rows) blocks.get(label(row))?.push(row);
  }
  return [...blocks.values()];
}

function assertFewBars(count: number) {
  if (count <= MOST_BARS) return;
  throw new KooplineError({
    code: "input.value",
    where: "sql",
    expected: `at most ${MOST_BARS} bars`,
    found: formatCount(count, "row"),
    hint: "Choose or average in the SQL, or use the plot `scatter`.",
  });
}
