/** What a page does without, because cells of its pipeline failed. */

import type { FailedCell } from "../graph/graph.ts";
import { countNoun } from "./count.ts";
import { type Markup, markup } from "./html.ts";
import { renderPlainTable } from "./plain_table.ts";

/** The id of the section. */
export const MISSING_ID = "a-missing";

/** Labels that a row of the table lists. */
const MOST_LISTED = 12;

/** Longer lists of labels stand in the table only. */
const LONGEST = 72;

/** Cells of one stage that failed for one reason. */
interface FailedGroup {
  readonly stage: string;
  readonly problem: string;
  /** `width=5,seed=2`; empty for a stage with one cell. */
  readonly labels: readonly string[];
}

/** Says at the top of a page that parts are missing, and which. */
export function renderNotice(failed: readonly FailedCell[]): Markup {
  const groups = groupCells(failed);
  const stages = [...new Set(groups.map(({ stage }) => stage))];
  const counts = stages.map((stage) => {
    const labels = groups.filter((group) => group.stage === stage).flatMap(({ labels }) => labels);
    const which = listLabels(labels);
    const where = which === "" || which.length > LONGEST ? "" : ` (${which})`;
    return markup`<li>${countNoun(labels.length, "cell")} of <code>${stage}</code>${where}</li>\n`;
  });
  return markup`<aside class="missing" aria-label="Missing parts">
<p><strong>Parts are missing.</strong> What follows rests on what there is. These failed, and with them
what needs them (<a href="#${MISSING_ID}">which, and why</a>):</p>
<ul>
${counts}</ul>
</aside>
`;
}

/** Lists failed cells by stage and reason. */
export function renderMissing(failed: readonly FailedCell[]): Markup {
  const rows = groupCells(failed).map(({ stage, problem, labels }) => [
    markup`<code>${stage}</code>`,
    markup`${listLabels(labels)}`,
    markup`${problem}`,
  ]);
  return markup`<p>These cells failed; the others ran without them. <code>run --retry</code> tries them again
when the cause is gone, and reuses what is there already; what could not be fetched any run tries again.</p>
${renderPlainTable("Missing cells", ["stage", "cells", "why"], rows)}
`;
}

function groupCells(failed: readonly FailedCell[]): readonly FailedGroup[] {
  const groups = new Map<string, FailedGroup & { readonly labels: string[] }>();
  for (const { cell, problem } of failed) {
    const open = cell.indexOf("[");
    const stage = open < 0 ? cell : cell.slice(0, open);
    const labels = open < 0 ? "" : cell.slice(open + 1, -1);
    const key = JSON.stringify([stage, problem]);
    const group = groups.get(key) ?? { stage, problem, labels: [] };
    group.labels.push(labels);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Lists labels; those of a whole grid by axis: `data=kmnist, init=0, 1, 2`. */
function listLabels(labels: readonly string[]): string {
  const named = labels.filter((label) => label !== "");
  if (named.length < 2) return named.join("").replaceAll(",", ", ");
  const axes = new Map<string, Set<string>>();
  for (const part of named.flatMap((label) => label.split(","))) {
    const [axis = "", value = ""] = part.split("=", 2);
    axes.set(axis, (axes.get(axis) ?? new Set()).add(value));
  }
  const size = [...axes.values()].reduce((product, values) => product * values.size, 1);
  if (size === named.length) {
    return [...axes].map(([axis, values]) => `${axis}=${shorten([...values], ", ")}`).join("; ");
  }
  return shorten(named.map((label) => label.replaceAll(",", ", ")), "; ");
}

function shorten(words: readonly string[], separator: string): string {
  const rest = words.length - MOST_LISTED;
  const listed = words.slice(0, MOST_LISTED).join(separator);
  return rest > 0 ? `${listed}${separator}and ${rest} more` : listed;
}
