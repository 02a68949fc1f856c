/** CSV files (RFC 4180) as cells of text, each of which knows its place. */

import { CsvError, parse } from "csv-parse/sync";
import { refuseInput } from "./refusal.ts";

/** A table of text. */
export interface Sheet {
  /** The file as the pipeline names it. */
  readonly where: string;
  readonly names: readonly string[];
  readonly records: readonly (readonly string[])[];
  /** Says where a cell is, as `file:line:column`. */
  readonly locate: (record: number, column: number) => string;
}

/**
 * Reads a CSV file with a header.
 *
 * @throws KooplineError `input.format` for text that is not UTF-8 and for broken quoting, `input.shape`
 * for records of unequal length, for a header with an empty or repeated name, and for no records.
 */
export function parseSheet(bytes: Uint8Array, where: string): Sheet {
  const text = decodeText(bytes, where);
  const lines: number[] = [];
  const [header = [], ...records] = readRecords(text, where, lines);
  const locate = (record: number, column: number) =>
    locateCell(text, where, record + 1, lines[record + 1] ?? 0, column);
  checkHeader(header, (column) => locate(-1, column), where);
  if (records.length === 0) {
    throw refuseInput("input.shape", where, "a header and at least one record", "a header alone");
  }
  records.forEach((record, index) => {
    if (record.length === header.length) return;
    throw refuseInput(
      "input.shape",
      locate(index, Math.min(record.length, header.length)),
      `${header.length} cells as in the header`,
      `${record.length}`,
    );
  });
  return { where, names: header, records, locate };
}

function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuseInput("input.format", where, "text in UTF-8", "bytes that are not UTF-8");
  }
}

/** Splits the text into records; `lines` receives the line at which each one ends, from 1. */
function readRecords(text: string, where: string, lines: number[]): string[][] {
  try {
    return parse(text, {
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record, context) => {
        lines.push(context.lines);
        return record;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = (lines.at(-1) ?? 0) + 1;
    throw refuseInput(
      "input.format",
      `${where}:${line}`,
      "comma-separated values with quotes in pairs",
      cause.code === "CSV_QUOTE_NOT_CLOSED" ? "a quote that is never closed" : "a misplaced quote",
      'Put quotes around a whole cell, and write a quote inside it twice: "a ""b"" c".',
    );
  }
}

function checkHeader(
  header: readonly string[],
  locate: (column: number) => string,
  where: string,
): void {
  if (header.length === 0) {
    throw refuseInput("input.shape", where, "a header and at least one record", "an empty file");
  }
  if (header.length === 1 && /[;\t]/.test(header[0] ?? "")) {
    throw refuseInput(
      "input.format",
      where,
      "comma-separated values",
      `the header \`${header[0]}\``,
      "Write the table with commas between cells, and points in numbers.",
    );
  }
  const bad = header.findIndex((name, k) => name === "" || header.indexOf(name) !== k);
  if (bad < 0) return;
  const found = header[bad] === "" ? "an empty name" : `\`${header[bad]}\` twice`;
  throw refuseInput("input.shape", locate(bad), "a header of different names", found);
}

/** Reads the one record again, as it stands in the file, and counts to the cell. */
function locateCell(
  text: string,
  where: string,
  index: number,
  end: number,
  column: number,
): string {
  let raw = "";
  parse(text, {
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    raw: true,
    from: index + 1,
    to: index + 1,
    on_record: (_, context) => {
      raw = (context.raw ?? "").replace(/\r?\n$/, "");
      return null;
    },
  });
  const start = findCell(raw, column);
  const before = raw.slice(0, start);
  const first = end - countLines(raw);
  const line = first + countLines(before);
  return `${where}:${line}:${start - before.lastIndexOf("\n")}`;
}

/** The place in a record's text at which a cell begins. */
function findCell(raw: string, column: number): number {
  let quoted = false;
  let commas = 0;
  for (let at = 0; at < raw.length; at++) {
    if (commas === column) return at;
    if (raw[at] === '"') quoted = !quoted;
    if (raw[at] === "," && !quoted) commas++;
  }
  return raw.length;
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
