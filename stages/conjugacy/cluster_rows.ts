/** The tables of the dendrograms of groups and of spectra. */

import { type Linkage, listLeaves } from "../../numerics/average_linkage.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import type { Group } from "./groups.ts";

type Tables = ArtifactValue<typeof Conjugacy>["tables"];

/** The joins of groups and of spectra. */
export interface Linkages {
  readonly groups: Linkage;
  readonly spectra: Linkage;
}

const LEVELS = ["groups", "spectra"] as const;

/** Lists the joins of both levels. */
export function listJoins(linkages: Linkages): Tables["clusters"] {
  const rows = LEVELS.flatMap((level) => {
    const { left, right, height, size } = linkages[level];
    return Array.from(height, (value, join) => ({
      level,
      join,
      left: left[join]!,
      right: right[join]!,
      height: value,
      size: size[join]!,
    }));
  });
  return {
    level: rows.map(({ level }) => level),
    join: Int32Array.from(rows, ({ join }) => join),
    left: Int32Array.from(rows, ({ left }) => left),
    right: Int32Array.from(rows, ({ right }) => right),
    height: Float64Array.from(rows, ({ height }) => height),
    size: Int32Array.from(rows, ({ size }) => size),
  };
}

/** Lists the items of both levels from left to right. */
export function listItems(linkages: Linkages, groups: readonly Group[]): Tables["leaves"] {
  const items = {
    groups: groups.map(({ name }) => ({ group: name, repeat: "" })),
    spectra: groups.flatMap(({ name, members }) =>
      members.map(({ repeat }) => ({ group: name, repeat }))
    ),
  };
  const rows = LEVELS.flatMap((level) =>
    listLeaves(linkages[level]).map((item, place) => ({
      level,
      place,
      item,
      ...items[level][item]!,
    }))
  );
  return {
    level: rows.map(({ level }) => level),
    place: Int32Array.from(rows, ({ place }) => place),
    item: Int32Array.from(rows, ({ item }) => item),
    group: rows.map(({ group }) => group),
    repeat: rows.map(({ repeat }) => repeat),
  };
}
