import assert from "node:assert/strict";
import { openTally } from "../../../engine/command/progress_tally.ts";
import type { Cell } from "../../../engine/pipeline/expanded.ts";
import type { RunEvent } from "../../../engine/run/event.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const { cells } = expandText(`
name: p
axes: { n: [1, 2, 3, 4] }
stages:
  source: { uses: source, over: [n] }
  pool: { uses: pool, needs: { trajectories: source } }
`);

function cellAt(index: number): Cell {
  const cell = cells[index];
  assert.ok(cell);
  return cell;
}

function executed(index: number, milliseconds: number): RunEvent {
  return { kind: "executed", cell: cellAt(index), milliseconds, address: "" };
}

Deno.test("openTally() counts ends by stage, and as running only what has a worker", () => {
  const tally = openTally(cells, 2);
  for (const index of [0, 1, 2, 3]) tally.count({ kind: "started", cell: cellAt(index) }, 0);
  tally.count({ kind: "progress", cell: cellAt(1), fraction: 0.5 }, 1);
  const [source] = tally.stages;
  assert.deepEqual([source?.running, source?.fractions, source?.done], [2, 0.5, 0]);
  tally.count(executed(0, 10), 1);
  assert.deepEqual([source?.running, source?.executed, source?.done], [2, 1, 1]);
  const problem = { code: "stage.failed", expected: "a", found: "b" } as const;
  tally.count({ kind: "failed", cell: cellAt(1), problem, again: false }, 1);
  tally.count({ kind: "reused", cell: cellAt(2) }, 1);
  tally.count({ kind: "blocked", cell: cellAt(4) }, 1);
  const [, pool] = tally.stages;
  assert.deepEqual([source?.done, source?.failed, source?.reused], [3, 1, 1]);
  assert.deepEqual([pool?.done, pool?.failed, pool?.running], [1, 1, 0]);
});

Deno.test("estimateRest() gives the work that is left at the pace so far, and counts down", () => {
  const tally = openTally(cells.slice(0, 4), 1);
  assert.equal(tally.estimateRest(5), undefined);
  tally.count(executed(0, 10_000), 10);
  assert.deepEqual(tally.estimateRest(10), { seconds: 30, isPart: false });
  assert.deepEqual(tally.estimateRest(14), { seconds: 26, isPart: false });
  assert.deepEqual(tally.estimateRest(99), { seconds: 0, isPart: false });
});

Deno.test("estimateRest() knows that two workers halve the time", () => {
  const tally = openTally(cells.slice(0, 4), 2);
  tally.count(executed(0, 10_000), 10);
  tally.count(executed(1, 10_000), 10);
  assert.deepEqual(tally.estimateRest(10), { seconds: 10, isPart: false });
});

Deno.test("estimateRest() takes reused cells for nothing, and says when a stage is unknown", () => {
  const tally = openTally(cells, 1);
  tally.count({ kind: "reused", cell: cellAt(0) }, 0);
  tally.count({ kind: "reused", cell: cellAt(1) }, 0);
  tally.count(executed(2, 4_000), 4);
  assert.deepEqual(tally.estimateRest(4), { seconds: 4, isPart: true });
});
