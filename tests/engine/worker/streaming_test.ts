import assert from "node:assert/strict";
import { addressArtifact } from "../../../engine/store/artifacts.ts";
import { nameBlob } from "../../../engine/store/blobs.ts";
import { decodeChunks } from "../../../engine/store/table_decode.ts";
import type { KeepChunk } from "../../../engine/worker/arrivals.ts";
import type { EncodedChunk, JobResult, ProducedArtifact } from "../../../engine/worker/job.ts";
import { openCredit } from "../../../engine/worker/credit.ts";
import type { Pool } from "../../../engine/worker/pool.ts";
import { makeJob, withPool } from "./run_stage.ts";

function requireArtifact(result: JobResult): ProducedArtifact {
  if (result.ok) return result.artifact;
  throw new Error(`${result.problem.expected}, but ${result.problem.found}`);
}

async function stream(pool: Pool, params: Readonly<Record<string, number | string>>) {
  return requireArtifact(await pool.run(makeJob("streamed", { ...DEFAULTS, ...params })));
}

/** What the main process would have parsed. */
const DEFAULTS = { rows: 20_000, by: 1000, how: "stream", bad: -1 };

Deno.test("a table has one address, however it was appended, or returned whole", () =>
  withPool(async (pool) => {
    const whole = await stream(pool, { how: "whole" });
    assert.deepEqual(whole.tables["points"]?.chunks.map(({ rows }) => rows), [8128, 8128, 3744]);
    for (const by of [1000, 8128, 20_000, 777]) {
      const pieces = await stream(pool, { by });
      assert.equal(
        addressArtifact({ ...pieces, meta: {} }),
        addressArtifact({ ...whole, meta: {} }),
      );
    }
    const careless = await stream(pool, { how: "careless", by: 3000 });
    assert.deepEqual(careless.tables, whole.tables);
  }));

Deno.test("a streamed table arrives whole and in order", () =>
  withPool(async (pool) => {
    const { tables, meta } = await stream(pool, { rows: 10_000, by: 3000 });
    assert.deepEqual(meta, { text: "10000" });
    const { rows, chunks } = tables["points"]!;
    const own = chunks.filter((chunk): chunk is EncodedChunk => "bytes" in chunk);
    const { columns } = decodeChunks({ rows, chunks: own });
    const { point } = columns;
    assert.deepEqual(columns["step"], Int32Array.from({ length: 10_000 }, (_, i) => i));
    assert.ok(point !== undefined && "width" in point && point.width === 64);
    assert.ok(point.data.every((value, i) => value === Math.floor(i / 64) + (i % 64) / 100));
  }));

Deno.test("a stream without rows is an empty table", () =>
  withPool(async (pool) => {
    const { tables } = await stream(pool, { rows: 0 });
    const { rows, chunks: [only] } = tables["points"]!;
    assert.ok(only !== undefined && "bytes" in only);
    assert.deepEqual(decodeChunks({ rows, chunks: [only] }).columns, {
      step: new Int32Array(),
      point: { width: 0, data: new Float64Array() },
    });
  }));

Deno.test("a stage waits until its chunk is stored", () =>
  withPool(async (pool) => {
    let arrived = 0;
    let stored = 0;
    let most = 0;
    const keepChunk: KeepChunk = async ({ rows, bytes }) => {
      arrived += 1;
      most = Math.max(most, arrived - stored);
      // A disk that takes its time; how long is of no matter to what must hold.
      await new Promise((resume) => setTimeout(resume, 150));
      stored += 1;
      return { rows, stored: nameBlob(bytes) };
    };
    const job = makeJob("streamed", { ...DEFAULTS, rows: 40_000, by: 8128 });
    const artifact = requireArtifact(await pool.run(job, { keepChunk }));
    assert.deepEqual([arrived, stored], [4, 4]);
    assert.equal(most, 1);
    const whole = await stream(pool, { rows: 40_000, by: 40_000 });
    assert.equal(addressArtifact(artifact), addressArtifact(whole));
  }));

Deno.test("credit is given for each chunk when it is answered, in order", async () => {
  const posted: string[] = [];
  const given: string[] = [];
  const desk = openCredit((table) => posted.push(table));
  const send = (table: string) =>
    desk.send(table, { rows: 0, bytes: new Uint8Array() }).then(() => given.push(table));
  const sent = [send("first"), send("second")];
  await Promise.resolve();
  assert.deepEqual([posted, given], [["first", "second"], []]);
  desk.answer();
  await sent[0];
  assert.deepEqual(given, ["first"]);
  desk.answer();
  await sent[1];
  assert.deepEqual(given, ["first", "second"]);
});

Deno.test("a chunk that cannot be stored ends the run with the reason, and the pool goes on", () =>
  withPool(async (pool) => {
    const keepChunk = () => Promise.reject(new Error("disk full"));
    const job = makeJob("streamed", DEFAULTS);
    await assert.rejects(pool.run(job, { keepChunk }), /disk full/);
    assert.equal((await stream(pool, { rows: 10 })).tables["points"]?.rows, 10);
  }));

const MISTAKES: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp, RegExp])[] =
  [
    [
      "NaN, with its row",
      { bad: 12_345 },
      /^finite numbers in column `point` of table `points` after its first 12000 rows$/,
      /^NaN in row 345, element 2$/,
    ],
    [
      "NaN in the last rows of a stage that does not wait",
      { how: "careless", rows: 100, by: 50, bad: 70 },
      /^finite numbers/,
      /^NaN in row 20, element 2$/,
    ],
    [
      "NaN that a stage passes over",
      { how: "stubborn", bad: 12_345 },
      /^finite numbers/,
      /^NaN in row 345, element 2$/,
    ],
    [
      "vectors of another width",
      { how: "wide" },
      /^rows of one form in `points`$/,
      /width 3 after/,
    ],
    ["a table opened twice", { how: "twice" }, /^each table streamed once$/, /^`points` again$/],
    ["a table that is not declared", { how: "unknown" }, /^a table of `series`/, /^`lines`$/],
    [
      "columns in place of the writer",
      { how: "dropped" },
      /^the writer of table `points`/,
      /else$/,
    ],
  ];

for (const [name, params, expected, found] of MISTAKES) {
  Deno.test(`a stream refuses ${name}`, () =>
    withPool(async (pool) => {
      const result = await pool.run(makeJob("streamed", { ...DEFAULTS, ...params }));
      assert.ok(!result.ok);
      assert.equal(result.problem.code, "stage.output");
      assert.match(result.problem.expected, expected);
      assert.match(result.problem.found, found);
    }));
}
