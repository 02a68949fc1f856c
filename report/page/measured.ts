/** Marks of what depends on the time of one machine, so that nobody takes it for a result that comes twice. */

import type { Graph } from "../graph/graph.ts";
import { type Markup, markup } from "./html.ts";

/** What the badge says at length. */
const MEANING =
  "measured: these numbers hold times of one machine, and differ with every measurement";

/** Names the stages whose results depend on the time. */
export function findMeasured({ stages }: Graph): ReadonlySet<string> {
  return new Set(stages.filter(({ measured }) => measured !== undefined).map(({ name }) => name));
}

/** Tells whether SQL names a table of a measured stage; a mention in a text or a comment counts too. */
export function isMeasuredQuery(sql: string, measured: ReadonlySet<string>): boolean {
  const text = sql.toLowerCase().replaceAll('"', "");
  return [...measured].some((stage) => {
    // Stages are words, so that no character of theirs means something in a pattern.
    return new RegExp(`(?<![\\w.])${stage.toLowerCase()}\\s*\\.`).test(text);
  });
}

/** Shows the badge, where it belongs. */
export function renderMeasured(isMeasured: boolean): Markup {
  return isMeasured ? markup` <abbr class="tag" title="${MEANING}">measured</abbr>` : markup``;
}

/** Says which stages read the clock and what was made from them; nothing where none does. */
export function describeMeasured({ stages }: Graph): Markup {
  const list = (by: "clock" | "inputs") =>
    stages.filter(({ measured }) => measured === by).map(({ name }, index) =>
      markup`${index === 0 ? "" : ", "}<code>${name}</code>`
    );
  const [clock, inputs] = [list("clock"), list("inputs")];
  if (clock.length === 0) return markup``;
  const made = inputs.length === 0 ? markup`` : markup` and what is made from it (${inputs})`;
  return markup`
<p>One exception: the clock is read by ${clock}. What comes from there${made} holds times of one machine,
measured with nothing else of the run beside them. It carries the badge${
    renderMeasured(true)
  }, differs with
every measurement, and is compared with nothing bit for bit.</p>`;
}
