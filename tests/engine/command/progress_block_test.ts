import assert from "node:assert/strict";
import fc from "fast-check";
import { renderBlock } from "../../../engine/command/progress_block.ts";
import type { StageTally } from "../../../engine/command/progress_tally.ts";
import type { Paint } from "../../../engine/command/terminal.ts";

const plain: Paint = (_, text) => text;
const SCREEN = { columns: 80, rows: 24 };

function tally(changes: Partial<StageTally>): StageTally {
  return {
    name: "train",
    total: 10,
    done: 0,
    reused: 0,
    executed: 0,
    failed: 0,
    milliseconds: 0,
    running: 0,
    fractions: 0,
    ...changes,
  };
}

function render(stages: readonly StageTally[], screen = SCREEN): readonly string[] {
  return renderBlock({ stages, seconds: 4, rest: undefined }, screen, plain)
    .map(({ text }) => text);
}

const Tally = fc.record({
  name: fc.stringMatching(/^[a-z][a-z_]{0,63}$/),
  total: fc.integer({ min: 1, max: 1_000_000 }),
  done: fc.nat(1_000_000),
  reused: fc.nat(1_000_000),
  failed: fc.nat(1_000_000),
  running: fc.nat(256),
}).map((made) => tally({ ...made, done: Math.min(made.done, made.total) }));

Deno.test("renderBlock() fits every terminal, whatever the names and counts", () => {
  fc.assert(fc.property(
    fc.array(Tally, { maxLength: 30 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 60 }),
    (stages, columns, rows) => {
      const block = renderBlock({ stages, seconds: 3, rest: undefined }, { columns, rows }, plain);
      for (const line of block) {
        assert.equal(line.columns, line.text.length);
        assert.ok(line.columns < Math.max(columns, 1), `${line.columns} of ${columns}`);
      }
      assert.ok(block.length <= Math.max(rows - 2, 1), `${block.length} lines in ${rows} rows`);
    },
  ));
});

Deno.test("renderBlock() shows stages under way before those that have not begun", () => {
  const idle = Array.from({ length: 9 }, (_, index) => tally({ name: `idle_${index}` }));
  const lines = render([...idle, tally({ name: "busy", running: 1 })]);
  assert.equal(lines.filter((line) => line.includes("idle_")).length, 7);
  assert.match(lines[7] ?? "", /busy .* 0\/10 {2}1 running/);
  assert.match(lines[8] ?? "", /and 2 more open/);
});

Deno.test("renderBlock() leaves out what is finished, and counts it in the last line", () => {
  const lines = render([tally({ done: 10, reused: 10 }), tally({ name: "fit", total: 1 })]);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /^ {2}fit {2}░{20} {2}0\/1$/);
  assert.equal(lines[1], "10/11 cells  4.0 s  10 reused");
});

Deno.test("renderBlock() fills the bar by what is done and by how far running cells are", () => {
  const [line = ""] = render([tally({ done: 4, running: 2, fractions: 1 })]);
  assert.equal(line.match(/█/g)?.length, 10);
});

Deno.test("renderBlock() says about how long it takes, and less surely while stages are unknown", () => {
  const last = (seconds: number, isPart: boolean) =>
    renderBlock({ stages: [tally({})], seconds: 4, rest: { seconds, isPart } }, SCREEN, plain)
      .at(-1)?.text ?? "";
  assert.match(last(41.2, false), /about 42 s left/);
  assert.match(last(0, false), /about 1 s left/);
  assert.match(last(130, true), /more than 2 min 10 s left/);
});
