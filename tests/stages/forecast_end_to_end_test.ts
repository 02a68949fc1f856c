/** Forecasts through the real command line: sealed workers, store and queries. */

import assert from "node:assert/strict";
import { inFolder, readAddresses, runKoopline, writeFiles } from "../end_to_end/koopline.ts";

const PIPELINE = `name: follow
axes:
  net: [1, 2]
  partition: [node, layer]
stages:
  solver:
    uses: solver
    over: [net]
    with:
      problem: { kind: nonlinear_oscillator }
      end: 3
      points: 40
      hidden: [4, 4]
      optimiser: { kind: adam, rate: 0.008 }
      steps: 600
      seed: "\${net}"
      record: { observable: { all: true }, from: 301 }
  forecast:
    uses: forecast
    over: [net, partition]
    needs: { trajectories: solver }
    with:
      partition: { kind: "\${partition}" }
      fit: { from: 301, to: 400 }
      steps: 50
      every: 5
      cutoff: [machine, 1.0e-6]
  adaptive:
    uses: forecast
    needs: { trajectories: solver }
    over: [net]
    with:
      fit: { kind: adaptive, from: 301, to: 500, window: 60, epsilon: 0.2 }
      stop: { kind: adaptive }
      steps: 50
  impossible:
    uses: forecast
    over: [net]
    needs: { trajectories: solver }
    with: { fit: { from: 300, to: 400 }, steps: 50 }
`;

const QUESTIONS = `select
  (select count(*) from forecast.outcomes) as outcomes,
  (select count(*) from forecast.weights where len(values) <> 38) as narrow,
  (select count(*) from forecast.paths where quantity = 'loss' and not isfinite(value)) as lost,
  (select count(*) from forecast.outcomes where success <> (equal_steps > 0)) as contrary,
  (select count(*) from forecast.outcomes
    where method = 'linear' and not (error < displacement)) as astray,
  (select count(*) from adaptive.windows) > 0 as looked`;

Deno.test("forecasts give equal addresses with one worker and two, and fail by themselves", () =>
  inFolder(async (folder) => {
    await writeFiles(folder, { "follow.yaml": PIPELINE });
    const found: Readonly<Record<string, string>>[] = [];
    for (const jobs of ["1", "2"]) {
      const place = { cwd: folder, env: { KOOPLINE_STORE: `store_${jobs}` } };
      const ran = await runKoopline(["run", "follow.yaml", "--quiet", "--jobs", jobs], place);
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(
        ran.stderr,
        /impossible\[net=[12]\]\s+Expected a recorded step as `fit.from`, but found 300/,
      );
      assert.match(ran.stderr, /recorded are steps 301 to 600/);
      found.push(await readAddresses("follow.yaml", place));
    }
    const names = Object.keys(found[0]!).filter((name) => !name.startsWith("impossible"));
    assert.equal(names.filter((name) => found[0]![name] !== undefined).length, 8);
    assert.deepEqual(found[1], found[0]);
    const { code, stdout, stderr } = await runKoopline(
      ["query", "follow.yaml", QUESTIONS, "--format", "json"],
      { cwd: folder, env: { KOOPLINE_STORE: "store_2" } },
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout)[0], {
      outcomes: 32,
      narrow: 0,
      lost: 0,
      contrary: 0,
      astray: 0,
      looked: true,
    });
  }));
