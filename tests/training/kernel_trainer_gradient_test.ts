import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { openTfjsTrainer } from "../../training/tfjs_trainer.ts";
import { differentiateLoss, measureLoss } from "./dense_reference.ts";
import {
  ACTIVATIONS,
  assertNear,
  draw,
  LOSSES,
  SEED,
  type Shape,
  SHAPES,
  takeGradient,
} from "./kernel_shapes.ts";

for (const activation of ACTIVATIONS) {
  for (const loss of LOSSES) {
    Deno.test(`gradients are those of central differences: ${activation}, ${loss} (seed ${SEED})`, () => {
      SHAPES.forEach((shape, i) => {
        const { training, parameters, rows } = draw(`${i}`, { ...shape, activation, loss });
        const { net, examples } = training;
        const found = takeGradient(openKernelTrainer(training), parameters, rows);
        const expected = differentiateLoss(net, loss, parameters, examples, rows);
        assertNear(found, expected, 1e-8, shape.widths.join("-"));
      });
    });

    Deno.test(`float32 gradients are those of TensorFlow.js: ${activation}, ${loss} (seed ${SEED})`, async () => {
      for (const [i, shape] of SHAPES.entries()) {
        const drawn = draw(`${i}`, { ...shape, activation, loss, precision: "float32" });
        const { training, parameters, rows } = drawn;
        const found = takeGradient(openKernelTrainer(training), parameters, rows);
        const tfjs = await openTfjsTrainer(training);
        assertNear(found, takeGradient(tfjs, parameters, rows), 2e-6, shape.widths.join("-"));
      }
    });
  }
}

Deno.test(`gradients are those of central differences over random shapes (seed ${SEED})`, () => {
  const random = seedRandom(SEED)("shapes");
  const whole = (low: number, high: number) => Math.floor(random.uniform(low, high + 1));
  for (let i = 0; i < 40; i++) {
    const shape: Shape = {
      widths: Array.from({ length: whole(2, 5) }, () => whole(1, 9)),
      bias: whole(0, 1) === 1,
      batch: whole(1, 9),
      zeros: random.uniform(),
      activation: ACTIVATIONS[whole(2, 4)]!,
      loss: LOSSES[whole(0, 1)]!,
    };
    const { training, parameters, rows } = draw(`random/${i}`, shape);
    const { net, loss, examples } = training;
    const found = takeGradient(openKernelTrainer(training), parameters, rows);
    const expected = differentiateLoss(net, loss, parameters, examples, rows);
    assertNear(found, expected, 1e-8, JSON.stringify(shape));
  }
});

Deno.test(`step() returns the batch's mean loss before the update (seed ${SEED})`, () => {
  for (const loss of LOSSES) {
    const { training, parameters, rows } = draw("loss", { ...SHAPES[0]!, loss });
    const trainer = openKernelTrainer(training);
    trainer.load(parameters);
    const expected = measureLoss(training.net, loss, parameters, training.examples, rows);
    assert.ok(Math.abs(trainer.step(rows, 0.1) - expected) < 1e-14);
  }
});

Deno.test(`real inputs and real targets train by mean square (seed ${SEED})`, () => {
  const shape: Shape = { ...SHAPES[0]!, loss: "mean_square", activation: "tanh", real: true };
  const { training, parameters, rows } = draw("real", shape);
  const { net, loss, examples } = training;
  const found = takeGradient(openKernelTrainer(training), parameters, rows);
  assertNear(found, differentiateLoss(net, loss, parameters, examples, rows), 1e-8, "real");
});

Deno.test(`pixels in lists and the same pixels as a matrix give one gradient (seed ${SEED})`, () => {
  for (const [precision, tolerance] of [["float64", 1e-14], ["float32", 1e-5]] as const) {
    for (const widths of [[784, 40, 10], [97, 5, 3], [50, 71, 2]]) {
      const shape: Shape = { widths, bias: true, batch: 60, zeros: 0.8, precision };
      const { training, parameters, rows } = draw("lists", shape);
      const { examples } = training;
      // Only bytes are listed; the same numbers as doubles go through the matrix.
      const inputs = { ...examples.inputs, data: Float64Array.from(examples.inputs.data) };
      const dense = openKernelTrainer({ ...training, examples: { ...examples, inputs } });
      const found = takeGradient(openKernelTrainer(training), parameters, rows);
      assertNear(
        found,
        takeGradient(dense, parameters, rows),
        tolerance,
        `${widths}, ${precision}`,
      );
    }
  }
});

Deno.test(`the gradient of a batch of several chunks is the mean of its parts' gradients (seed ${SEED})`, () => {
  for (const zeros of [0.8, 0]) {
    const shape: Shape = { widths: [23, 6, 4], bias: true, batch: 600, zeros, activation: "tanh" };
    const { training, parameters, rows } = draw("chunks", shape);
    const trainer = openKernelTrainer(training);
    const mean = new Float64Array(parameters.length);
    for (let part = 0; part < 6; part++) {
      const gradient = takeGradient(
        trainer,
        parameters,
        rows.subarray(100 * part, 100 * part + 100),
      );
      gradient.forEach((value, i) => mean[i]! += value / 6);
    }
    assertNear(takeGradient(trainer, parameters, rows), mean, 1e-14, `zeros ${zeros}`);
  }
});
