import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { draw, readAll, SEED, type Shape } from "./kernel_shapes.ts";

/** Widths whose rows of weights take every way through the kernel, as floats and as doubles. */
const WIDTHS = [[9, 3, 2], [70, 8, 4], [130, 20, 5], [65, 41, 3], [64, 1, 2], [33, 7, 6, 10]];

function* listShapes(): Generator<Shape> {
  for (const precision of ["float32", "float64"] as const) {
    for (const widths of WIDTHS) {
      for (const zeros of [0, 0.5, 0.85, 1]) {
        yield { widths, bias: zeros !== 0.5, batch: 8, zeros, count: 600, precision };
      }
    }
    const rest = { bias: true, batch: 8, zeros: 0.8, count: 300, precision };
    yield { ...rest, widths: [30, 6, 3], loss: "mean_square" };
    yield { ...rest, widths: [30, 6, 3], loss: "mean_square", real: true };
  }
}

Deno.test(`an opened set is evaluated to the bits of evaluate(), before and after steps (seed ${SEED})`, () => {
  for (const shape of listShapes()) {
    const name = JSON.stringify(shape);
    const { training, parameters, rows } = draw(name, shape);
    const [trainer, plain] = [openKernelTrainer(training), openKernelTrainer(training)];
    const measure = trainer.openEvaluation(training.examples);
    trainer.load(parameters);
    plain.load(parameters);
    for (let step = 0; step < 4; step++) {
      assert.deepEqual(measure(), plain.evaluate(training.examples), `${name}, step ${step}`);
      assert.equal(trainer.step(rows, 0.1), plain.step(rows, 0.1), name);
    }
    assert.deepEqual(readAll(trainer), readAll(plain), name);
  }
});

Deno.test("two opened sets and other examples do not disturb one another", () => {
  const shape: Shape = { widths: [50, 20, 4], bias: true, batch: 8, zeros: 0.8, count: 300 };
  const [own, other, third] = ["own", "other", "third"].map((name) => draw(name, shape));
  const trainer = openKernelTrainer(own!.training);
  trainer.load(own!.parameters);
  const sets = [own, other, third].map((drawn) => drawn!.training.examples);
  const expected = sets.map((examples) => trainer.evaluate(examples));
  const [first, second] = sets.map((examples) => trainer.openEvaluation(examples));
  const random = seedRandom(SEED)("turns");
  for (let turn = 0; turn < 30; turn++) {
    const which = random.integer(0, 2);
    const found = which === 0 ? first!() : which === 1 ? second!() : trainer.evaluate(sets[2]!);
    assert.deepEqual(found, expected[which]);
  }
});

Deno.test("examples that do not fit the net are refused when they are evaluated", () => {
  const { training } = draw("fit", {
    widths: [5, 4, 3],
    bias: true,
    batch: 2,
    zeros: 0.5,
  });
  const labels = training.examples.labels.map(() => 3);
  const measure = openKernelTrainer(training).openEvaluation({ ...training.examples, labels });
  assert.throws(measure, /classes from 0 to 2.*class 3/s);
});
