import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { countParameters } from "../../training/net.ts";
import { openTfjsTrainer } from "../../training/tfjs_trainer.ts";
import type {
  Activation,
  Examples,
  Loss,
  Precision,
  Trainer,
  Training,
} from "../../training/trainer.ts";
import { applyNet, differentiateLoss, measureLoss, normaliseInput } from "./dense_reference.ts";

const SEED = "kernel_trainer";
const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];

/** A net and data of random numbers; `zeros` is the share of pixels that are 0. */
interface Shape {
  readonly widths: readonly number[];
  readonly bias: boolean;
  readonly batch: number;
  readonly zeros: number;
  readonly count?: number;
  readonly activation?: Activation;
  readonly loss?: Loss;
  readonly precision?: Precision;
  readonly real?: boolean;
}

const SHAPES: readonly Shape[] = [
  { widths: [7, 5, 3], bias: true, batch: 5, zeros: 0.8 },
  { widths: [33, 1, 4], bias: false, batch: 7, zeros: 0.9 },
  { widths: [17, 3, 4, 2], bias: true, batch: 6, zeros: 0.1 },
  { widths: [1, 6, 1, 5], bias: true, batch: 1, zeros: 0.5 },
  { widths: [19, 9, 2], bias: false, batch: 3, zeros: 0 },
];

function draw(name: string, shape: Shape) {
  const random = seedRandom(SEED)(name);
  const { widths, bias, batch, zeros, count = batch + 4 } = shape;
  const [width = 0, ...units] = widths;
  const last = units.at(-1)!;
  const pixel = () => random.uniform() < zeros ? 0 : Math.floor(random.uniform(1, 256));
  const pixels = Uint8Array.from({ length: count * width }, pixel);
  const inputs = { data: pixels, width, scale: 1 / 255, mean: 0.13, deviation: 0.31 };
  const labels = Int32Array.from({ length: count }, () => Math.floor(random.uniform(0, last)));
  const targets = Float64Array.from({ length: count * last }, () => random.uniform(-1, 1));
  const examples: Examples = shape.real === true
    ? {
      inputs: { ...inputs, data: Float64Array.from(pixels) },
      count,
      labels: new Int32Array(),
      targets,
    }
    : { inputs, count, labels, targets: new Float64Array() };
  const activation = shape.activation ?? "relu";
  const training: Training = {
    net: {
      inputs: width,
      bias,
      layers: units.map((size, layer) => ({
        units: size,
        activation: layer === units.length - 1 ? "linear" : activation,
      })),
    },
    loss: shape.loss ?? "cross_entropy",
    precision: shape.precision ?? "float64",
    optimiser: { kind: "sgd", weightDecay: 0 },
    batch,
    examples,
  };
  const length = openKernelTrainer(training).blocks.reduce((sum, block) => sum + block.length, 0);
  const parameters = Float64Array.from({ length }, () => Math.fround(random.uniform(-0.6, 0.6)));
  const rows = Int32Array.from({ length: batch }, (_, i) => (i * 3 + 1) % count);
  return { training, parameters, rows };
}

/** A step of rate 1 moves the parameters by the gradient. */
function takeGradient(trainer: Trainer, parameters: Float64Array, rows: Int32Array): Float64Array {
  trainer.load(parameters);
  trainer.step(rows, 1);
  const moved = readAll(trainer);
  return parameters.map((value, i) => value - moved[i]!);
}

function readAll(trainer: Trainer): Float64Array {
  const all = new Float64Array(countParameters(trainer.blocks));
  trainer.read(0, all.length, all);
  return all;
}

function assertNear(found: Float64Array, expected: Float64Array, tolerance: number, what: string) {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!);
    assert.ok(error <= tolerance, `${what}: element ${i} is ${value}, ${error} off`);
  });
}

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

Deno.test(`evaluate() measures loss and accuracy over all examples and leaves training alone (seed ${SEED})`, () => {
  for (const precision of ["float32", "float64"] as const) {
    const shape: Shape = {
      widths: [23, 6, 4],
      bias: true,
      batch: 30,
      zeros: 0.7,
      count: 700,
      precision,
    };
    const { training, parameters, rows } = draw("evaluate", shape);
    const { net, loss, examples } = training;
    const [trainer, other] = [openKernelTrainer(training), openKernelTrainer(training)];
    trainer.load(parameters);
    other.load(parameters);
    const found = trainer.evaluate(examples);
    const all = Int32Array.from({ length: examples.count }, (_, i) => i);
    const expected = measureLoss(net, loss, parameters, examples, all);
    assert.ok(Math.abs(found.loss - expected) < (precision === "float32" ? 1e-6 : 1e-13));
    const hits = all.filter((row) => {
      const outputs = applyNet(net, parameters, normaliseInput(examples, row));
      return outputs.indexOf(Math.max(...outputs)) === examples.labels[row];
    });
    assert.equal(found.accuracy, hits.length / examples.count);
    assert.equal(trainer.step(rows, 0.1), other.step(rows, 0.1));
    assert.deepEqual(readAll(trainer), readAll(other));
  }
});

