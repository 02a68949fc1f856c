/** What a run does when stages fail, results are damaged, or it is interrupted. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { buildCommand, inFolder, type Place, runKoopline, writeFiles } from "./koopline.ts";

const NUMBER = `import { defineStage, Expectation, z } from "koopline";
export const number = defineStage({
  kind: "number",
  summary: "A number, or a failure.",
  params: z.strictObject({ value: z.number(), spin: z.int().default(0) }),
  needs: {},
  makes: Expectation,
  run({ params, log }) {
    log("about to look at " + params.value);
    if (params.value === 13) throw new RangeError("thirteen is not a number");
    let x = 0.3;
    for (let i = 0; i < params.spin; i++) x = 3.9 * x * (1 - x);
    return {
      tables: { values: {
        name: ["n"], value: Float64Array.of(params.value + 0 * x),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;

const DOUBLE = `import { defineStage, Expectation, one, z } from "koopline";
export const double = defineStage({
  kind: "double",
  summary: "Doubles a number.",
  params: z.strictObject({}),
  needs: { number: one(Expectation) },
  makes: Expectation,
  run: ({ needs }) => ({
    tables: { values: {
      ...needs.number.tables.values,
      value: Float64Array.from(needs.number.tables.values.value, (x) => 2 * x),
    } },
    files: {}, meta: {},
  }),
});
`;

const FILES = {
  "number.ts": NUMBER,
  "double.ts": DOUBLE,
  "p.yaml": `name: numbers
axes: { n: [12, 13, 14] }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}" } }
  double: { uses: ./double.ts, over: [n], needs: { number: number } }
`,
  "slow.yaml": `name: slow
axes: { n: { range: [0, 40] } }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n + 100}", spin: 40000000 } }
`,
};

async function inProject(work: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, FILES);
    await work({ cwd });
  });
}

Deno.test("a failed cell stops only what needs it, and the exit code is 1", () =>
  inProject(async (place) => {
    const { code, stdout, stderr } = await runKoopline(["run", "p.yaml", "--json"], place);
    assert.equal(code, 1);
    const { executed, failed, blocked } = JSON.parse(stdout);
    assert.deepEqual({ executed, failed, blocked }, { executed: 4, failed: 1, blocked: 1 });
    assert.match(stderr, /thirteen is not a number/);
  }));

Deno.test("a failure is shown again without running it, and --retry runs it", () =>
  inProject(async (place) => {
    await runKoopline(["run", "p.yaml", "--quiet"], place);
    const again = await runKoopline(["run", "p.yaml"], place);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /number\[n=13\] \(in an earlier run; --retry tries again\)/);
    assert.match(again.stderr, /thirteen is not a number/);
    assert.match(again.stderr, /0 executed, 4 reused/);
    const retried = await runKoopline(["run", "p.yaml", "--retry", "--json"], place);
    assert.match(retried.stderr, /"event":"started","cell":"number\[n=13\]"/);
  }));

Deno.test("a failed cell's log and error stay in its record, for explain", () =>
  inProject(async (place) => {
    await runKoopline(["run", "p.yaml", "--quiet"], place);
    const { code, stdout } = await runKoopline(["explain", "p.yaml", "number", "n=13"], place);
    assert.equal(code, 0);
    assert.match(stdout, /state\s+failed/);
    assert.match(stdout, /thirteen is not a number/);
    assert.match(stdout, /about to look at 13/);
    assert.match(stdout, /number\.ts:10/);
  }));

Deno.test("a damaged result is noticed, set aside, and derived again", () =>
  inProject(async (place) => {
    await runKoopline(["run", "p.yaml", "--quiet"], place);
    const blobs: string[] = [];
    const objects = join(place.cwd, "artifacts", "objects");
    for await (const folder of Deno.readDir(objects)) {
      for await (const { name } of Deno.readDir(join(objects, folder.name))) {
        blobs.push(join(objects, folder.name, name));
      }
    }
    const sizes = await Promise.all(blobs.map(async (path) => (await Deno.stat(path)).size));
    for (const path of blobs.filter((_, index) => (sizes[index] ?? 0) > 500)) {
      const bytes = await Deno.readFile(path);
      bytes[400] = (bytes[400] ?? 0) ^ 1;
      await Deno.writeFile(path, bytes);
    }
    // Only the doubles run anew, with other code, so they read what the numbers left.
    await writeFiles(place.cwd, { "double.ts": DOUBLE.replace("2 * x", "x + x + 1") });
    const { code, stdout, stderr } = await runKoopline(["run", "p.yaml", "--json"], place);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /"event":"damaged","cell":"number\[n=12\]"/);
    const { failed, blocked } = JSON.parse(stdout);
    assert.deepEqual({ failed, blocked }, { failed: 1, blocked: 1 });
    const values = await runKoopline(
      ["query", "p.yaml", "select n, value from double.values order by n", "-f", "csv"],
      place,
    );
    assert.equal(values.stdout.trim().replaceAll("\r", ""), "n,value\n12,25\n14,29");
  }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} stops a run with code 130 and loses nothing that finished`, () =>
    inProject(async (place) => {
      const child = buildCommand(["run", "slow.yaml", "--jobs", "1"], place).spawn();
      await waitForText(child.stderr, /done/);
      child.kill(signal);
      const { code } = await child.status;
      await child.stdout.cancel();
      assert.equal(code, 130);
      const { stdout } = await runKoopline(["plan", "slow.yaml", "--json"], place);
      const plans = stdout.trim().split("\n").map((line) => JSON.parse(line).plan);
      const kept = plans.filter((plan) => plan === "reuse").length;
      assert.ok(kept >= 1 && kept < 40, `${kept} cells are kept`);
    }));
}

/** Reads until the text stands there, then goes on reading in the background, so that nobody blocks. */
async function waitForText(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<void> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!pattern.test(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the process ended without ${pattern}:\n${text}`);
    text += value;
  }
  (async () => {
    while (!(await reader.read()).done);
  })();
}
