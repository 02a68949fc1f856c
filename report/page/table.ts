/** Tables of query results and of figures' data. */

import type { ValueFormat } from "../markdown/number_format.ts";
import { showColumns, type ShownColumn, type TableData } from "./column.ts";
import { type Markup, markup } from "./html.ts";
import { isTag, type Tag } from "./tag.ts";

/** Options of {@link renderTable}. */
export interface TableOptions {
  /** Id of the element that names the table. */
  readonly labelledBy: string;
  /** Rows beyond this many are counted, not shown. */
  readonly limit: number;
  readonly formats?: Readonly<Record<string, ValueFormat>>;
}

/** Shows a table that scrolls by itself where the page is too narrow. */
export function renderTable(data: TableData, { labelledBy, limit, formats }: TableOptions): Markup {
  const count = Math.min(data.rows, limit);
  const columns = showColumns(data.columns, count, formats);
  const rows = Array.from({ length: count }, (_, row) => renderRow(columns, row));
  const none = markup`<tr><td class="nothing" colspan="${columns.length}">no rows</td></tr>\n`;
  return markup`<div class="scroll" role="region" aria-labelledby="${labelledBy}" tabindex="0">
<table aria-labelledby="${labelledBy}">
<thead><tr>${columns.map(renderHead)}</tr></thead>
<tbody>
${rows.length === 0 ? none : rows}</tbody>
</table>
</div>${renderRest(data.rows, count)}`;
}

function renderHead({ name, manner }: ShownColumn): Markup {
  return manner === "number"
    ? markup`<th scope="col" class="number">${name}</th>`
    : markup`<th scope="col">${name}</th>`;
}

function renderRow(columns: readonly ShownColumn[], row: number): Markup {
  const cells = columns.map(({ manner, render }) =>
    manner === ""
      ? markup`<td>${render(row)}</td>`
      : markup`<td class="${manner}">${render(row)}</td>`
  );
  return markup`<tr>${cells}</tr>\n`;
}

function renderRest(rows: number, shown: number): Markup {
  if (rows === shown) return markup``;
  return markup`
    <p class="note">The first ${shown} of ${rows} rows.</p>
  `;
}

/** Finds the tags that a table shows. */
export function findTags({ columns }: TableData): readonly Tag[] {
  return Object.entries(columns)
    .filter(([name]) => /(^|_)tag$/.test(name))
    .flatMap(([, values]) => ArrayBuffer.isView(values) || "width" in values ? [] : values)
    .filter(isTag);
}
