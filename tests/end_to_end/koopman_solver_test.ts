/** Predicting the weights of solver networks in its small form: what must be so whatever comes out. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

const PIPELINE = join(ROOT, "pipelines", "koopman_solver.yaml");
/** One of the 25 networks: three trainings, and ten with other choices. */
const SMALL = ["--set", "last_net=0"];

interface Outcome {
  readonly optimiser: string;
  readonly method: string;
  readonly loss_begin: number;
  readonly loss_end: number;
  readonly equal_steps: number;
  readonly censored: boolean;
  readonly ratio: number;
  readonly success: boolean;
  readonly steps: number;
  readonly error: number;
  readonly displacement: number;
}

async function query<T>(sql: string, place: Place): Promise<readonly T[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["query", PIPELINE, sql, "-f", "json", ...SMALL],
    place,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function readAddresses(place: Place): Promise<readonly (readonly [string, string])[]> {
  const { code, stdout, stderr } = await runKoopline(["plan", PIPELINE, "--json", ...SMALL], place);
  assert.equal(code, 0, stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line))
    .map(({ cell, artifact }) => [cell, artifact]);
}

Deno.test("one network of each optimiser is predicted, and the report says what came out", (t) =>
  inFolder(async (cwd) => {
    const place = { cwd };
    const { code, stdout, stderr } = await runKoopline(
      ["run", PIPELINE, "--json", ...SMALL],
      place,
    );
    assert.equal(code, 0, stderr);
    const figures = 5;
    // Trainings; forecasts: fixed, adaptive, stopped, cut-offs, sizes, horizons, choices; timings; report.
    const cells = 1 + (3 + 10) + (3 + 3 + 3 + 3 + 3 * 4 + 3 * 5 + 10) + 3 + figures + 1;
    assert.equal(JSON.parse(stdout).executed, cells);
    const outcomes = await query<Outcome>("select * from forecast.outcomes", place);
    assert.equal(outcomes.length, 3 * 6);

    await t.step("success, ratio and censoring are what T^eq says", () => {
      for (const one of outcomes) {
        const words = `${one.optimiser} ${one.method}`;
        assert.equal(one.steps, 2500, words);
        assert.equal(one.ratio, one.equal_steps / one.steps, words);
        assert.equal(one.success, one.equal_steps > 0, words);
        assert.ok(one.equal_steps <= 2 * one.steps, words);
        if (one.censored) assert.equal(one.equal_steps, 2 * one.steps, words);
      }
    });

    await t.step("holding the weights errs by their displacement, and is worth no step", () => {
      for (const one of outcomes.filter(({ method }) => method === "hold")) {
        assert.equal(one.error, one.displacement, one.optimiser);
        assert.equal(one.loss_end, one.loss_begin, one.optimiser);
        assert.equal(one.equal_steps, 0, one.optimiser);
      }
    });

    await t.step("T^eq is the first step of the recorded loss that is low enough", async () => {
      // The loss of step s is that of the weights after step s − 1.
      const curves = await query<{ optimiser: string; step: number; value: number }>(
        `select optimiser, step, value from solver.curves where quantity = 'train_loss' and step > 45000
         union all
         select optimiser, step, value from adam_solver.curves where quantity = 'train_loss' and step > 45000`,
        place,
      );
      for (const one of outcomes) {
        const first = curves
          .filter(({ optimiser, value }) => optimiser === one.optimiser && value <= one.loss_end)
          .reduce((least, { step }) => Math.min(least, step - 45001), Infinity);
        assert.equal(one.equal_steps, Math.min(first, 5000), `${one.optimiser} ${one.method}`);
      }
    });

    await t.step("patches of eleven weights are the nodes", async () => {
      const sizes = await query<Outcome>("select * from sizes.outcomes where size = 11", place);
      for (const whole of sizes) {
        const node = outcomes.find(({ optimiser, method }) =>
          optimiser === whole.optimiser && method === "koopman"
        );
        assert.equal(whole.error, node?.error, whole.optimiser);
        assert.equal(whole.loss_end, node?.loss_end, whole.optimiser);
      }
    });

    await t.step(
      "what belongs to one network has the address of the whole run's lock",
      async () => {
        const lock: Readonly<Record<string, string>> = JSON.parse(
          await Deno.readTextFile(join(ROOT, "pipelines", "koopman_solver.lock.json")),
        ).cells;
        const found = (await readAddresses(place))
          .filter(([cell]) =>
            /^(adam_solver|solver|forecast|adaptive|stopped|sizes|horizons|cutoffs|choices)\[/.test(
              cell,
            )
          );
        assert.equal(found.length, 3 + 3 + 3 + 3 + 12 + 15 + 3 + 10);
        for (const [cell, address] of found) assert.equal(address, lock[cell], cell);
      },
    );
  }));
