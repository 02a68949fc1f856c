import assert from "node:assert/strict";
import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";
import { locateGraph } from "../../../engine/plan/fingerprint_paths.ts";
import { makeJob, MODULES, withPool } from "./run_stage.ts";
import { ATTEMPTS } from "./stages/impure.ts";

/** What the error must say of each attempt. */
const FOUND: Readonly<Record<string, string | RegExp>> = {
  "Math.random": "a draw from Math.random",
  "crypto.getRandomValues": "a draw from crypto.getRandomValues",
  "crypto.randomUUID": "a draw from crypto.randomUUID",
  "crypto.subtle.generateKey": "a call of crypto.subtle.generateKey",
  "FormData": "a FormData with its random boundary",
  "URL.createObjectURL": "a call of URL.createObjectURL, which draws a random name",
  "setInterval": "a call of setInterval",
  "AbortSignal.timeout": "a call of AbortSignal.timeout",
  "Atomics.wait": "a call of Atomics.wait",
  "Deno.readTextFile": "a reach for Deno.readTextFile",
  "Deno.env": "a reach for Deno.env",
  "Deno.connect": "a reach for Deno.connect",
  "Deno.Command": "a reach for Deno.Command",
  "Deno.memoryUsage": "a reach for Deno.memoryUsage",
  "process.env.HOME": "a reach for process.env.HOME",
  "process.hrtime": "a reach for process.hrtime",
  "process.getBuiltinModule": "a reach for process.getBuiltinModule",
  "fetch": "a call of fetch",
  "WebSocket": "a call of WebSocket",
  "EventSource": "a call of EventSource",
  "Worker": "a call of Worker",
  "BroadcastChannel": "a call of BroadcastChannel",
  "postMessage": "a call of postMessage",
  "close": "a call of close",
  "onmessage": "an assignment to onmessage",
  "addEventListener": "a call of the worker's addEventListener",
  "node:fs": "an import of node:fs",
  "node:buffer": "an import of node:buffer",
  "node:crypto": "an import of node:crypto",
  "node:child_process": "an import of node:child_process",
  "node:process": "an import of node:process",
  "node:vm": "an import of node:vm",
  "node:module": "an import of node:module",
  "computed module": /^an import of .*stages\/not_in_the_graph\.ts, chosen at run time$/,
  "computed package": "an import of the package csv-parse@7.0.3, chosen at run time",
  "package of a registry": "an import of the package koopline-secret-is-42, chosen at run time",
  "module with data": "a draw from Math.random",
  "Deno.internal": "a reach for Deno.internal",
  "Function": "a draw from Math.random",
  "koopline's engine": "an import of koopline's engine",
  "package's Math.random": "a draw from Math.random",
  "eval": "a draw from Math.random",
};

/** A pool that knows the module graph of the stage, as runs do. */
async function graphModules() {
  const impure = MODULES["impure"]!;
  const cacheFile = `${Deno.makeTempDirSync()}/code.json`;
  const prints = await fingerprintModules([impure.module], { cacheFile });
  const graph = locateGraph(impure.module, prints.get(impure.module)!.manifest);
  return { impure: { ...impure, graph } };
}

Deno.test("every way out of a worker refuses, and says what was tried", async (t) => {
  assert.deepEqual(Object.keys(FOUND).sort(), Object.keys(ATTEMPTS).sort());
  const attempts = Object.keys(FOUND);
  await withPool(async (pool) => {
    const result = await pool.run(makeJob("impure", { attempts, caught: true }));
    assert.equal(result.log.length, attempts.length);
    for (const [i, attempt] of attempts.entries()) {
      await t.step(attempt, () => {
        const told = result.log[i]!.slice(`${attempt}: `.length);
        const found = FOUND[attempt]!;
        if (typeof found === "string") assert.equal(told, found);
        else assert.match(told, found);
      });
    }
  }, { modules: await graphModules() });
});

for (
  const attempt of ["Math.random", "Deno.env", "fetch", "node:crypto", "package's Math.random"]
) {
  Deno.test(`a cell whose stage tries ${attempt} fails, also when the stage catches the error`, () =>
    withPool(async (pool) => {
      for (const caught of [false, true]) {
        const result = await pool.run(makeJob("impure", { attempts: [attempt], caught }));
        assert.ok(!result.ok, "the stage went on");
        const { problem } = result;
        assert.equal(problem.code, "stage.impure");
        assert.equal(problem.where, "impure[seed=1]");
        assert.equal(problem.found, FOUND[attempt]);
        assert.ok(problem.hint);
      }
    }, { workers: 2 }));
}

Deno.test("a stage that imports a computed module is stopped by permissions alone", () =>
  withPool(async (pool) => {
    const job = makeJob("impure", { attempts: ["computed module"], caught: false });
    const result = await pool.run(job);
    assert.ok(!result.ok);
    assert.equal(result.problem.code, "stage.impure");
    assert.match(result.problem.found, /^an import of ".*not_in_the_graph\.ts"$/);
  }));

Deno.test("a stage's local module that imports a closed built-in does not load", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/stage.ts`;
  Deno.writeTextFileSync(
    path,
    `import { readFileSync } from "node:fs"; console.log(readFileSync);`,
  );
  await withPool(async (pool) => {
    const result = await pool.run(makeJob("mine", {}));
    assert.ok(!result.ok);
    assert.equal(result.problem.code, "stage.impure");
    assert.equal(result.problem.found, "an import of node:fs");
  }, { modules: { mine: { module: `file://${path}` } } });
});
