/** Rows as a table for people at a terminal. */

import type { AnyColumnValues } from "../../schemas/column.ts";
import { type ElementWriter, EXACT, listColumns, type NamedColumn, writeCell } from "./cells.ts";
import type { Tabular } from "./cells.ts";
import { chooseDigits } from "./format_number.ts";

/** How a table is drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether every column, digit and character is shown, however wide the table gets. */
  readonly wide?: boolean;
}

/** More rows than these are counted, not shown, unless the table is wide. */
const MOST_ROWS = 200;
const LONGEST_TEXT = 40;
/** Elements of a vector that are shown. */
const MOST_ELEMENTS = 4;
const GAP = "  ";

interface DrawnColumn {
  readonly name: string;
  readonly cells: readonly string[];
  readonly isNumeric: boolean;
  readonly width: number;
}

/**
 * Draws a table: numbers to the right with as many digits as people need, texts to the left, columns that
 * do not fit the terminal named below it.
 *
 * @returns lines, each ended; control characters of texts are written as escapes.
 */
export function formatTable(result: Tabular, { width, wide = false }: TableOptions): string {
  const rows = wide ? result.rows : Math.min(result.rows, MOST_ROWS);
  const drawn = listColumns(result).map((column) => drawColumn(column, rows, wide));
  const shown = wide ? drawn : drawn.slice(0, countFitting(drawn, width));
  const lines = [
    drawLine(shown, ({ name }) => name),
    drawLine(shown, ({ width }) => "─".repeat(width)),
    ...Array.from({ length: rows }, (_, row) => drawLine(shown, ({ cells }) => cells[row] ?? "")),
    ...describeRest(result.rows, rows, drawn.slice(shown.length)),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function drawColumn({ name, values }: NamedColumn, rows: number, wide: boolean): DrawnColumn {
  const write = wide ? { ...EXACT, text: escapeControls } : chooseWriter(values);
  const cells = Array.from({ length: rows }, (_, row) => {
    return wide ? writeCell(values, row, write) : writeShort(values, row, write);
  });
  const header = wide ? escapeControls(name) : shorten(escapeControls(name));
  const width = cells.reduce((most, cell) => Math.max(most, measure(cell)), measure(header));
  const isText = Array.isArray(values) || "width" in values || values instanceof Uint8Array;
  return { name: header, cells, isNumeric: !isText, width };
}

function chooseWriter(values: AnyColumnValues): ElementWriter {
  const numbers = "width" in values ? values.data : values;
  const text = (value: string) => shorten(escapeControls(value));
  if (!(numbers instanceof Float64Array || numbers instanceof Float32Array)) {
    return { ...EXACT, text };
  }
  return { number: chooseDigits(numbers), text };
}

function writeShort(values: AnyColumnValues, row: number, write: ElementWriter): string {
  if (!("width" in values) || values.width <= MOST_ELEMENTS) {
    return writeCell(values, row, write).replaceAll(",", "width" in values ? ", " : ",");
  }
  const { data, width } = values;
  const first = { width: MOST_ELEMENTS, data: data.subarray(row * width) };
  const cell = writeCell(first, 0, write).slice(0, -1).replaceAll(",", ", ");
  return `${cell}, … ${width - MOST_ELEMENTS} more]`;
}

function drawLine(columns: readonly DrawnColumn[], read: (column: DrawnColumn) => string): string {
  return columns.map((column) => {
    const text = read(column);
    const space = " ".repeat(column.width - measure(text));
    return column.isNumeric ? space + text : text + space;
  }).join(GAP);
}

function countFitting(columns: readonly DrawnColumn[], width: number): number {
  let used = -GAP.length;
  const over = columns.findIndex((column) => (used += GAP.length + column.width) > width);
  return over < 0 ? columns.length : Math.max(over, 1);
}

function describeRest(all: number, shown: number, hidden: readonly DrawnColumn[]): string[] {
  const count = `${all} ${all === 1 ? "row" : "rows"}`;
  const rows = shown < all ? `${count}, the first ${shown} of them shown` : count;
  if (hidden.length === 0) return [`(${rows})`];
  const names = hidden.map(({ name }) => name).join(", ");
  return [`(${rows}; not shown: ${names}; --wide shows everything)`];
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_TEXT
    ? text
    : `${characters.slice(0, LONGEST_TEXT - 1).join("")}…`;
}

/** Texts may come from anywhere, and a terminal obeys some characters. */
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Terminals give these characters two columns, and marks none. */
const DOUBLE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function measure(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\p{M}/u.test(character) ? 0 : DOUBLE.test(character) ? 2 : 1;
  }
  return width;
}
