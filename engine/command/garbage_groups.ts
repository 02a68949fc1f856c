/** Garbage by the pipelines and stages whose runs made it, and the earlier results that are kept of each cell. */

import type { GarbageObject, GarbageRecord } from "../store/collect.ts";
import { listEndedRuns, readEndedRuns } from "../store/ended_runs.ts";
import { listParts } from "../store/reach.ts";
import type { Store } from "../store/store.ts";

/** The cell that a key belonged to. */
export interface CellName {
  readonly pipeline: string;
  readonly stage: string;
  readonly cell: string;
}

/** Records that one stage has made, with what only they need. */
export interface GarbageGroup {
  /** Undefined when no run that ended says whose they are. */
  readonly pipeline: string | undefined;
  /** The stage, or else the kind. */
  readonly stage: string;
  records: number;
  bytes: number;
  /** What it would cost to make them again, in ms. */
  milliseconds: number;
  /** When the one that was used least lately, and the one used most lately, was last used; in ms since 1970. */
  oldest: number;
  latest: number;
}

/** Finds out which cells some keys belonged to: the last run that executed one says it. */
export function nameKeys(
  { disk }: Store,
  records: readonly GarbageRecord[],
): ReadonlyMap<string, CellName> {
  const wanted = new Set(records.map(({ key }) => key));
  const names = new Map<string, CellName>();
  // Reading what all runs did takes longer than looking at an empty plan.
  if (wanted.size === 0) return names;
  for (const { pipeline, cells } of readEndedRuns(disk, listEndedRuns(disk))) {
    for (const { name, key } of cells) {
      if (!wanted.has(key)) continue;
      names.set(key, { pipeline, stage: name.split("[", 1)[0] ?? name, cell: name });
    }
  }
  return names;
}

/**
 * Groups records by pipeline and stage, in the order of their names. A blob that several need counts where it is
 * met first.
 */
export function groupGarbage(
  store: Store,
  { records, objects }: {
    readonly records: readonly GarbageRecord[];
    readonly objects: readonly GarbageObject[];
  },
  names: ReadonlyMap<string, CellName>,
): { readonly groups: readonly GarbageGroup[]; readonly others: readonly GarbageObject[] } {
  const sizes = new Map(objects.map(({ sha256, bytes }) => [sha256, bytes]));
  const groups = new Map<string, GarbageGroup>();
  for (const record of records) {
    const group = findGroup(groups, record, names.get(record.key));
    group.records += 1;
    group.milliseconds += record.milliseconds;
    group.oldest = Math.min(group.oldest, record.changed);
    group.latest = Math.max(group.latest, record.changed);
    group.bytes += record.bytes;
    for (const sha256 of listNeeds(store, record)) {
      group.bytes += sizes.get(sha256) ?? 0;
      sizes.delete(sha256);
    }
  }
  return {
    groups: [...groups].sort(([a], [b]) => a < b ? -1 : 1).map(([, group]) => group),
    others: objects.filter(({ sha256 }) => sizes.has(sha256)),
  };
}

/** Chooses of each cell the garbage that was used last, so many of it; records of no known cell count by kind. */
export function chooseLatest(
  records: readonly GarbageRecord[],
  names: ReadonlyMap<string, CellName>,
  count: number,
): ReadonlySet<GarbageRecord> {
  const cells = Map.groupBy(records, ({ key, kind }) => {
    const name = names.get(key);
    return name === undefined ? kind : `${name.pipeline}\n${name.cell}`;
  });
  const chosen = new Set<GarbageRecord>();
  for (const same of cells.values()) {
    same.sort((a, b) => b.changed - a.changed);
    for (const record of same.slice(0, count)) chosen.add(record);
  }
  return chosen;
}

function findGroup(
  groups: Map<string, GarbageGroup>,
  { kind }: GarbageRecord,
  name: CellName | undefined,
): GarbageGroup {
  const stage = name?.stage ?? kind;
  // Those of no known pipeline come last.
  const id = JSON.stringify([name === undefined, name?.pipeline ?? "", stage]);
  const known = groups.get(id);
  if (known !== undefined) return known;
  const none = { records: 0, bytes: 0, milliseconds: 0, oldest: Infinity, latest: 0 };
  const group = { pipeline: name?.pipeline, stage, ...none };
  groups.set(id, group);
  return group;
}

function listNeeds(store: Store, { artifact, code }: GarbageRecord): readonly string[] {
  return artifact === undefined ? [code] : [code, artifact, ...listParts(store, artifact)];
}
