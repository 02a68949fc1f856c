/** What docs/predict_your_own.md says is what happens. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { seedRandom } from "../../numerics/random.ts";
import { inFolder, ROOT, runKoopline, writeFiles } from "./koopline.ts";
import { writeNpy } from "./npy.ts";
import { findPython, readBlock, runScript } from "./page.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/predict_your_own.md"));

interface Outcome {
  readonly method: string;
  readonly ratio: number;
  readonly success: boolean;
  readonly error: number;
}

/** Runs the page's pipeline and its query in a folder that has the page's files. */
async function runPage(cwd: string): Promise<ReadonlyMap<string, Outcome>> {
  await writeFiles(cwd, { "predict.yaml": readBlock(PAGE, "yaml", "name: predict") });
  const ran = await runKoopline(["run", "predict.yaml"], { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  const [, query = ""] = /query predict\.yaml "(.*)"/.exec(readBlock(PAGE, "sh", "query")) ?? [];
  const asked = await runKoopline(["query", "predict.yaml", query, "-f", "json"], { cwd });
  assert.equal(asked.code, 0, asked.stderr);
  const rows: readonly Outcome[] = JSON.parse(asked.stdout);
  return new Map(rows.map((row) => [row.method, row]));
}

const STEPS = 3000;
/** Of 2 → 8 → 1 with biases. */
const WEIGHTS = 33;

Deno.test("the page's pipeline predicts a contraction exactly, and standing still errs by the whole way", () =>
  inFolder(async (cwd) => {
    const random = seedRandom("predict")("page");
    const draw = (count: number) => Array.from({ length: count }, () => random.uniform(-1, 1));
    const [start, target] = [draw(WEIGHTS), draw(WEIGHTS)];
    const values = Array.from(
      { length: STEPS },
      (_, t) => start.map((w, k) => target[k]! + (w - target[k]!) * 0.999 ** t),
    ).flat();
    await Deno.writeFile(join(cwd, "weights.npy"), writeNpy([STEPS, WEIGHTS], values));
    await Deno.writeFile(join(cwd, "x.npy"), writeNpy([50, 2], draw(100)));
    await Deno.writeFile(join(cwd, "y.npy"), writeNpy([50, 1], draw(50)));
    const outcomes = await runPage(cwd);
    assert.ok(outcomes.get("affine")!.error < 1e-8, `${outcomes.get("affine")!.error}`);
    assert.equal(outcomes.get("hold")!.error, 1);
  }));

/** Runs the page's pipeline with the page's adaptive start. */
async function runAdaptive(cwd: string): Promise<void> {
  const [fit = ""] = /fit: \{ kind: adaptive.*?\}/.exec(PAGE) ?? [];
  const page = readBlock(PAGE, "yaml", "name: predict");
  await writeFiles(cwd, { "predict.yaml": page.replace(/fit: \{.*?\}/, fit) });
  const { code, stderr } = await runKoopline(["run", "predict.yaml"], { cwd });
  assert.equal(code, 0, stderr);
  const query = "select count(*) as n from forecast.windows where accepted";
  const { stdout } = await runKoopline(["query", "predict.yaml", query, "-f", "json"], { cwd });
  assert.ok(JSON.parse(stdout)[0].n >= 3, "windows qualify, as the page says");
}

const PYTHON = await findPython();

Deno.test({
  name: `the page's PyTorch lines record what its table says${
    PYTHON === undefined ? " (skipped: no Python with PyTorch and NumPy)" : ""
  }`,
  ignore: PYTHON === undefined,
  fn: () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, { "record.py": readBlock(PAGE, "python", "torch.optim.Adagrad") });
      await runScript(PYTHON ?? "", "record.py", cwd);
      const outcomes = await runPage(cwd);
      const table = [
        ...PAGE.matchAll(/^\| (\w+) +\| [\d.]+ +\| [\d.]+ +\| ([\d.]+) +\| ([\d.]+) +\|$/gm),
      ];
      assert.equal(table.length, 6);
      for (const [, method = "", ratio, error] of table) {
        const { ratio: r, error: e } = outcomes.get(method)!;
        // Another version of PyTorch draws other numbers; the page's order of magnitude should hold.
        assert.ok(Math.abs(r - Number(ratio)) < 0.3, `${method} ratio ${r}`);
        assert.ok(e < 3 * Number(error) && 3 * e > Number(error), `${method} error ${e}`);
      }
      await runAdaptive(cwd);
    }),
});
