import assert from "node:assert/strict";
import { seedRandom } from "../../../numerics/random.ts";
import { encodeTable } from "../../../engine/store/arrow_table.ts";
import { encodeArtifact } from "../../../engine/store/artifact_codec.ts";
import type { Job, JobInput } from "../../../engine/worker/job.ts";
import { readChunk } from "../store/sample.ts";
import { makeJob, readText, withPool } from "./run_stage.ts";
import { Numbers } from "./stages/echo.ts";

const FALLING = Float64Array.from({ length: 20_000 }, (_, i) => 20_000 - i);

function encodeNumbers(value: Float64Array) {
  const parts = { tables: { numbers: { value } }, files: {}, meta: { text: "made" } };
  return encodeArtifact(Numbers, parts, "test");
}

function makeInput(value: Float64Array, labels: JobInput["labels"] = {}): JobInput {
  const encoded = encodeNumbers(value);
  return { labels, address: "a1", stage: "maker", type: "numbers", meta: encoded.meta, encoded };
}

function makeInputsJob(single: JobInput): Job {
  const { encoded: _, ...reference } = makeInput(new Float64Array(1), { width: 5 });
  return makeJob("inputs", { seed: 3, names: "" }, {
    inputs: {
      single: [single],
      gathered: [1, 2].map((length) => makeInput(new Float64Array(length), { seed: length })),
      others: [reference],
    },
    files: { "notes.txt": new TextEncoder().encode("noted") },
    results: { rows: encodeTable({ value: new Float64Array([1]) }) },
    pipeline: { name: "p", title: "", description: "", axes: {}, parameters: {}, stages: [] },
  });
}

Deno.test("a stage receives its ports, files, query results and random numbers", () =>
  withPool(async (pool) => {
    const told = JSON.parse(readText(await pool.run(makeInputsJob(makeInput(FALLING)))));
    const stream = seedRandom("3")("weights");
    assert.deepEqual(told, {
      first: 20_000,
      // Only a kind that shows the pipeline has stages' names in its key.
      single: [{}, "a1", ""],
      gathered: [[{ seed: 1 }, 1], [{ seed: 2 }, 2]],
      others: [{
        stage: "maker",
        labels: { width: 5 },
        address: "a1",
        type: "numbers",
        meta: { text: "made" },
      }],
      spare: "absent",
      spares: [],
      spareFirst: 0,
      sparesFirst: [],
      notes: "noted",
      rows: [1, ["value"]],
      drawn: [stream.uniform(), stream.integer(0, 9)],
      params: { seed: 3, names: "" },
      pipeline: "p",
    });
  }));

Deno.test("a stage receives optional ports that are there", () =>
  withPool(async (pool) => {
    const job = makeInputsJob(makeInput(FALLING));
    const spare = [makeInput(new Float64Array(4))];
    const spares = [makeInput(new Float64Array(5)), makeInput(new Float64Array(6))];
    const inputs = { ...job.inputs, spare, spares };
    const told = JSON.parse(readText(await pool.run({ ...job, inputs })));
    assert.deepEqual([told.spare, told.spares], [4, [5, 6]]);
  }));

Deno.test("a stage that writes to its input changes no other cell's", () =>
  withPool(async (pool) => {
    const input = makeInput(FALLING);
    const bytes = readChunk(input.encoded!, "numbers").slice();
    const job = makeInputsJob(input);
    const texts = [readText(await pool.run(job)), readText(await pool.run(job))];
    assert.equal(texts[0], texts[1]);
    assert.deepEqual(readChunk(input.encoded!, "numbers"), bytes);
  }));

