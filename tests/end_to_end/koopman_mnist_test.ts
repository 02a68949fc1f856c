/** Predicting a MNIST classifier with small patches and a hundred steps for an epoch. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

const SMALL = ["--set", "last_net=0", "--set", "epoch=100"];
const QUICK_PATCHES = ["--set", "largest=5"];
const MNIST = join(ROOT, "pipelines", "koopman_mnist.yaml");
const RAO = join(ROOT, "pipelines", "koopman_rao.yaml");

async function query<T>(sql: string, place: Place): Promise<readonly T[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["query", MNIST, sql, "-f", "json", ...SMALL, ...QUICK_PATCHES],
    place,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

interface Outcome {
  readonly size: number;
  readonly method: string;
  readonly steps: number;
  readonly equal_steps: number;
  readonly ratio: number;
  readonly success: boolean;
  readonly loss_end: number;
  readonly error: number;
  readonly displacement: number;
}

const OPERATORS = ["koopman", "affine"];

Deno.test("one classifier is predicted by patches of two sizes", (t) =>
  inFolder(async (cwd) => {
    const place = { cwd };
    const ran = await runKoopline(["run", MNIST, "--quiet", ...SMALL, ...QUICK_PATCHES], place);
    assert.equal(ran.code, 0, ran.stderr);
    const outcomes = await query<Outcome>(
      "select * exclude (artifact) from forecast.outcomes",
      place,
    );

    await t.step("success and ratio are what T^eq says", () => {
      for (const one of outcomes) {
        assert.equal(one.ratio, one.equal_steps / one.steps);
        assert.equal(one.success, one.equal_steps > 0);
      }
    });

    await t.step("baselines know nothing of patches", () => {
      const [small, large] = [1, 5].map((size) =>
        outcomes.filter((one) => one.size === size && !OPERATORS.includes(one.method))
          .map((one) => ({ ...one, size: 0 }))
      );
      assert.ok(small!.length > 0);
      assert.deepEqual(small, large);
    });

    await t.step("standing still errs by the whole way", () => {
      for (const one of outcomes.filter(({ method }) => method === "hold")) {
        assert.equal(one.error, one.displacement);
      }
    });

    await t.step("Rao's first network is the first of these", async () => {
      const plan = await runKoopline(["plan", RAO, "--json", ...SMALL], place);
      assert.equal(plan.code, 0, plan.stderr);
      const reused = plan.stdout.trim().split("\n").map((line) => JSON.parse(line))
        .filter(({ plan }) => plan === "reuse").map(({ cell }) => cell);
      assert.deepEqual(reused, ["mnist", "train[net=0]"]);
    });
  }));
