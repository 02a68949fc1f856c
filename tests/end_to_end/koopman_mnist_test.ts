/** Predicting MNIST classifiers, and the sweep behind their drift, with a hundred steps for an epoch. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

const SMALL = ["--set", "last_net=0", "--set", "epoch=100"];

async function query<T>(file: string, sql: string, place: Place): Promise<readonly T[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["query", file, sql, "-f", "json", ...SMALL],
    place,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

interface Outcome {
  readonly size: number;
  readonly method: string;
  readonly loss_end: number;
  readonly ratio: number;
  readonly error: number;
  readonly displacement: number;
}

Deno.test("one classifier is predicted by patches of every size, and the sweep runs on its recording", (t) =>
  inFolder(async (cwd) => {
    const place = { cwd };
    const mnist = join(ROOT, "pipelines", "koopman_mnist.yaml");
    const rao = join(ROOT, "pipelines", "koopman_rao.yaml");
    const ran = await runKoopline(["run", mnist, "--json", ...SMALL], place);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(JSON.parse(ran.stdout).executed, 1 + 1 + (1 + 1) + (4 + 2 + 1 + 1) + 4 + 3 + 1);

    await t.step(
      "baselines know nothing of patches; standing still errs by the whole way",
      async () => {
        const outcomes = await query<Outcome>(mnist, "select * from forecast.outcomes", place);
        assert.equal(outcomes.length, 4 * (2 + 2 + 4));
        for (const one of outcomes) {
          if (one.method === "hold") assert.equal(one.error, one.displacement);
          if (one.method === "koopman" || one.method === "affine") continue;
          const whole = outcomes.find(({ size, method }) => size === 785 && method === one.method);
          assert.deepEqual({ ...one, size: 785 }, whole);
        }
      },
    );

    await t.step("Rao's first network is the first of these", async () => {
      const plan = await runKoopline(["plan", rao, "--json", ...SMALL], place);
      assert.equal(plan.code, 0, plan.stderr);
      const reused = plan.stdout.trim().split("\n").map((line) => JSON.parse(line))
        .filter(({ plan }) => plan === "reuse").map(({ cell }) => cell);
      assert.deepEqual(reused, ["mnist", "train[net=0]"]);
    });
  }));
