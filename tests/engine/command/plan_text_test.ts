import assert from "node:assert/strict";
import { renderPlan } from "../../../engine/command/plan_text.ts";
import type { Cell } from "../../../engine/pipeline/expanded.ts";
import type { PlannedCell } from "../../../engine/plan/plan.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const { cells } = expandText(`
name: p
axes: { n: { range: [0, 300] } }
stages:
  source: { uses: source, over: [n] }
  pool: { uses: pool, needs: { trajectories: source } }
`);
const sources = cells.filter(({ stage }) => stage.name === "source");
const pools = cells.filter(({ stage }) => stage.name === "pool");

function render(
  planned: readonly PlannedCell[],
  { cells = false, columns = Infinity } = {},
): readonly string[] {
  return renderPlan(planned, (_, text) => text, { cells, columns }).split("\n");
}

function reuse(cell: Cell): PlannedCell {
  return { kind: "reuse", cell, key: "k", address: "a" };
}

function run(cell: Cell, ...reasons: readonly string[]): PlannedCell {
  return { kind: "run", cell, key: "k", reasons };
}

function wait(cell: Cell, runs = false, ...reasons: readonly string[]): PlannedCell {
  return { kind: "wait", cell, producers: sources, reasons, runs };
}

Deno.test("renderPlan() says in three lines that nothing runs", () => {
  assert.deepEqual(render([...sources, ...pools].map(reuse)), [
    "source  300 up to date",
    "pool    1 up to date",
    "301 cells: all up to date",
  ]);
});

Deno.test("renderPlan() says a reason that every cell of a stage has once, without names", () => {
  const planned = [
    ...sources.map((cell) => run(cell, "new: this cell has not run before")),
    ...pools.map((cell) => wait(cell)),
  ];
  assert.deepEqual(render(planned), [
    "source  300 to run",
    "    new: this cell has not run before",
    "pool    1 waiting",
    "    after source, if that changes what it takes",
    "301 cells: 300 to run, 1 waiting",
  ]);
});

Deno.test("renderPlan() says of a waiting cell what has changed of it, and whether it runs in any case", () => {
  const changed = pools.map((cell) => wait(cell, true, "parameter rate: 0.1 → 0.2"));
  assert.deepEqual(render(changed).slice(1, 3), [
    "    parameter rate: 0.1 → 0.2",
    "    after source",
  ]);
  const rewired = pools.map((cell) => wait(cell, false, "needs data: a → b"));
  assert.deepEqual(render(rewired).slice(1, 3), [
    "    needs data: a → b",
    "    after source, if that changes what it takes",
  ]);
});

Deno.test("renderPlan() names the cells that a reason belongs to, the first ones of many", () => {
  const planned = sources.map((cell, index) =>
    index < 250 ? reuse(cell) : run(cell, "parameter rate: 0.1 → 0.2", "module x.ts: a → b")
  );
  assert.deepEqual(render(planned), [
    "source  50 to run, 250 up to date",
    "    parameter rate: 0.1 → 0.2",
    "    module x.ts: a → b",
    "      source[n=250] source[n=251] source[n=252] source[n=253] source[n=254] source[n=255] and 44 more",
    "300 cells: 50 to run, 250 up to date",
  ]);
});

Deno.test("renderPlan() puts hundreds of reasons of one sort together, with an example", () => {
  const planned = sources.map((cell, index) =>
    run(cell, `parameter value: ${index} → ${index + 1}`)
  );
  assert.deepEqual(render(planned), [
    "source  300 to run",
    "    parameter value: 0 → 1",
    "    in source[n=0], and the like in the others",
    "300 cells: 300 to run",
  ]);
});

Deno.test("renderPlan() shows the first of very many changed modules, and counts the others", () => {
  const reasons = Array.from({ length: 20 }, (_, index) => `module m${index}.ts: a → b`);
  const lines = render(pools.map((cell) => run(cell, ...reasons)));
  assert.equal(lines.length, 11);
  assert.equal(lines[9], "    and 12 more; `explain` lists them");
});

Deno.test("renderPlan() shows an earlier failure once for all cells that have it", () => {
  const problem = { code: "stage.failed", expected: "a number", found: "none" } as const;
  const planned: readonly PlannedCell[] = [
    ...sources.map((cell): PlannedCell => ({
      kind: "failed",
      cell,
      key: "k",
      problem: { ...problem, where: `source[n=${cell.index}]` },
    })),
    ...pools.map((cell): PlannedCell => ({ kind: "blocked", cell, producers: sources })),
  ];
  assert.deepEqual(render(planned), [
    "source  300 failed before",
    "    Expected a number, but found none.",
    "    (--retry runs it again)",
    "pool    1 blocked",
    "    needs source, which has no result",
    "301 cells: 300 failed before, 1 blocked",
  ]);
});

Deno.test("renderPlan() lists every cell when asked", () => {
  const lines = render([...sources.slice(0, 1).map(reuse), ...pools.map((c) => run(c, "x"))], {
    cells: true,
  });
  assert.deepEqual(lines, [
    "source  1 up to date",
    "    up to date    source[n=0]",
    "pool    1 to run",
    "    x",
    "    to run        pool",
    "2 cells: 1 to run, 1 up to date",
  ]);
});

Deno.test("renderPlan() wraps reasons and names between words on a narrow terminal", () => {
  const planned = sources.map((cell, index) =>
    index < 297 ? reuse(cell) : run(cell, "parameter sql: select a from b → select c from d")
  );
  assert.deepEqual(render(planned, { columns: 44 }), [
    "source  3 to run, 297 up to date",
    "    parameter sql: select a from b →",
    "      select c from d",
    "      source[n=297] source[n=298]",
    "        source[n=299]",
    "300 cells: 3 to run, 297 up to date",
  ]);
});
