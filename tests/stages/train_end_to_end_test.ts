/** Trainings through the real command line: sealed workers, streams, store and queries. */

import assert from "node:assert/strict";
import { inFolder, readAddresses, runKoopline, writeFiles } from "../end_to_end/koopline.ts";

/** A data set of 90 images of 8 × 8 in three classes, each brighter in its own columns. */
const STRIPES = `import { Dataset, defineStage, z } from "koopline";

export const stripes = defineStage({
  kind: "stripes",
  summary: "Images with a bright stripe.",
  params: z.strictObject({ seed: z.int().default(0) }),
  needs: {},
  makes: Dataset,
  run({ random }) {
    const make = (count: number, name: string) => {
      const stream = random(name);
      const label = Int32Array.from({ length: count }, (_, i) => i % 3);
      const inputs = Uint8Array.from({ length: count * 64 }, (_, i) =>
        stream.integer(0, (i % 8) % 3 === label[Math.floor(i / 64)] ? 255 : 60));
      return { inputs, rows: { label, target: { width: 0, data: new Float64Array() } } };
    };
    const [train, test] = [make(90, "train"), make(30, "test")];
    return {
      tables: { train: train.rows, test: test.rows },
      files: { train_inputs: train.inputs, test_inputs: test.inputs },
      meta: { name: "stripes", shape: [8, 8], dtype: "u8" as const, classes: 3, train: 90, test: 30,
        scale: 1 / 255, mean: 0.25, deviation: 0.3 },
    };
  },
});
`;

const PIPELINE = `name: stripes
axes:
  backend: [kernel, tfjs]
  seed: [1, 2]
  init: [0, 1]
stages:
  stripes: { uses: ./stripes.ts }
  train:
    uses: train
    over: [backend, seed, init]
    needs: { data: stripes }
    with:
      model: { kind: dense, layers: [12, 3], bias: false }
      optimiser: { kind: sgd, rate: 0.1 }
      perturb: { draw: "\${init}" }
      batch: 7
      order: shuffled
      steps: 60
      seed: "\${seed}"
      backend: "\${backend}"
      record: { observable: { layer: -1 }, from: 0 }
  exploding:
    uses: train
    needs: { data: stripes }
    with:
      model: { kind: dense, layers: [6, 3] }
      optimiser: { kind: sgd, rate: 1.0e+30 }
      batch: 7
      steps: 60
      record: { observable: { all: true }, at: [60] }
  long:
    uses: train
    needs: { data: stripes }
    with:
      model: { kind: dense, layers: [40, 3] }
      optimiser: { kind: adam }
      batch: 30
      steps: 500
      record: { observable: { all: true } }
  conv:
    uses: train
    needs: { data: stripes }
    with:
      model:
        kind: layers
        config:
          class_name: Sequential
          config:
            name: net
            layers:
              - class_name: Conv2D
                config: { name: a, filters: 2, kernel_size: [3, 3], batch_input_shape: [null, 8, 8, 1] }
              - { class_name: Flatten, config: { name: b } }
              - { class_name: Dense, config: { name: c, units: 3 } }
      backend: tfjs
      optimiser: { kind: adam }
      batch: 30
      steps: 10
      record: { observable: { norms: {} } }
`;

const QUESTIONS = `select
  (select count(*) from train.snapshots) as rows,
  (select min(step) from train.snapshots) as first,
  (select max(step) from train.snapshots) as last,
  (select min(len(values)) from train.snapshots) as width,
  (select count(*) from train.curves where quantity = 'train_loss') as losses,
  (select count(*) from train.curves where quantity like 'test_%') as evaluations,
  (select outcome from exploding.outcomes) as exploded,
  (select count(*) from exploding.snapshots) as remains,
  (select sum(len(values)) from long.snapshots) as long,
  (select count(*) from conv.snapshots) as conv,
  -- The same seed under both backends: float32 nets that follow each other.
  (select max(abs(a.value - b.value)) from train.curves a join train.curves b
    using (seed, init, step, quantity) where a.backend = 'kernel' and b.backend = 'tfjs') as furthest,
  (select min(value) from train.curves where quantity = 'test_accuracy') as accuracy`;

Deno.test("trainings give equal addresses with one worker and two, and their tables hold what was asked", () =>
  inFolder(async (folder) => {
    await writeFiles(folder, { "stripes.ts": STRIPES, "stripes.yaml": PIPELINE });
    const found: Readonly<Record<string, string>>[] = [];
    for (const jobs of ["1", "2"]) {
      const place = { cwd: folder, env: { KOOPLINE_STORE: `store_${jobs}` } };
      const ran = await runKoopline(["run", "stripes.yaml", "--quiet", "--jobs", jobs], place);
      assert.equal(ran.code, 0, ran.stderr);
      found.push(await readAddresses("stripes.yaml", place));
    }
    assert.equal(Object.keys(found[0]!).length, 12);
    assert.deepEqual(found[1], found[0]);
    assert.equal(new Set(Object.values(found[0]!)).size, 12);

    const { code, stdout, stderr } = await runKoopline(
      ["query", "stripes.yaml", QUESTIONS, "--format", "json"],
      { cwd: folder, env: { KOOPLINE_STORE: "store_2" } },
    );
    assert.equal(code, 0, stderr);
    const { furthest, accuracy, ...counts } = JSON.parse(stdout)[0];
    assert.deepEqual(counts, {
      rows: 488,
      first: 0,
      last: 60,
      width: 36,
      losses: 480,
      evaluations: 16,
      exploded: "diverged",
      remains: 0,
      // 500 × 2723 float64 are 10.9 MB, which leave the worker in three chunks.
      long: 500 * 2723,
      conv: 10,
    });
    assert.ok(furthest < 1e-5, String(furthest));
    assert.ok(accuracy > 0.9, String(accuracy));
  }));
