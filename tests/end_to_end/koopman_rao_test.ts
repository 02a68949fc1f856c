/** Rao's operators of nodes and layers with a hundred steps for an epoch: what must be so whatever comes out. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

const RAO = join(ROOT, "pipelines", "koopman_rao.yaml");
const SMALL = ["--set", "last_net=0", "--set", "epoch=100"];

async function query<T>(sql: string, place: Place): Promise<readonly T[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["query", RAO, sql, "-f", "json", ...SMALL],
    place,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

interface Sizes {
  readonly partition: string;
  readonly patches: number;
  readonly largest: number;
  readonly weights: number;
}

Deno.test("operators of nodes and layers predict one classifier, and the sweep explains them", (t) =>
  inFolder(async (cwd) => {
    const place = { cwd };
    const ran = await runKoopline(["run", RAO, "--quiet", ...SMALL], place);
    assert.equal(ran.code, 0, ran.stderr);

    await t.step("784-20-20-20-10 has 70 nodes and 4 layers, up to 15,700 weights", async () => {
      const sizes = await query<Sizes>(
        `select partition, count(*) as patches, max(size) as largest, sum(size) as weights
         from forecast.patches group by 1 order by 1`,
        place,
      );
      assert.deepEqual(sizes, [
        { partition: "layer", patches: 4, largest: 15700, weights: 16750 },
        { partition: "node", patches: 70, largest: 785, weights: 16750 },
      ]);
    });

    await t.step("an application for every iteration is evaluated, from none on", async () => {
      const points = await query<{ readonly points: number; readonly last: number }>(
        `select count(*) as points, max(step) as last from forecast.paths
         where quantity = 'test_loss' and method = 'koopman' group by partition`,
        place,
      );
      assert.deepEqual(points, [{ points: 201, last: 200 }, { points: 201, last: 200 }]);
    });

    await t.step(
      "projection leaves no eigenvalue outside the unit circle; without it some are",
      async () => {
        const radii = await query<{ readonly project: string; readonly radius: number }>(
          `select project, max(radius) as radius from sweep.patches
         where partition = 'node' and "precision" = 'float64' group by 1 order by 1`,
          place,
        );
        assert.ok(radii[0]!.radius > 1, `${radii[0]!.radius}`);
        assert.ok(radii[1]!.radius <= 1, `${radii[1]!.radius}`);
      },
    );

    await t.step("what a large cut-off keeps is the same in floats and doubles", async () => {
      const pairs = await query<{ readonly apart: number; readonly way: number }>(
        `select a.error - b.error as apart, a.displacement as way
         from sweep.outcomes a join sweep.outcomes b using (net, "partition", method, cutoff)
         where cutoff = 0.01 and method = 'koopman' and a.project = 'none' and b.project = 'none'
           and a."precision" = 'float32' and b."precision" = 'float64'`,
        place,
      );
      assert.equal(pairs.length, 2);
      for (const { apart, way } of pairs) {
        assert.ok(Math.abs(apart) < 0.02 * way, `${apart}, ${way}`);
      }
    });
  }));
