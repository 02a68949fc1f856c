/** A table of the text, with its caption, the meaning of its tags and its query. */

import type { TablePiece } from "../markdown/piece.ts";
import type { TableData } from "./column.ts";
import { type Markup, markup } from "./html.ts";
import { findTags, renderTable } from "./table.ts";
import { renderLegend } from "./tag.ts";

/** Rows that a table of the text shows. */
const ROWS = 500;

/** Shows a table of the text. */
export function renderTableBlock(
  piece: TablePiece,
  number: number,
  data: TableData,
  caption: Markup,
): Markup {
  const id = `table-${number}`;
  const options = { labelledBy: `${id}-caption`, limit: ROWS, formats: piece.formats };
  return markup`<div class="block">
<figure id="${id}" class="table">
<figcaption id="${id}-caption"><b>Table ${number}.</b> ${caption}</figcaption>
${renderTable(data, options)}
</figure>
${renderLegend(findTags(data))}
<details class="source">
<summary>Query</summary>
<pre><code>${piece.sql}</code></pre>
</details>
</div>
`;
}
