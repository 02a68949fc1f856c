/** Expected values from a CSV file. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Expectation } from "../../schemas/expectation.ts";
import { parseNumber, requireColumns } from "./number_table.ts";
import { refuseInput } from "./refusal.ts";
import type { Sheet } from "./sheet.ts";

const COLUMNS = ["name", "value", "tolerance", "tag", "source"] as const;

type ColumnName = typeof COLUMNS[number];

/**
 * Makes the artifact from a sheet with exactly the columns name, value, tolerance, tag, source.
 *
 * @throws KooplineError `input.shape` for other columns; `input.value` for a name that is empty or
 * repeated, a value that is no finite number, a tolerance that is neither empty nor a number ≥ 0, a tag
 * that is not S, C, I or D, and a source that is empty.
 */
export function makeExpectation(sheet: Sheet): ArtifactValue<typeof Expectation> {
  requireColumns(sheet, COLUMNS);
  const extra = sheet.names.filter((name) => COLUMNS.every((column) => column !== name));
  if (extra.length > 0) {
    throw refuseInput(
      "input.shape",
      sheet.where,
      `no columns but ${COLUMNS.join(", ")}`,
      extra.map((name) => `\`${name}\``).join(", "),
    );
  }
  const places = new Map(COLUMNS.map((column) => [column, sheet.names.indexOf(column)]));
  const seen = new Set<string>();
  const rows = sheet.records.map((record, row) => {
    const cell = (column: ColumnName) => record[places.get(column) ?? -1] ?? "";
    const refuse = (column: ColumnName, expected: string, found: string) =>
      refuseInput("input.value", sheet.locate(row, places.get(column) ?? 0), expected, found);
    const value = parseNumber(cell("value"));
    const tolerance = cell("tolerance") === "" ? NaN : parseNumber(cell("tolerance"));
    const [name, tag, source] = [cell("name"), cell("tag"), cell("source")];
    if (name === "") throw refuse("name", "a name", "an empty cell");
    if (seen.has(name)) throw refuse("name", "names that differ", `\`${name}\` again`);
    seen.add(name);
    if (!Number.isFinite(value)) {
      throw refuse("value", "a finite number", `\`${cell("value")}\``);
    }
    if (cell("tolerance") !== "" && !(tolerance >= 0 && tolerance < Infinity)) {
      throw refuse("tolerance", "a number of at least 0, or nothing", `\`${cell("tolerance")}\``);
    }
    if (!/^[SCID]$/.test(tag)) {
      throw refuse("tag", "S (source), C (computed), I (inferred) or D (default)", `\`${tag}\``);
    }
    if (source === "") throw refuse("source", "where the value comes from", "an empty cell");
    return { name, value, tolerance, tag, source };
  });
  return {
    tables: {
      values: {
        name: rows.map(({ name }) => name),
        value: Float64Array.from(rows, ({ value }) => value),
        tolerance: Float64Array.from(rows, ({ tolerance }) => tolerance),
        tag: rows.map(({ tag }) => tag),
        source: rows.map(({ source }) => source),
      },
    },
    files: {},
    meta: {},
  };
}
