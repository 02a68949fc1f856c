import assert from "node:assert/strict";
import { openClock } from "../../../engine/worker/cell_clock.ts";
import { decodeChunks } from "../../../engine/store/table_decode.ts";
import type { EncodedTable, JobResult } from "../../../engine/worker/job.ts";
import { makeJob, readText, withPool } from "./run_stage.ts";

const FROZEN = 946_684_800_000;

function readNumbers(result: JobResult): Float64Array {
  assert.ok(result.ok, "the stage failed");
  const numbers = result.artifact.tables["numbers"];
  const chunks = (numbers?.chunks ?? []).filter((chunk) => "bytes" in chunk);
  const table: EncodedTable = { rows: numbers?.rows ?? 0, chunks };
  const { value } = decodeChunks(table).columns;
  assert.ok(value instanceof Float64Array);
  return value;
}

Deno.test("a clock gives seconds until it is closed, and is refused afterwards", () => {
  const moments = [1500, 1750];
  const clock = openClock(() => moments.shift() ?? 0);
  assert.equal(clock.read(), 1.5);
  assert.equal(clock.read(), 1.75);
  clock.close();
  assert.throws(clock.read, { code: "stage.impure" });
});

Deno.test("a cell that may read the clock sees time pass, while Date and performance stand still", () =>
  withPool(async (pool) => {
    const result = await pool.run(makeJob("timed", { keep: false }, { clock: true }));
    const values = readNumbers(result);
    assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]!), `${values}`);
    assert.ok(values.at(-1)! > values[0]!, `${values}`);
    assert.deepEqual(JSON.parse(readText(result)), [FROZEN, 0, 0]);
  }));

Deno.test("the engine alone hands out the clock: a job that is not marked has none", () =>
  withPool(async (pool) => {
    const result = await pool.run(makeJob("timed", { keep: false }));
    assert.ok(!result.ok);
    assert.match(result.problem.found, /clock is not a function/);
  }));

Deno.test("a stage without the effect has no clock, nor finds what a cell with one left in its modules", () =>
  withPool(async (pool) => {
    const left = await pool.run(makeJob("timed", { keep: true }, { clock: true }));
    assert.ok(left.ok, "the stage failed");
    assert.equal(readText(await pool.run(makeJob("untimed", {}))), "undefined undefined");
  }));
