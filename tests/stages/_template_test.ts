import assert from "node:assert/strict";
import type { Trajectories } from "../../schemas/trajectories.ts";
import { NO_CURVES } from "../../stages/trajectory_tables.ts";
import { template } from "../../stages/_template/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";

Deno.test("template multiplies every observable and leaves the rest", async () => {
  const trajectories = makeItem<typeof Trajectories>({
    tables: {
      snapshots: {
        trajectory: Int32Array.of(0, 0),
        step: Int32Array.of(0, 1),
        values: { width: 2, data: Float64Array.of(1, 2, 3, 4) },
      },
      outcomes: {
        trajectory: Int32Array.of(0),
        outcome: ["completed"],
        last_step: Int32Array.of(1),
      },
      curves: NO_CURVES,
    },
    files: {},
    meta: { observables: ["a", "b"] },
  });
  const { artifact } = await runKind(template, { factor: 3 }, { trajectories });
  assert.deepEqual([...artifact.tables.snapshots.values.data], [3, 6, 9, 12]);
  assert.deepEqual(artifact.tables.outcomes, trajectories.tables.outcomes);
  assert.deepEqual(artifact.meta, { observables: ["a", "b"] });
});
