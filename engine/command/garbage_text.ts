/** What a collection would delete and has deleted, as people read it. */

import { formatCount } from "../pipeline/describe.ts";
import { type CollectionPlan, isEmptyPlan, measurePlan, sumBytes } from "../store/collect.ts";
import type { Collected } from "../store/delete_garbage.ts";
import type { DeadRun } from "../store/leftovers.ts";
import { countNoun, formatBytes, formatSeconds } from "./amounts.ts";
import type { GarbageGroup } from "./garbage_groups.ts";
import type { Paint } from "./terminal.ts";

/** A plan with its records in groups. */
export interface GroupedPlan {
  readonly plan: CollectionPlan;
  readonly groups: readonly GarbageGroup[];
  /** Blobs that no record in the plan needs. */
  readonly others: CollectionPlan["objects"];
}

/** Cut-off runs that are named before the rest is counted. */
const NAMED_RUNS = 5;

/** Renders what would be deleted, how large it is, when it was last used and what it would cost to make again. */
export function renderGarbage(grouped: GroupedPlan, store: string, paint: Paint): string {
  const { plan } = grouped;
  const { kept } = plan;
  const keeps = `Kept: ${countNoun(kept.records, "record")} and ` +
    `${countNoun(kept.objects, "blob")}, ${formatBytes(kept.bytes)}.`;
  const notes = describeRuns(plan.runs);
  if (isEmptyPlan(plan)) {
    return [`Nothing to collect in ${store}. ${keeps}`, ...notes].join("\n");
  }
  const parts = [
    countNoun(plan.records.length, "record"),
    countNoun(plan.objects.length, "blob"),
    ...(plan.leftovers.length > 0 ? [countNoun(plan.leftovers.length, "unfinished file")] : []),
  ].join(", ");
  const cost = grouped.groups.reduce((sum, group) => sum + group.milliseconds, 0);
  return [
    ...renderGroups(grouped.groups, paint),
    ...renderRest(grouped),
    `Garbage: ${parts}, ${paint("bold", formatBytes(measurePlan(plan)))}, ` +
    `${formatSeconds(cost / 1000)} to make again. ${keeps}`,
    ...notes,
  ].join("\n");
}

/** Says what was deleted. */
export function renderCollected({ records, objects, bytes, spared }: Collected): string {
  const rest = spared > 0 ? `; ${countNoun(spared, "file")} stayed, since a run uses them now` : "";
  return `Deleted ${countNoun(records, "record")} and ${countNoun(objects, "blob")}, ` +
    `${formatBytes(bytes)}${rest}.`;
}

/** A heading for each pipeline and below it a line for each stage, in columns. */
function renderGroups(groups: readonly GarbageGroup[], paint: Paint): readonly string[] {
  const rows = groups.map((group) => [
    group.stage,
    countNoun(group.records, "record"),
    formatBytes(group.bytes),
    `${formatSeconds(group.milliseconds / 1000)} to make again`,
    `last used ${describeUse(group)}`,
  ]);
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((text, i) => alignText(text, widths[i] ?? 0, i)).join("  ")}`
  );
  return groups.flatMap(({ pipeline }, i) => {
    const isFirst = i === 0 || groups[i - 1]?.pipeline !== pipeline;
    const heading = pipeline ?? "of no run that is known, by kind";
    return [...(isFirst ? [paint("bold", heading)] : []), lines[i] ?? ""];
  });
}

function alignText(text: string, width: number, column: number): string {
  return column === 1 || column === 2 ? text.padStart(width) : text.padEnd(width);
}

function describeUse({ oldest, latest }: GarbageGroup): string {
  const [from, to] = [formatTime(oldest), formatTime(latest)];
  return from === to ? to : `${from} to ${to}`;
}

/** What no record explains: blobs of runs that were cut off, and what dead runs left behind. */
function renderRest({ plan, others }: GroupedPlan): readonly string[] {
  const lines: string[] = [];
  if (others.length > 0) {
    const latest = formatTime(others.reduce((time, { changed }) => Math.max(time, changed), 0));
    lines.push(
      `  ${countNoun(others.length, "blob")} of no record, ${formatBytes(sumBytes(others))}, ` +
        `last used ${latest}`,
    );
  }
  for (const [what, files] of Map.groupBy(plan.leftovers, ({ what }) => what)) {
    lines.push(`  ${countNoun(files.length, what)}, ${formatBytes(sumBytes(files))}`);
  }
  return lines.length === 0 ? [] : ["besides", ...lines];
}

function describeRuns({ live, cutOff }: CollectionPlan["runs"]): readonly string[] {
  const hidden = cutOff.length - NAMED_RUNS;
  return [
    ...(live > 0 ? [`Under way: ${countNoun(live, "run")}; what it uses and makes stays.`] : []),
    ...cutOff.slice(0, NAMED_RUNS).map(describeCutOff),
    ...(hidden > 0 ? [`and ${formatCount(hidden)} more runs that were cut off`] : []),
  ];
}

function describeCutOff({ pipeline, started, path }: DeadRun): string {
  return `Cut off: a run of ${pipeline} of ${formatTime(started)}; what it used and made stays ` +
    `until the pipeline has run to its end, or ${path} is deleted.`;
}

function formatTime(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