Deno.test("large inputs are handed out again only as they were, and never twice to one cell", () =>
  withPool(async (pool) => {
    // From 1 MiB on a worker keeps its copy for the next cell, and the stage sorts what it gets in place.
    const large = Float64Array.from({ length: 200_000 }, (_, i) => 200_000 - i);
    const input = makeInput(large);
    const job = makeInputsJob(input);
    const again = { ...input, labels: { seed: 3 } };
    const inputs = { ...job.inputs, spare: [input], spares: [again, again] };
    const texts: string[] = [];
    for (let i = 0; i < 3; i++) texts.push(readText(await pool.run({ ...job, inputs })));
    const told = JSON.parse(texts[0]!);
    assert.deepEqual([told.first, told.spareFirst, told.sparesFirst], [2e5, 2e5, [2e5, 2e5]]);
    assert.deepEqual(texts, [texts[0], texts[0], texts[0]]);
    assert.deepEqual(
      readChunk(input.encoded!, "numbers"),
      readChunk(encodeNumbers(large), "numbers"),
    );
  }));

Deno.test("a stage's input may lie in shared memory, or be a part of a larger buffer", () =>
  withPool(async (pool) => {
    const { encoded, ...rest } = makeInput(FALLING);
    const { rows } = encoded!.tables["numbers"]!;
    const bytes = readChunk(encoded!, "numbers");
    const buffers = [new SharedArrayBuffer(bytes.length + 64), new ArrayBuffer(bytes.length + 64)];
    for (const buffer of buffers) {
      const placed = new Uint8Array(buffer, 8, bytes.length);
      placed.set(bytes);
      const moved = {
        ...encoded!,
        tables: { numbers: { rows, chunks: [{ rows, bytes: placed }] } },
      };
      const result = await pool.run(makeInputsJob({ ...rest, encoded: moved }));
      assert.equal(JSON.parse(readText(result)).first, 20_000);
    }
  }));

Deno.test("progress rises in steps of a hundredth, and the log has both kinds of lines", () =>
  withPool(async (pool) => {
    const fractions: number[] = [];
    const result = await pool.run(makeInputsJob(makeInput(FALLING)), {
      onProgress: (fraction) => fractions.push(fraction),
    });
    assert.ok(fractions.length >= 50 && fractions.length <= 100, `${fractions.length} messages`);
    assert.deepEqual(fractions, fractions.toSorted((a, b) => a - b));
    assert.deepEqual(result.log, ["told by log", "told by console { a: [ 1 ] }"]);
  }));

Deno.test("parameters arrive as the main process parsed them, and are not parsed again", () =>
  withPool(async (pool) => {
    assert.equal(readText(await pool.run(makeJob("doubled", { value: 10 }))), "10");
  }));

Deno.test("inputs are checked once more in the worker", () =>
  withPool(async (pool) => {
    const input = makeInput(FALLING);
    const encoded = { ...input.encoded!, version: 2 };
    const old = await pool.run(makeInputsJob({ ...input, encoded }));
    assert.ok(!old.ok);
    assert.equal(old.problem.code, "store.format");
  }));

Deno.test("an input that nobody else takes moves to the worker; others stay with the pool", () =>
  withPool(async (pool) => {
    const moving: JobInput = { ...makeInput(FALLING), moves: true };
    const staying = makeInput(FALLING);
    const length = (input: JobInput) => input.encoded!.tables["numbers"]!.chunks[0]!.bytes.length;
    const before = length(staying);
    const answers = [];
    for (const input of [moving, staying]) {
      answers.push(JSON.parse(readText(await pool.run(makeInputsJob(input)))).first);
    }
    assert.deepEqual(answers, [20_000, 20_000]);
    assert.deepEqual([length(moving), length(staying)], [0, before]);
  }));

Deno.test("an input that moves and stands at two ports reaches the second as it was", () =>
  withPool(async (pool) => {
    const input: JobInput = { ...makeInput(FALLING), moves: true };
    const job = makeInputsJob(input);
    const told = JSON.parse(readText(
      await pool.run({ ...job, inputs: { ...job.inputs, gathered: [input, input] } }),
    ));
    assert.deepEqual(told.gathered.map(([, length]: [unknown, number]) => length), [
      20_000,
      20_000,
    ]);
  }));
