/** Operators of single weights on a contraction, held against the recursion itself. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

const PIPELINE = join(ROOT, "pipelines", "single_weight.yaml");
const HORIZON = 100;
const [RATE, TARGET] = [0.01, 0.2];

async function query<T>(sql: string, place: Place): Promise<readonly T[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["query", PIPELINE, sql, "-f", "json", "--set", "last_net=0"],
    place,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

interface Prediction {
  readonly method: string;
  readonly values: readonly number[];
}

/** Runs w⁺ = w − η(w − w*) from w₀: the weights after 0 … n steps. */
function runContraction(start: number, steps: number): readonly number[] {
  const path = [start];
  for (let t = 0; t < steps; t++) path.push(path[t]! - RATE * (path[t]! - TARGET));
  return path;
}

/** U of a weight: Σ w⁺w / Σ w². */
function fitNumber(path: readonly number[]): number {
  const pairs = path.slice(1);
  const upper = pairs.reduce((sum, next, t) => sum + next * path[t]!, 0);
  return upper / pairs.reduce((sum, _, t) => sum + path[t]! * path[t]!, 0);
}

for (const start of ["apart", "across"]) {
  Deno.test(`numbers fitted to weights that start ${start} predict Uᵏ·w, and with the constant w itself`, (t) =>
    inFolder(async (cwd) => {
      const place = { cwd };
      const ran = await runKoopline(["run", PIPELINE, "--only", "scalar", "--quiet"], place);
      assert.equal(ran.code, 0, ran.stderr);
      const [begun] = await query<{ readonly values: readonly number[] }>(
        `select "values" from contraction.snapshots where start = '${start}' and step = 0`,
        place,
      );
      const predicted = await query<Prediction>(
        `select method, "values" from scalar.weights where start = '${start}' and horizon = ${HORIZON}`,
        place,
      );
      const read = (method: string) => predicted.find((one) => one.method === method)?.values ?? [];
      const paths = begun!.values.map((w) => runContraction(w, 100 + HORIZON));
      assert.equal(paths.length, 400);

      await t.step("the operator of a weight is its number", () => {
        paths.forEach((path, place) => {
          const expected = path[100]! * fitNumber(path.slice(0, 101)) ** HORIZON;
          assert.ok(Math.abs(read("koopman")[place]! - expected) < 1e-11, `weight ${place}`);
        });
      });

      await t.step("the constant observable makes it exact", () => {
        paths.forEach((path, place) => {
          assert.ok(Math.abs(read("affine")[place]! - path.at(-1)!) < 1e-9, `weight ${place}`);
        });
      });

      await t.step("directions are right unless a weight crossed zero", async () => {
        const [outcome] = await query<{ readonly koopman: number; readonly affine: number }>(
          `select any_value(sign_agreement) filter (method = 'koopman') as koopman,
             any_value(sign_agreement) filter (method = 'affine') as affine
           from scalar.outcomes where start = '${start}' and horizon = ${HORIZON}`,
          place,
        );
        const right = paths.filter((path) => {
          const sent = (fitNumber(path.slice(0, 101)) - 1) * path[100]!;
          return sent * (path.at(-1)! - path[100]!) > 0;
        });
        const crossed = paths.filter((path) => path[0]! * path[100]! < 0);
        assert.equal(outcome!.koopman, right.length / 400);
        assert.equal(outcome!.affine, 1);
        if (start === "apart") assert.equal(right.length, 400);
        else assert.ok(right.length < 400 && 400 - right.length <= crossed.length);
      });
    }));
}
