/** The same pipeline gives the same addresses whatever the workers, the folder, the zone and the locale. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, readAddresses, ROOT, runKoopline } from "./koopline.ts";

const PIPELINE = "pipelines/quickstart.yaml";

/** The parts of the project that a run needs, as a second clone would have them. */
const PARTS = [
  "deno.json",
  "deno.lock",
  "main.ts",
  "engine",
  "kernels",
  "numerics",
  "pipelines",
  "report",
  "schemas",
  "stages",
  "training",
];

async function readLocked(): Promise<Readonly<Record<string, string>>> {
  const text = await Deno.readTextFile(join(ROOT, "pipelines", "quickstart.lock.json"));
  return JSON.parse(text).cells;
}

async function runAndRead(place: Place, ...args: readonly string[]) {
  const file = join(place.root ?? ROOT, PIPELINE);
  const { code, stderr } = await runKoopline(["run", file, "--quiet", ...args], place);
  assert.equal(code, 0, stderr);
  return await readAddresses(file, place);
}

for (const jobs of ["1", "2", "4"]) {
  Deno.test(`the quickstart gives its locked addresses with ${jobs} worker(s)`, () =>
    inFolder(async (cwd) => {
      assert.deepEqual(await runAndRead({ cwd }, "--jobs", jobs), await readLocked());
    }));
}

Deno.test("the quickstart gives its locked addresses in another time zone and locale", () =>
  inFolder(async (cwd) => {
    const env = { TZ: "Pacific/Chatham", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" };
    assert.deepEqual(await runAndRead({ cwd, env }), await readLocked());
  }));

Deno.test("the quickstart gives its locked addresses from a second copy in another folder", () =>
  inFolder(async (folder) => {
    const root = join(folder, "another place", "copy");
    await Deno.mkdir(root, { recursive: true });
    for (const part of PARTS) await copyTree(join(ROOT, part), join(root, part));
    assert.deepEqual(await runAndRead({ cwd: root, root }), await readLocked());
  }));

Deno.test("verify executes every cell again and finds the same bytes", () =>
  inFolder(async (cwd) => {
    const file = join(ROOT, PIPELINE);
    const first = await runKoopline(["run", file, "--quiet", "--locked"], { cwd });
    assert.equal(first.code, 0, first.stderr);
    const { code, stdout, stderr } = await runKoopline(["verify", file, "--json"], { cwd });
    assert.equal(code, 0, stderr);
    const cells = Object.keys(await readLocked()).length;
    const { verified, locked, missing, differences } = JSON.parse(stdout);
    assert.deepEqual({ verified, locked, missing, differences }, {
      verified: cells,
      locked: cells,
      missing: 0,
      differences: 0,
    });
  }));

async function copyTree(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copyTree(join(from, name), join(to, name));
}
