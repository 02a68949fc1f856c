import assert from "node:assert/strict";
import { makeJob, readText, withPool } from "./run_stage.ts";

const LIMIT = 0.2;
const ENDLESS = [
  "loops for ever",
  "waits for ever",
  "loops for ever in microtasks",
  "loops for ever in WebAssembly",
  "backtracks for ever",
  "sets timers for ever",
];

Deno.test("a stage that never returns fails its cell with stage.time_limit, and the pool goes on", async (t) => {
  await withPool(async (pool) => {
    for (const how of ENDLESS) {
      await t.step(how, async () => {
        const result = await pool.run(makeJob("failing", { how }), { timeLimit: LIMIT });
        assert.ok(!result.ok, "the cell did not fail");
        assert.equal(result.problem.code, "stage.time_limit");
        assert.equal(result.problem.where, "failing[seed=1]");
        assert.match(result.problem.expected, /time limit of 0\.2 s$/);
        assert.equal(result.milliseconds, 1000 * LIMIT);
      });
    }
    assert.equal(readText(await pool.run(makeJob("echo", { text: "behind" }))), "behind");
  }, { workers: 2 });
});

Deno.test({
  name: "a job that ends in time leaves no timer of its limit behind",
  sanitizeOps: true,
  fn: () =>
    withPool(async (pool) => {
      assert.ok((await pool.run(makeJob("echo", { text: "quick" }), { timeLimit: 600 })).ok);
      assert.ok(
        !(await pool.run(makeJob("failing", { how: "throws a text" }), { timeLimit: 600 })).ok,
      );
      const gone = AbortSignal.timeout(200);
      const slow = makeJob("failing", { how: "loops for ever" });
      await assert.rejects(pool.run(slow, { timeLimit: 600, signal: gone }), {
        name: "TimeoutError",
      });
    }),
});
