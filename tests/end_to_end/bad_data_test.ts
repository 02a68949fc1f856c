/** Damaged data is an error of the pipeline: found before anything runs, at its place, and nothing is written. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, runKoopline } from "./koopline.ts";
import { writeNpy } from "./npy.ts";

const text = (content: string) => new TextEncoder().encode(content);
const good = writeNpy([4, 1], [1, 0.5, 0.25, 0.125]);

const CASES: readonly (readonly [string, string, Uint8Array, RegExp])[] = [
  ["NaN in a table", "x.csv", text("step,x\n0,1\n1,nan\n"), /x\.csv:3:3: Expected a finite number/],
  ["NaN in an array", "x.npy", writeNpy([3, 1], [1, NaN, 2]), /x\.npy.*but found NaN/],
  ["a truncated array", "x.npy", good.slice(0, -5), /x\.npy: Expected .*bytes/],
  ["an empty file", "x.npy", new Uint8Array(), /x\.npy: Expected a NumPy array/],
  ["a ragged table", "x.csv", text("step,x\n0,1\n1\n"), /x\.csv:3/],
];

async function runImport(cwd: string, name: string, bytes: Uint8Array) {
  await Deno.writeFile(join(cwd, name), bytes);
  await Deno.writeTextFile(
    join(cwd, "p.yaml"),
    `name: p\nstages:\n  data: { uses: import, with: { file: ${name}, as: trajectories } }\n`,
  );
  return await runKoopline(["run", "p.yaml"], { cwd });
}

for (const [what, name, bytes, message] of CASES) {
  Deno.test(`${what} is refused before anything runs`, () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await runImport(cwd, name, bytes);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^error p\.yaml:3:3: /);
      assert.match(stderr, message);
      assert.match(stderr, /Expected .+, but found .+/);
      assert.doesNotMatch(stderr, /\n\s+at /);
      const entries = (await Array.fromAsync(Deno.readDir(cwd))).map((entry) => entry.name).sort();
      assert.deepEqual(entries, ["p.yaml", name].sort());
    }));
}

Deno.test("the same array whole is imported", () =>
  inFolder(async (cwd) => {
    const { code, stderr } = await runImport(cwd, "x.npy", good);
    assert.equal(code, 0, stderr);
    const rows = await runKoopline(
      ["query", "p.yaml", "select step, values[1] as x from data.snapshots", "-f", "csv"],
      { cwd },
    );
    assert.equal(rows.stdout.replaceAll("\r", ""), "step,x\n0,1\n1,0.5\n2,0.25\n3,0.125\n");
  }));