Deno.test("accuracy is NaN where targets are real", () => {
  const { training } = draw("real", { ...SHAPES[0]!, loss: "mean_square", real: true });
  const { accuracy } = openKernelTrainer(training).evaluate(training.examples);
  assert.ok(Number.isNaN(accuracy));
});

Deno.test(`read() gives every range of what load() set, to the bit (seed ${SEED})`, () => {
  for (const precision of ["float32", "float64"] as const) {
    for (const widths of [[7, 5, 3], [9, 8, 4], [5, 1, 2], [6, 11, 9, 10]]) {
      const shape: Shape = { widths, bias: true, batch: 4, zeros: 0.5, precision };
      const { training, parameters } = draw("read", shape);
      const trainer = openKernelTrainer(training);
      trainer.load(parameters);
      assert.deepEqual(readAll(trainer), parameters);
      const random = seedRandom(SEED)("ranges");
      for (let i = 0; i < 50; i++) {
        const first = Math.floor(random.uniform(0, parameters.length));
        const length = Math.floor(random.uniform(0, parameters.length - first + 1));
        const into = new Float64Array(length);
        trainer.read(first, length, into);
        assert.deepEqual(into, parameters.slice(first, first + length));
      }
    }
  }
});

Deno.test("load() forgets the optimiser's state", () => {
  const { training, parameters, rows } = draw("state", SHAPES[0]!);
  const kinds = [
    { kind: "adagrad", epsilon: 1e-10, initial: 0.1, weightDecay: 0 },
    { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    { kind: "momentum", momentum: 0.9, weightDecay: 0 },
  ] as const;
  for (const optimiser of kinds) {
    const trainer = openKernelTrainer({ ...training, optimiser });
    const run = () => {
      trainer.load(parameters);
      for (let i = 0; i < 3; i++) trainer.step(rows, 0.01);
      return readAll(trainer);
    };
    assert.deepEqual(run(), run());
  }
});

Deno.test("two trainers in one process do not disturb one another", () => {
  const [a, b] = [draw("a", SHAPES[0]!), draw("b", SHAPES[2]!)];
  const alone = takeGradient(openKernelTrainer(a.training), a.parameters, a.rows);
  const trainer = openKernelTrainer(a.training);
  const other = openKernelTrainer(b.training);
  trainer.load(a.parameters);
  other.load(b.parameters);
  other.step(b.rows, 1);
  trainer.step(a.rows, 1);
  assert.deepEqual(a.parameters.map((value, i) => value - readAll(trainer)[i]!), alone);
});

Deno.test("a diverged training returns losses that are not finite, and goes on", () => {
  for (const activation of ACTIVATIONS) {
    for (const loss of LOSSES) {
      for (const precision of ["float32", "float64"] as const) {
        const shape: Shape = { ...SHAPES[0]!, activation, loss, precision };
        const { training, parameters, rows } = draw("diverge", shape);
        const trainer = openKernelTrainer(training);
        trainer.load(parameters.fill(NaN, 3, 4));
        assert.ok(!Number.isFinite(trainer.step(rows, 1e300)));
        assert.ok(!Number.isFinite(trainer.step(rows, 1e300)));
        assert.ok(!Number.isFinite(trainer.evaluate(training.examples).loss));
      }
    }
  }
});

Deno.test("openKernelTrainer() refuses classes that are no output of the net, and missing ones", () => {
  const { training } = draw("refuse", SHAPES[0]!);
  const { examples } = training;
  const refused = [
    [{ ...examples, labels: examples.labels.map(() => 3) }, /classes from 0 to 2.*class 3/],
    [{ ...examples, labels: examples.labels.map(() => -1) }, /class -1/],
    [{ ...examples, labels: new Int32Array() }, /a class for every example.*real targets/],
  ] as const;
  for (const [given, message] of refused) {
    assert.throws(() => openKernelTrainer({ ...training, examples: given }), { message });
  }
});
