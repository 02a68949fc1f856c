/** Columns as a page shows them: what a column holds, and how each of its values is written. */

import type { AnyColumnValues } from "../../schemas/column.ts";
import { chooseFormat, formatNumber, type ValueFormat } from "../markdown/number_format.ts";
import { type Markup, markup } from "./html.ts";
import { typesetNumber } from "./number.ts";
import { isTag, renderTag } from "./tag.ts";

/** A column ready to be shown. */
export interface ShownColumn {
  readonly name: string;
  /** How its cells are set: `number` to the right, `long` text with room, others as they come. */
  readonly manner: "number" | "long" | "";
  readonly render: (row: number) => Markup;
}

/** The rows of a query or of an artifact's table. */
export interface TableData {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

/** Names of columns that say whether something agrees. */
const AGREEMENT = /^(agree|agrees|agreement|match|matches|ok|within|within_tolerance)$/i;

const VERDICTS: Readonly<Record<string, string>> = {
  "conjugate": "≅",
  "not conjugate": "≇",
  "undecided": "?",
};

/** Texts with more characters than this need room. */
const LONG = 28;

const NOTHING = markup`<span class="nothing" title="no value">–</span>`;

/**
 * Chooses how to show the first rows of each column; `expected` takes up the tags of a `tag` column
 * beside it.
 *
 * @param rows How many rows are shown.
 */
export function showColumns(
  columns: TableData["columns"],
  rows: number,
  formats: Readonly<Record<string, ValueFormat>> = {},
): readonly ShownColumn[] {
  const shown = Object.entries(columns).map(([name, values]) =>
    showColumn(name, values, rows, formats[name])
  );
  const expected = shown.find(({ name }) => name === "expected");
  const tag = shown.find(({ name }) => name === "tag");
  if (expected === undefined || tag === undefined) return shown;
  const render = (row: number) => markup`${expected.render(row)} ${tag.render(row)}`;
  return shown.filter((column) => column !== tag)
    .map((column) => column === expected ? { ...expected, render } : column);
}

function showColumn(
  name: string,
  values: AnyColumnValues,
  rows: number,
  format: ValueFormat | undefined,
): ShownColumn {
  if ("width" in values) return { name, manner: "", render: (row) => renderVector(values, row) };
  if (values instanceof Uint8Array) {
    const render = AGREEMENT.test(name) ? renderAgreement : renderTruth;
    return { name, manner: "", render: (row) => render(values[row] === 1) };
  }
  if (!ArrayBuffer.isView(values)) {
    const long = values.slice(0, rows).some((text) => text.length > LONG);
    const render = (row: number) => renderText(name, values[row] ?? "");
    return { name, manner: long ? "long" : "", render };
  }
  const chosen = format ?? chooseFormat(values.subarray(0, rows));
  return { name, manner: "number", render: (row) => renderNumber(values[row] ?? NaN, chosen) };
}

function renderAgreement(agrees: boolean): Markup {
  return agrees ? renderMark("good", "✓", "agrees") : renderMark("bad", "✗", "differs");
}

function renderTruth(truth: boolean): Markup {
  return truth ? renderMark("plain", "✓", "yes") : renderMark("plain", "✗", "no");
}

function renderMark(manner: string, sign: string, text: string): Markup {
  return markup`<span class="mark ${manner}"><span aria-hidden="true">${sign}</span> ${text}</span>`;
}

function renderText(name: string, text: string): Markup {
  if (text === "") return NOTHING;
  if (/(^|_)tag$/.test(name) && isTag(text)) return renderTag(text);
  if (name === "verdict" && text === "holds") return renderMark("good", "✓", text);
  if (name === "verdict" && text === "fails") return renderMark("bad", "✗", text);
  const verdict = Object.hasOwn(VERDICTS, text) ? VERDICTS[text] : undefined;
  if (verdict !== undefined) return renderMark("verdict", verdict, text);
  if (AGREEMENT.test(name)) {
    if (/^(agree|agrees|yes)$/.test(text)) return renderMark("good", "✓", text);
    if (/^(disagree|disagrees|differs|no)$/.test(text)) return renderMark("bad", "✗", text);
  }
  return markup`${text}`;
}

/** Shows a number; when digits were left out, the element carries all of them. */
function renderNumber(value: number, format: ValueFormat): Markup {
  if (Number.isNaN(value)) return NOTHING;
  const text = formatNumber(value, format);
  const shown = typesetNumber(text);
  return Number(text) === value ? shown : markup`<data value="${String(value)}">${shown}</data>`;
}

function renderVector(
  { width, data }: { readonly width: number; readonly data: ArrayLike<number> },
  row: number,
): Markup {
  const first = Array.from(
    { length: Math.min(3, width) },
    (_, j) => formatNumber(data[row * width + j] ?? NaN, { kind: "general", digits: 4 }),
  );
  const rest = width > 3 ? `, … (${width} values)` : "";
  return markup`(${first.join(", ").replaceAll("-", "−")}${rest})`;
}
