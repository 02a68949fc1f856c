/** Both backends on the same nets: kernels and TensorFlow.js share nothing but the contract. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { countParameters } from "../../training/net.ts";
import { openTfjsTrainer } from "../../training/tfjs_trainer.ts";
import type { Activation, Trainer, Training } from "../../training/trainer.ts";
import { drawExamples, drawWeights, OPTIMISERS } from "./nets.ts";

const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
const STEPS = 6;
/** Of losses, and of parameters after six steps, in float32. */
const TOLERANCE = 2e-5;

const nets = fc.record({
  inputs: fc.integer({ min: 1, max: 40 }),
  hidden: fc.array(
    fc.record({
      units: fc.integer({ min: 1, max: 20 }),
      activation: fc.constantFrom(...ACTIVATIONS),
    }),
    { maxLength: 3 },
  ),
  outputs: fc.integer({ min: 2, max: 11 }),
  bias: fc.boolean(),
  batch: fc.integer({ min: 1, max: 20 }),
  loss: fc.constantFrom("cross_entropy" as const, "mean_square" as const),
  data: fc.constantFrom("classes" as const, "targets" as const),
});

function follow(trainer: Trainer, training: Training, rate: number) {
  trainer.load(drawWeights(training));
  const { count } = training.examples;
  const losses = Array.from({ length: STEPS }, (_, step) => {
    const rows = Int32Array.from({ length: training.batch }, (_, i) => (7 * step + 3 * i) % count);
    return trainer.step(rows, rate);
  });
  const parameters = new Float64Array(countParameters(trainer.blocks));
  trainer.read(0, parameters.length, parameters);
  return { losses, parameters, evaluation: trainer.evaluate(training.examples) };
}

function assertNear(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    const scale = Math.max(1, Math.abs(expected[i]!));
    assert.ok(
      Math.abs(found[i]! - expected[i]!) < TOLERANCE * scale,
      `${what} ${i}: ${found[i]} and ${expected[i]}`,
    );
  }
}

async function compare(training: Training, rate: number): Promise<void> {
  const [kernel, tfjs] = [openKernelTrainer(training), await openTfjsTrainer(training)];
  assert.deepEqual(kernel.blocks, tfjs.blocks);
  const [found, expected] = [follow(kernel, training, rate), follow(tfjs, training, rate)];
  assertNear(found.losses, expected.losses, "loss");
  assertNear(found.parameters, expected.parameters, "parameter");
  assertNear([found.evaluation.loss], [expected.evaluation.loss], "evaluation");
  assert.equal(found.evaluation.accuracy, expected.evaluation.accuracy);
}

for (const optimiser of OPTIMISERS) {
  Deno.test(`kernel and tfjs agree within 2e-5 over random nets with ${optimiser.kind}`, async () => {
    await fc.assert(
      fc.asyncProperty(nets, async ({ inputs, hidden, outputs, bias, batch, loss, data }) => {
        const layers = [...hidden, { units: outputs, activation: "linear" as const }];
        const net = { inputs, layers, bias };
        const examples = drawExamples(net, 30, loss === "cross_entropy" ? "classes" : data);
        const training = { net, loss, precision: "float32" as const, optimiser, batch, examples };
        // A step of a few per cent of the weights, whichever scale the optimiser gives its steps.
        await compare(training, /ada[^d]|rms/.test(optimiser.kind) ? 0.005 : 0.05);
      }),
      { numRuns: 8, seed: 20260103 },
    );
  });
}

Deno.test("kernel and tfjs agree within 2e-5 on images with many zeros, as the kernel skips these", async () => {
  const layers = [{ units: 40, activation: "relu" }, { units: 10, activation: "linear" }] as const;
  const net = { inputs: 784, layers, bias: false };
  const examples = drawExamples(net, 120, "classes");
  const { data } = examples.inputs;
  for (let i = 0; i < data.length; i++) if (i % 28 < 9 || i % 7 === 3) data[i] = 0;
  const optimiser = { kind: "sgd", weightDecay: 0 } as const;
  await compare(
    { net, loss: "cross_entropy", precision: "float32", optimiser, batch: 60, examples },
    0.1,
  );
});
