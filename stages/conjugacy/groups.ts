/** Sorts labelled spectra into groups and repeats. */

import type { Points } from "../../numerics/plane_distances.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Spectrum } from "../../schemas/spectrum.ts";
import type { Item } from "../define.ts";
import { weighEigenvalues, type Weighting } from "./weights.ts";

/** A spectrum and the labels it arrived with. */
export interface LabelledSpectrum {
  readonly labels: Labels;
  /** Its artifact. */
  readonly address: string;
  readonly points: Points;
  /** Whole masses of the eigenvalues; undefined when all weigh the same. */
  readonly masses: Int32Array | undefined;
}

/** A spectrum in its place. */
export interface Member {
  /** The value of `repeats`; empty without. */
  readonly repeat: string;
  readonly address: string;
  readonly points: Points;
  readonly masses: Int32Array | undefined;
}

/** The spectra of one value of `between`, in the order in which repeats first appear. */
export interface Group {
  readonly name: string;
  readonly members: readonly Member[];
}

/**
 * Reads spectra that arrived at a port.
 *
 * @throws KooplineError `input.value` for a spectrum that cannot be weighed.
 */
export function readSpectra(
  items: readonly Item<typeof Spectrum>[],
  weighting: Weighting,
): readonly LabelledSpectrum[] {
  return items.map(({ labels, address, tables }) => ({
    labels,
    address,
    points: { re: tables.eigenvalues.re, im: tables.eigenvalues.im },
    masses: weighEigenvalues(tables, weighting, labels),
  }));
}

/**
 * Groups spectra by the value of one label; another label tells repeats within a group apart.
 *
 * Groups and repeats keep the order in which they first appear, which is that of the axes.
 *
 * @param missing groups of spectra that are not there because what makes them failed.
 * @throws KooplineError `input.value` for a label that spectra lack, for spectra that the labels do not
 * tell apart, for an empty spectrum, and for fewer than two groups.
 */
export function groupSpectra(
  spectra: readonly LabelledSpectrum[],
  between: string,
  repeats: string | null,
  missing: readonly string[] = [],
): readonly Group[] {
  if (repeats === between) {
    throw refuse(
      "different labels in `between` and `repeats`",
      `\`${between}\` in both`,
      "Name in `repeats` the axis whose values repeat the same experiment, or leave it out.",
    );
  }
  const order: string[] = [];
  const groups = new Map<string, Map<string, LabelledSpectrum>>();
  for (const spectrum of spectra) {
    const name = readLabel(spectra, spectrum, "between", between);
    const repeat = repeats === null ? "" : readLabel(spectra, spectrum, "repeats", repeats);
    if (spectrum.points.re.length === 0) {
      throw refuse("spectra with eigenvalues", `an empty one at ${writeLabels(spectrum.labels)}`);
    }
    const members = groups.get(name) ?? new Map<string, LabelledSpectrum>();
    const other = members.get(repeat);
    if (other !== undefined) throw refuseTwins(other, spectrum, between, repeats);
    if (!order.includes(repeat)) order.push(repeat);
    groups.set(name, members.set(repeat, spectrum));
  }
  if (groups.size < 2) throw refuseLoneGroup([...groups.keys()], between, missing);
  return Array.from(groups, ([name, members]) => ({
    name,
    members: order.flatMap((repeat) => {
      const spectrum = members.get(repeat);
      if (spectrum === undefined) return [];
      const { address, points, masses } = spectrum;
      return [{ repeat, address, points, masses }];
    }),
  }));
}

function readLabel(
  spectra: readonly LabelledSpectrum[],
  { labels }: LabelledSpectrum,
  parameter: "between" | "repeats",
  label: string,
): string {
  const value = labels[label];
  if (value !== undefined) return String(value);
  const known = [...new Set(spectra.flatMap((spectrum) => Object.keys(spectrum.labels)))];
  const names = known.map((name) => `\`${name}\``).join(", ");
  throw refuse(
    `a label that all spectra have as \`${parameter}\``,
    `\`${label}\`, which the spectrum at ${writeLabels(labels)} does not have`,
    known.length === 0
      ? "The spectra have no labels: let the stage gather them over an axis, or take them from several stages."
      : `The spectra's labels are ${names}. A label is an axis that this stage gathers, or \`stage\` when several stages serve the port.`,
  );
}

function refuseTwins(
  first: LabelledSpectrum,
  second: LabelledSpectrum,
  between: string,
  repeats: string | null,
): KooplineError {
  const place = [between, ...repeats === null ? [] : [repeats]]
    .map((label) => `${label}=${first.labels[label]}`).join(", ");
  const differing = Object.keys(first.labels)
    .filter((label) => first.labels[label] !== second.labels[label])
    .map((label) => `\`${label}\``).join(", ");
  const advice = repeats === null
    ? "Name the one whose values repeat the same experiment in `repeats`, and"
    : "Only one label can be `repeats`:";
  return refuse(
    repeats === null
      ? `one spectrum for each \`${between}\``
      : `one spectrum for each \`${between}\` and \`${repeats}\``,
    `two for ${place}`,
    differing === ""
      ? undefined
      : `They differ in ${differing}. ${advice} range this stage \`over\` the others.`,
  );
}

function refuseLoneGroup(
  names: readonly string[],
  between: string,
  missing: readonly string[],
): KooplineError {
  const others = [...new Set(missing)].filter((name) => !names.includes(name));
  return refuse(
    `at least two values of \`${between}\` to compare`,
    names.length === 0 ? "no spectrum" : `only ${between}=${names[0]}`,
    others.length === 0
      ? undefined
      : `Missing, because what makes them failed: ${others.join(", ")}.`,
  );
}

function writeLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return parts.length === 0 ? "no labels" : parts.join(", ");
}

function refuse(expected: string, found: string, hint?: string): KooplineError {
  const problem = { code: "input.value", expected, found } as const;
  return new KooplineError(hint === undefined ? problem : { ...problem, hint });
}
