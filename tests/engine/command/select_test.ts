import assert from "node:assert/strict";
import { findCells, selectCells } from "../../../engine/command/select.ts";
import { nameCell } from "../../../engine/pipeline/expanded.ts";
import { catchProblem } from "../pipeline/bad_pipeline.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const pipeline = expandText(`
name: p
axes: { width: [5, 0.5], method: ["plain", "a,b"] }
stages:
  source: { uses: source, over: [width, method] }
  fit: { uses: fit, over: [width, method], needs: { trajectories: source } }
  pool: { uses: pool, over: [width], needs: { trajectories: source } }
  other: { uses: source }
`);

function name(selection: string, ...more: readonly string[]): readonly string[] {
  return findCells(pipeline, selection, more).map(nameCell);
}

Deno.test("findCells() takes a stage, axes in brackets and axes as words", () => {
  assert.equal(name("fit").length, 4);
  assert.deepEqual(name("pool[width=5]"), ["pool[width=5]"]);
  assert.deepEqual(name("fit", "width=5", "method=plain"), ["fit[width=5,method=plain]"]);
  assert.deepEqual(name("fit[ method=plain ]"), [
    "fit[width=5,method=plain]",
    "fit[width=0.5,method=plain]",
  ]);
  assert.deepEqual(name("other"), ["other"]);
});

Deno.test("findCells() takes numbers however they are written, and cells by their whole name", () => {
  assert.deepEqual(name("pool", "width=5.0"), ["pool[width=5]"]);
  assert.deepEqual(name("pool", "width=.5"), ["pool[width=0.5]"]);
  assert.deepEqual(name("fit[width=5,method=a,b]"), ["fit[width=5,method=a,b]"]);
  assert.deepEqual(name("fit", "method=a,b").length, 2);
});

Deno.test("selectCells() adds what the cells need, and nothing else", () => {
  assert.deepEqual(selectCells(pipeline, "fit[width=5,method=plain]").map(nameCell), [
    "source[width=5,method=plain]",
    "fit[width=5,method=plain]",
  ]);
  assert.equal(selectCells(pipeline, "pool[width=5]").length, 3);
  assert.equal(selectCells(pipeline).length, pipeline.cells.length);
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["fti", /a stage of the pipeline, but found `fti`\.\n {2}Did you mean `fit`\?/],
  ["", /found ""\.\n {2}Stages: `source`, `fit`, `pool` and `other`/],
  ["fit[", /a stage of the pipeline, but found `fit\[`/],
  ["fit[widht=5]", /an axis of `fit`: `width` and `method`.*\n {2}Did you mean `width`\?/],
  ["fit[width]", /axis=value with an axis of `fit`.*found `width`/],
  ["pool[method=plain]", /an axis of `pool`: `width`, but found `method=plain`/],
  ["other[width=5]", /`other` alone, which ranges over no axis, but found `width=5`/],
  [
    "fit[width=7]",
    /a value that `width` has in `fit`, but found `7`\.\n {2}Values: `5` and `0\.5`/,
  ],
  ["fit[width=]", /found ""/],
];

for (const [selection, says] of REFUSED) {
  Deno.test(`findCells() refuses ${JSON.stringify(selection)} and says what there is`, () => {
    const error = catchProblem(() => findCells(pipeline, selection));
    assert.equal(error.code, "command.usage");
    assert.match(error.message, says);
  });
}
