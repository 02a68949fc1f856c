/** What a report shows of its pipeline, as texts by name: stages by their names, not by their places. */

import type { JsonValue } from "../../schemas/json.ts";
import { type JsonObject, readList, readObject } from "../../schemas/json_object.ts";
import { type Leaves, listLeaves } from "./leaves.ts";

/** The pipelines that two preimages of a report show, as leaves that can be compared. */
export function listPipelineLeaves(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): readonly [Leaves, Leaves] {
  const [was, is] = [readObject(before), readObject(after)];
  const [old, now] = [readStages(was), readStages(is)];
  const describe = (fields: JsonObject, stages: ReadonlyMap<string, JsonObject>) => {
    const others = stages === old ? now : old;
    const { stages: _, failed, ...rest } = fields;
    const leaves = new Map([...listLeaves(rest), ...listFailures(failed)]);
    for (const [name, stage] of stages) {
      // A stage that is new or gone is one change, whatever it consists of.
      if (!others.has(name)) leaves.set(`stage ${name}`, String(stage["kind"]));
      else for (const [leaf, text] of listLeaves(stage)) leaves.set(`stage ${name} ${leaf}`, text);
    }
    const both = [...stages.keys()].filter((name) => others.has(name));
    return leaves.set("order of stages", both.join(", "));
  };
  return dropCounts(describe(was, old), describe(is, now));
}

/** How many cells a stage has follows from axes mostly; it is said where nothing else says it. */
function dropCounts(before: Map<string, string>, after: Map<string, string>) {
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name));
  const counts = changed.filter((name) => /^stage \S+ cells$/.test(name));
  if (counts.length < changed.length) {
    for (const name of counts) {
      before.delete(name);
      after.delete(name);
    }
  }
  return [before, after] as const;
}

function listFailures(failed: JsonValue | undefined): Leaves {
  return new Map(
    readList(failed).map(readObject).map((
      entry,
    ) => [`failure of ${entry["cell"]}`, String(entry["problem"])]),
  );
}

function readStages({ stages }: JsonObject): ReadonlyMap<string, JsonObject> {
  return new Map(
    readList(stages).map(readObject).map(({ name, ...stage }) => [String(name), stage]),
  );
}
