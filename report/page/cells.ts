import { nameFigure } from "../markdown/parse_figure.ts";
import { type Markup, markup } from "./html.ts";
import { renderMeasured } from "./measured.ts";
import { type PageReference, shortenAddress } from "./source.ts";

/** Lists cells with their short addresses, up to a limit; those of measured stages have a badge. */
export function renderCells(
  cells: readonly PageReference[],
  limit: number,
  measured: ReadonlySet<string>,
): Markup {
  const rest = cells.length > limit ? markup`<li>and ${cells.length - limit} more</li>` : undefined;
  const items = cells.slice(0, limit).map((cell) =>
    markup`<li><code>${nameFigure(cell.stage, cell.labels)}</code> ${renderShort(cell)}${
      renderMeasured(measured.has(cell.stage))
    }</li>\n`
  );
  return markup`<ul class="cells">
${items}${rest}</ul>`;
}

function renderShort({ address }: PageReference): Markup {
  return markup`<code class="short" title="${address}">${shortenAddress(address)}</code>`;
}
