/** The experiment of data sets where one of them cannot be had: the rest goes on, and the report says what is missing. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, ROOT, runKoopline } from "./koopline.ts";

const PIPELINE = join(ROOT, "pipelines", "fcn_dataset.yaml");
const SMALL = ["--set", "last_seed=2"];

async function readLock(): Promise<Readonly<Record<string, string>>> {
  const text = await Deno.readTextFile(join(ROOT, "pipelines", "fcn_dataset.lock.json"));
  return JSON.parse(text).cells;
}

Deno.test("without KMNIST the two other data sets are compared, and the report names what is missing", (t) =>
  inFolder(async (cwd) => {
    const place = { cwd, network: false, env: { KOOPLINE_DATA: cwd } };
    const { code, stderr } = await runKoopline(["run", PIPELINE, ...SMALL], place);
    assert.equal(code, 1, stderr);

    await t.step("the error names the data set, each source, and what to do", () => {
      assert.match(stderr, /dataset\[data=kmnist\]/);
      assert.match(stderr, /fetch\.failed/);
      assert.match(stderr, /codh\.rois\.ac\.jp/);
      assert.match(stderr, /KOOPLINE_DATA/);
    });

    await t.step("the report shows one pair and says which two are missing", async () => {
      const html = await Deno.readTextFile(
        join(cwd, "artifacts", "out", "fcn-dataset", "report.html"),
      );
      // In cells of the table; the query below it has the words too.
      assert.equal(html.match(/missing: a data set could not be had<\/td>/g)?.length, 2);
      assert.match(html, /Missing here: kmnist/);
      assert.match(html, /mnist – fashion/);
    });

    await t.step(
      "its trainings, fits and spectra have the addresses of the whole run's lock",
      async () => {
        const plan = await runKoopline(["plan", PIPELINE, "--json", ...SMALL], place);
        const lock = await readLock();
        const found = plan.stdout.trim().split("\n").map((line) => JSON.parse(line))
          .filter(({ cell, artifact }) =>
            artifact !== undefined && /^(dataset|train|operator|spectrum)\[/.test(cell)
          );
        assert.equal(found.length, 2 * (1 + 10 + 1 + 1));
        for (const { cell, artifact } of found) assert.equal(artifact, lock[cell], cell);
      },
    );
  }));
