/** Words for what plots show, for readers who cannot see them. */

import { findExtent } from "./axis.ts";
import type { Grouping } from "./groups.ts";
import { formatCount, formatNumber } from "./number.ts";

/** Lists with more entries than this are cut short and counted. */
const MOST_LISTED = 8;

/** Says how far values reach: `x from 0 to 8`, or `x at 0`. */
export function describeRange(name: string, values: readonly number[]): string {
  const [low, high] = findExtent(values);
  if (low === high) return `${name} at ${formatNumber(low)}`;
  return `${name} from ${formatNumber(low)} to ${formatNumber(high)}`;
}

/** Says what the groups are: `3 groups by width (5, 10, 40)`; empty for a single unnamed group. */
export function describeGroups({ groups, legend }: Grouping): string {
  if (legend.kind === "none") return "";
  if (legend.kind === "ramp") {
    return `coloured by ${legend.title} from ${formatNumber(legend.domain[0])} to ${
      formatNumber(legend.domain[1])
    }`;
  }
  const names = joinList(groups.map(({ label }) => label));
  return `${formatCount(groups.length, "group")} by ${legend.title} (${names})`;
}

/** Joins entries by commas; after eight it counts the rest. */
export function joinList(entries: readonly string[], separator: string = ", "): string {
  if (entries.length <= MOST_LISTED) return entries.join(separator);
  const rest = entries.length - MOST_LISTED;
  return `${entries.slice(0, MOST_LISTED).join(separator)}${separator}and ${rest} more`;
}

/** Joins sentences, leaving out empty ones; each begins with a capital letter and ends with a stop. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== "").map((sentence) => {
    const [first = "", ...rest] = Array.from(sentence);
    const stop = /[.!?]$/.test(sentence) ? "" : ".";
    return `${first.toUpperCase()}${rest.join("")}${stop}`;
  }).join(" ");
}
