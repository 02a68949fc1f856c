/** The rule that turns the evidence on two groups of spectra into words. */

import type { LabelTest } from "../../numerics/label_permutation.ts";
import { writeNumber } from "./write_number.ts";

/** What is known of two groups of spectra. */
export interface Evidence {
  /** Mean W between the groups. */
  readonly distance: number;
  /** Share of shuffled W's at least as large as W. */
  readonly shuffle: number;
  /** What repeats tell; undefined when neither group has two spectra. */
  readonly repeats: RepeatEvidence | undefined;
}

/** What is known of two groups of spectra when at least one of them has repeats. */
export interface RepeatEvidence {
  /** Number of spectra in each group. */
  readonly sizes: readonly [number, number];
  /** Mean W between different repeats within the groups, and the upper end of its interval. */
  readonly floor: number;
  readonly floorHigh: number;
  readonly test: LabelTest;
}

/** What the user asks for. */
export interface VerdictOptions {
  /** The level α of the permutation test. */
  readonly significance: number;
  /** W at most this large counts as equality. */
  readonly tolerance: number;
}

/** A verdict and the rule and numbers that gave it. */
export interface Verdict {
  readonly verdict: "conjugate" | "not conjugate" | "undecided";
  readonly reason: string;
}

/**
 * Judges two groups of spectra. The first rule that applies decides:
 *
 * 1. W within the tolerance: conjugate.
 * 2. No repeats: undecided, since nothing says how far apart spectra of one system lie.
 * 3. Too few repeats for any p ≤ α: undecided.
 * 4. p ≤ α: not conjugate when W is above the floor, else undecided.
 * 5. p > α: conjugate when W is at most the upper bound of the floor, else undecided.
 */
export function judgeGroups(evidence: Evidence, options: VerdictOptions): Verdict {
  const { distance, repeats } = evidence;
  if (distance <= options.tolerance) {
    const found = distance === 0 ? "W = 0" : `W ${writeNumber(distance)}`;
    return {
      verdict: "conjugate",
      reason: `${found} is within the tolerance ${writeNumber(options.tolerance)}: equal spectra.`,
    };
  }
  if (repeats === undefined) return judgeWithoutRepeats(evidence, options);
  if (repeats.test.smallest > options.significance) return judgeTooFew(repeats, options);
  return judgeWithRepeats(distance, repeats, options);
}

/** The shuffle control stays below α for most pairs of spectra of one noisy system: it cannot decide. */
function judgeWithoutRepeats(
  { distance, shuffle }: Evidence,
  { significance }: VerdictOptions,
): Verdict {
  const control = shuffle <= significance
    ? `separates the spectra (share ${writeNumber(shuffle)} ≤ ${significance})`
    : `does not separate the spectra (share ${writeNumber(shuffle)} > ${significance})`;
  return {
    verdict: "undecided",
    reason:
      `No repeats: no floor to hold W ${
        writeNumber(distance)
      } against. The randomised shuffle control ` +
      `${control}; alone it decides nothing.`,
  };
}

function judgeTooFew(
  { sizes, floor, test }: RepeatEvidence,
  { significance }: VerdictOptions,
): Verdict {
  return {
    verdict: "undecided",
    reason: `Too few repeats: with ${sizes[0]} and ${sizes[1]} spectra p cannot fall below ` +
      `${writeNumber(test.smallest)}, which is above ${significance}. The floor is ${
        writeNumber(floor)
      }.`,
  };
}

function judgeWithRepeats(
  distance: number,
  { floor, floorHigh, test }: RepeatEvidence,
  { significance }: VerdictOptions,
): Verdict {
  const w = writeNumber(distance);
  const p = writeNumber(test.p);
  if (test.p <= significance) {
    const tested = `the label permutation test separates the groups (p ${p} ≤ ${significance})`;
    return distance > floor
      ? {
        verdict: "not conjugate",
        reason: `W ${w} is above the floor ${writeNumber(floor)} and ${tested}.`,
      }
      : {
        verdict: "undecided",
        reason: `W ${w} is within the floor ${writeNumber(floor)}, yet ${tested}: ` +
          `they differ, but by less than repeats do.`,
      };
  }
  const bound = `the floor between repeats (mean ${writeNumber(floor)}, upper bound ${
    writeNumber(floorHigh)
  })`;
  const tested =
    `the label permutation test does not separate the groups (p ${p} > ${significance})`;
  return distance <= floorHigh
    ? { verdict: "conjugate", reason: `W ${w} is within ${bound} and ${tested}.` }
    : {
      verdict: "undecided",
      reason: `W ${w} is above ${bound}, yet ${tested}: more repeats would tell.`,
    };
}
