import { type Markup, markup } from "./html.ts";

/** Shows rows of markup under heads of text, in a frame that scrolls by itself. */
export function renderPlainTable(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly Markup[])[],
): Markup {
  return markup`
<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table aria-label="${name}">
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>
</div>`;
}
