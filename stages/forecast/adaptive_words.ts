/** Why no windows of an adaptive start qualified, in words. */

import type { InspectedWindow } from "../../numerics/adaptive_start.ts";

/** What a window had to be. */
export interface Wanted {
  /** Windows one behind the other. */
  readonly windows: number;
  /** How far a modulus may be from 1. */
  readonly epsilon: number;
}

/** Says how many windows failed by which condition, and the best that was seen of each. */
export function describeFailure(
  seen: readonly InspectedWindow[],
  { windows, epsilon }: Wanted,
): string {
  const accepted = seen.filter((one) => one.accepted).length;
  // The distance is NaN where the error refused the window.
  const worse = seen.filter(({ distance }) => Number.isNaN(distance));
  const far = seen.filter(({ distance }) => distance > epsilon);
  const ratio = findLeast(worse.map(({ error, baseline }) => error / baseline));
  const reasons = [
    worse.length === 0
      ? ""
      : `${worse.length} by a hold-out error above that of linear extrapolation (${
        ratio === undefined ? "none finite" : `at best ${show(ratio)} times it`
      })`,
    far.length === 0
      ? ""
      : `${far.length} by an eigenvalue farther than ${epsilon} from the unit circle (at best ${
        show(findLeast(far.map(({ distance }) => distance)) ?? Infinity)
      })`,
  ].filter((reason) => reason !== "");
  const failed = reasons.length === 0 ? "" : `; ${reasons.join(", ")} did not`;
  const none = windows === 1
    ? "no window qualifies, the last is taken"
    : `no ${windows} windows one behind the other qualify, the last are taken`;
  return `${none}: of ${seen.length} window${
    seen.length === 1 ? "" : "s"
  } ${accepted} qualified${failed}`;
}

function findLeast(values: readonly number[]): number | undefined {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? undefined : finite.reduce((least, one) => Math.min(least, one));
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}
