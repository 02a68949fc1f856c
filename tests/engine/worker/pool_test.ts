import assert from "node:assert/strict";
import { startWorker } from "../../../engine/worker/pool_worker.ts";
import { openPool } from "../../../engine/worker/pool.ts";
import type { JobResult } from "../../../engine/worker/job.ts";
import { makeJob, MODULES, readText, withPool } from "./run_stage.ts";

/** Counts the workers that are started and ended while a test runs. */
async function countWorkers(
  test: (count: { started: number; ended: number }) => Promise<void>,
): Promise<void> {
  const { Worker: real } = globalThis;
  const count = { started: 0, ended: 0 };
  globalThis.Worker = class extends real {
    constructor(...given: ConstructorParameters<typeof real>) {
      super(...given);
      count.started++;
    }

    override terminate(): void {
      count.ended++;
      super.terminate();
    }
  };
  try {
    await test(count);
  } finally {
    globalThis.Worker = real;
  }
}

Deno.test("openPool() starts no worker before the first job, and keeps one for the next", () =>
  countWorkers((count) =>
    withPool(async (pool) => {
      assert.equal(count.started, 0);
      for (let i = 0; i < 5; i++) {
        assert.ok((await pool.run(makeJob("echo", { text: "nothing" }))).ok);
      }
      assert.equal(count.started, 1);
    }, { workers: 4 })
  ));

Deno.test("openPool() runs jobs side by side, never more than its workers", () =>
  countWorkers((count) =>
    withPool(async (pool) => {
      const texts = ["a", "b", "c", "d", "e", "f"];
      const results = await Promise.all(texts.map((text) => pool.run(makeJob("echo", { text }))));
      assert.deepEqual(results.map(readText), texts);
      assert.equal(count.started, 2);
    }, { workers: 2 })
  ));

Deno.test("openPool() replaces the worker of a failed job", () =>
  countWorkers((count) =>
    withPool(async (pool) => {
      assert.ok((await pool.run(makeJob("echo", { text: "nothing" }))).ok);
      assert.ok(!(await pool.run(makeJob("failing", { how: "throws a text" }))).ok);
      assert.equal(count.started, 1);
      assert.ok((await pool.run(makeJob("echo", { text: "nothing" }))).ok);
      assert.equal(count.started, 2);
    })
  ));

for (const how of ["loops for ever", "waits for ever"]) {
  Deno.test(`run() is cancelled by its signal although the stage ${how}`, () =>
    countWorkers((count) =>
      withPool(async (pool) => {
        const controller = new AbortController();
        const job = pool.run(makeJob("failing", { how }), { signal: controller.signal });
        const behind = pool.run(makeJob("echo", { text: "behind" }));
        const reason = new Error("the user gave up");
        setTimeout(() => controller.abort(reason), 0);
        await assert.rejects(job, reason);
        assert.equal(count.ended, 1);
        assert.equal(readText(await behind), "behind");
      })
    ));
}

Deno.test("run() refuses a job that is cancelled already, or while it waits", () =>
  countWorkers((count) =>
    withPool(async (pool) => {
      const reason = new Error("too late");
      await assert.rejects(
        pool.run(makeJob("echo", { text: "nothing" }), { signal: AbortSignal.abort(reason) }),
        reason,
      );
      const controller = new AbortController();
      const first = pool.run(makeJob("echo", { text: "first" }));
      const failing = makeJob("failing", { how: "throws a text" });
      const waiting = pool.run(failing, { signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(waiting, reason);
      assert.equal(readText(await first), "first");
      assert.ok((await pool.run(makeJob("echo", { text: "nothing" }))).ok);
      assert.equal(count.started, 1, "the cancelled job would have taken its worker with it");
    })
  ));

Deno.test("warm() starts the worker that the next job takes, and no more than there is room for", () =>
  countWorkers((count) =>
    withPool(async (pool) => {
      pool.warm();
      pool.warm();
      assert.equal(count.started, 1);
      assert.equal(readText(await pool.run(makeJob("echo", { text: "taken" }))), "taken");
      const job = pool.run(makeJob("echo", { text: "again" }));
      pool.warm();
      await job;
      assert.equal(count.started, 1);
    })
  ));

Deno.test("close() cancels what is under way", async () => {
  const pool = openPool({ workers: 1, modules: MODULES });
  const jobs = [1, 2].map(() => pool.run(makeJob("failing", { how: "loops for ever" })));
  pool.close();
  for (const job of jobs) await assert.rejects(job, { name: "AbortError" });
  await assert.rejects(pool.run(makeJob("echo", { text: "nothing" })), { name: "AbortError" });
});

Deno.test("a worker that ends without an answer fails its job with stage.crashed", async () => {
  const entry = `data:text/javascript,${encodeURIComponent('throw new Error("worn out")')}`;
  const worker = startWorker(entry);
  const { promise, resolve } = Promise.withResolvers<JobResult>();
  worker.start({ job: makeJob("echo", { text: "nothing" }), moved: [] }, undefined, {
    keepChunk: undefined,
    timeLimit: undefined,
    onBroken: () => {},
    onProgress: () => {},
    onEnd: resolve,
  });
  const result = await promise;
  assert.ok(!result.ok);
  assert.equal(result.problem.code, "stage.crashed");
  assert.match(result.problem.found, /worn out/);
  assert.equal(worker.isAlive(), false);
});
