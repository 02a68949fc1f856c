/** What docs/compare_your_own.md says is what happens. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { seedRandom } from "../../numerics/random.ts";
import { inFolder, ROOT, runKoopline, writeFiles } from "./koopline.ts";
import { writeNpy } from "./npy.ts";
import { findPython, readBlock, runScript } from "./page.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/compare_your_own.md"));

const STEPS = 400;
const WEIGHTS = 8;

/** Noisy gradient descent on a quadratic of eight curvatures, from a start of the seed's own. */
function simulateTraining(rate: number, seed: string): Uint8Array {
  const random = seedRandom(seed)("tutorial");
  const weights = Float64Array.from({ length: WEIGHTS }, () => random.uniform(-1, 1));
  const values: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    for (let k = 0; k < WEIGHTS; k++) {
      const gradient = (0.02 + 0.12 * k) * (weights[k]! + random.uniform(-0.02, 0.02));
      weights[k] = weights[k]! - rate * gradient;
    }
    values.push(...weights);
  }
  return writeNpy([STEPS, WEIGHTS], values);
}

async function runPage(cwd: string) {
  await writeFiles(cwd, { "compare.yaml": readBlock(PAGE, "yaml", "name: compare") });
  const ran = await runKoopline(["run", "compare.yaml"], { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  return ran.stderr;
}

Deno.test("the tutorial's pipeline finds two trainings of one system alike, and a third apart", () =>
  inFolder(async (cwd) => {
    await Deno.mkdir(join(cwd, "runs"));
    for (const [name, rate] of [["a", 0.1], ["b", 0.1], ["c", 0.4]] as const) {
      for (let repeat = 0; repeat < 6; repeat++) {
        const path = join(cwd, "runs", `${name}-${repeat}.npy`);
        await Deno.writeFile(path, simulateTraining(rate, `${name} ${repeat}`));
      }
    }
    const printed = await runPage(cwd);
    for (const verdict of ["a – b conjugate", "a – c not conjugate", "b – c not conjugate"]) {
      assert.ok(printed.includes(`verdict  conjugacy: ${verdict}`), printed);
      assert.ok(PAGE.includes(`verdict  conjugacy: ${verdict}\n`));
    }
    const [, query = ""] = /query compare\.yaml "(.*)"/.exec(readBlock(PAGE, "sh", "query")) ?? [];
    const asked = await runKoopline(["query", "compare.yaml", query, "-f", "json"], { cwd });
    assert.equal(asked.code, 0, asked.stderr);
    const rows: readonly { readonly permutation: number }[] = JSON.parse(asked.stdout);
    assert.equal(rows.length, 3);
    // Half of the 924 ways to deal twelve runs into two sixes, since the two hands have no names.
    assert.ok(Math.abs(rows[1]!.permutation - 1 / 462) < 1e-12);
    assert.ok(PAGE.includes("artifacts/out/compare/figures/spectra.svg"));
    const figure = await Deno.stat(join(cwd, "artifacts/out/compare/figures/spectra.svg"));
    assert.ok(figure.isFile);
  }));

const PYTHON = await findPython();

Deno.test({
  name: `the tutorial's PyTorch lines record what its pipeline tells apart${
    PYTHON === undefined ? " (skipped: no Python with PyTorch and NumPy)" : ""
  }`,
  ignore: PYTHON === undefined,
  fn: () =>
    inFolder(async (cwd) => {
      await Deno.mkdir(join(cwd, "runs"));
      await writeFiles(cwd, { "record.py": readBlock(PAGE, "python", "torch.optim.SGD") });
      await runScript(PYTHON ?? "", "record.py", cwd);
      const printed = await runPage(cwd);
      // Of a and b a test at 5 % may be wrong with another version's random numbers; c is far away.
      assert.ok(printed.includes("verdict  conjugacy: a – c not conjugate"), printed);
      assert.ok(printed.includes("verdict  conjugacy: b – c not conjugate"), printed);
    }),
});

Deno.test("the tutorial counts the ways to deal runs into two kinds, and their smallest p", () => {
  const rows = [...PAGE.matchAll(/^\| (\d+) +\| ([\d,]+) +\| ([\d.]+) /gm)];
  assert.equal(rows.length, 4);
  for (const [, repeats, ways, smallest] of rows) {
    const n = Number(repeats);
    let deals = 1;
    for (let k = 1; k <= n; k++) deals = deals * (n + k) / k;
    assert.equal(Number(ways?.replaceAll(",", "")), Math.round(deals / 2));
    // Beyond 10,000 labellings that many are drawn, and the true one counts as one more.
    const least = deals / 2 <= 10_000 ? 2 / deals : 1 / 10_001;
    assert.equal(Number(smallest), Number(least.toPrecision(2)));
  }
});
