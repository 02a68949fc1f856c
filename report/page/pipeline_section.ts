import { describeCells, type Graph } from "../graph/graph.ts";
import { writeMermaid } from "../graph/mermaid.ts";
import { renderGraph } from "../graph/render_graph.ts";
import { type Markup, markup } from "./html.ts";
import { renderPlainTable } from "./plain_table.ts";

/**
 * Shows a pipeline's stages as a picture and, folded away, as a table and as Mermaid text.
 *
 * @param id Prefix of the ids in it.
 */
export function renderPipeline(graph: Graph, id: string): Markup {
  const rows = graph.stages.map((stage) => [
    markup`<code>${stage.name}</code>`,
    markup`${stage.kind}`,
    markup`${describeCells(stage)}`,
    markup`${[...new Set(stage.needs)].join(", ")}`,
  ]);
  return markup`<div class="block">
<div class="scroll picture" role="region" aria-label="Picture of the pipeline" tabindex="0">
${renderGraph(graph, id)}
</div>
<details class="source">
<summary>The stages as a table and as Mermaid text</summary>
${renderPlainTable("Stages", ["stage", "kind", "cells", "needs"], rows)}
<pre><code>${writeMermaid(graph)}</code></pre>
</details>
</div>
`;
}
