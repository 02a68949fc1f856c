import { renderCells } from "./cells.ts";
import { countNoun } from "./count.ts";
import { type Markup, markup } from "./html.ts";
import { isMeasuredQuery, renderMeasured } from "./measured.ts";
import { typesetNumber } from "./number.ts";
import { renderPlainTable } from "./plain_table.ts";
import type { PageReference } from "./source.ts";
import type { ReadValues } from "./value.ts";

/** Lists the text's values with their queries, and the artifacts that the report took. */
export function renderProvenance(
  values: ReadValues,
  inputs: readonly PageReference[],
  measured: ReadonlySet<string>,
): Markup {
  return markup`${
    values.size === 0 ? undefined : renderValues(values, measured)
  }<details class="source">
<summary>${countNoun(inputs.length, "artifact")} that this page was made from</summary>
${renderCells(inputs, inputs.length, measured)}
</details>
`;
}

function renderValues(values: ReadValues, measured: ReadonlySet<string>): Markup {
  const rows = [...values].map(([{ where, sql }, { text, full, numeric }]) => [
    markup`${where}`,
    markup`${numeric ? typesetNumber(text) : text}${
      renderMeasured(isMeasuredQuery(sql, measured))
    }`,
    markup`${full}`,
    markup`<code>${sql}</code>`,
  ]);
  const heads = ["place in the text", "shown", "in full", "query"];
  return markup`<details class="source">
<summary>${countNoun(values.size, "value")} in the text, with their queries</summary>
${renderPlainTable("Values in the text", heads, rows)}
</details>
`;
}
