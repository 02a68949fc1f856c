import assert from "node:assert/strict";
import { openLines } from "../../../engine/command/progress_lines.ts";
import type { RunEvent } from "../../../engine/run/event.ts";
import type { Cell } from "../../../engine/pipeline/expanded.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const { cells } = expandText(`name: p
axes: { n: { range: [0, 750] }, m: [1, 2, 3] }
stages:
  many: { uses: source, over: [n], with: { steps: "\${n + 1}" } }
  few: { uses: source, over: [m], with: { steps: "\${m + 1000}" } }
`);
const many = cells.filter(({ stage }) => stage.name === "many");
const few = cells.filter(({ stage }) => stage.name === "few");

function openTest() {
  const lines: string[] = [];
  let seconds = 0;
  const progress = openLines({
    cells,
    wants: () => true,
    say: (text) => lines.push(...text.trimEnd().split("\n")),
    paint: (_, text) => text,
    readSeconds: () => seconds,
  });
  return { ...progress, lines, wait: (more: number) => seconds += more };
}

function execute(cell: Cell): RunEvent {
  return { kind: "executed", cell, milliseconds: 200, address: "" };
}

function fail(cell: Cell, found: string): RunEvent {
  const problem = { code: "stage.failed" as const, where: "here", expected: "a result", found };
  return { kind: "failed", cell, problem, again: false };
}

Deno.test("a stage of few cells is told cell by cell", () => {
  const { show, lines } = openTest();
  few.forEach((cell) => show(execute(cell)));
  assert.deepEqual(lines, [1, 2, 3].map((m) => `done    few[m=${m}] 0.2 s`));
});

Deno.test("a stage of many cells is counted in twenty lines, the last with all of them", () => {
  const { show, lines } = openTest();
  many.forEach((cell, i) => show(i < 100 ? { kind: "reused", cell } : execute(cell)));
  assert.ok(lines.length >= 17 && lines.length <= 21, `${lines.length} lines`);
  assert.equal(lines.at(-1), "done    many 750 of 750, 100 reused 0.2 s each");
});

Deno.test("a slow stage of many cells is counted at least every 15 seconds", () => {
  const { show, lines, wait } = openTest();
  for (const cell of many.slice(0, 10)) {
    wait(16);
    show(execute(cell));
  }
  assert.equal(lines.length, 10);
});

Deno.test("equal failures and notes are told once, and counted at the end", () => {
  const { show, lines, close } = openTest();
  for (const cell of many.slice(0, 250)) show(fail(cell, "no network"));
  show(fail(few[0]!, "no network"));
  for (const cell of few) show({ kind: "warned", cell, warnings: ["warning: left out 2"] });
  close();
  assert.deepEqual(lines, [
    "failed  many[n=0]",
    "        here: Expected a result, but found no network. [stage.failed]",
    "failed  few[m=1]",
    "        here: Expected a result, but found no network. [stage.failed]",
    "note    few[m=1]: left out 2",
    "note    and 2 more like few[m=1]",
    "failed  and 249 more like many[n=0]",
  ]);
});

Deno.test("of many different failures ten are told, and the others counted", () => {
  const { show, lines, close } = openTest();
  many.slice(0, 25).forEach((cell, i) => show(fail(cell, `number ${i}`)));
  close();
  assert.equal(lines.filter((line) => line.startsWith("failed")).length, 10);
  assert.equal(lines.at(-1), "and 15 cells more failed; `plan` lists why");
});
