import type { Scalar } from "../../schemas/json.ts";
import type { Graph } from "../graph/graph.ts";
import { countNoun } from "./count.ts";
import { type Markup, markup, trustHtml } from "./html.ts";
import { describeMeasured } from "./measured.ts";
import { renderPipelineFile, RUN_PLACE } from "./publish.ts";

/** Values of an axis that are listed. */
const AXIS_VALUES = 12;

/**
 * Describes the environment as far as it is the same for everyone: the pipeline, its parameters, axes and size, and
 * how to check the results. Facts about one run take the place that is left for them.
 */
export function renderEnvironment(graph: Graph): Markup {
  const cells = graph.stages.reduce((sum, stage) => sum + stage.cells, 0);
  const file = renderPipelineFile(graph.name);
  const axes = Object.entries(graph.axes).map(([name, values]) =>
    markup`<dt>Axis <code>${name}</code></dt><dd>${listValues(values)}</dd>\n`
  );
  const parameters = Object.entries(graph.parameters).map(([name, value]) =>
    markup`<dt>Parameter <code>${name}</code></dt><dd>${String(value)}</dd>\n`
  );
  const size = `${countNoun(graph.stages.length, "stage")}, ${countNoun(cells, "cell")}`;
  return markup`<dl>
<dt>Pipeline</dt><dd><code>${graph.name}</code></dd>
<dt>Size</dt><dd>${size}</dd>
${parameters}${axes}<dt>Run it again</dt><dd><pre><code>deno task run ${file}</code></pre></dd>
<dt>Check it bit for bit</dt><dd><pre><code>deno task verify ${file}</code></pre></dd>
</dl>
<p>Every stage is a pure function of its parameters and inputs, so the same pipeline gives the same bytes
on every machine. What is above is part of that result; what follows, if anything, is about one run.</p>${
    describeMeasured(graph)
  }
${trustHtml(RUN_PLACE)}
`;
}

function listValues(values: readonly Scalar[]): string {
  if (values.length <= AXIS_VALUES) return values.join(", ");
  const listed = values.slice(0, AXIS_VALUES - 1).join(", ");
  return `${listed}, … ${values.at(-1)} (${values.length} values)`;
}
