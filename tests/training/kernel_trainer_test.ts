import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { applyNet, measureLoss, normaliseInput } from "./dense_reference.ts";
import {
  ACTIVATIONS,
  draw,
  LOSSES,
  readAll,
  SEED,
  type Shape,
  SHAPES,
  takeGradient,
} from "./kernel_shapes.ts";

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

Deno.test("of equal outputs the first is the class", () => {
  const { training, parameters } = draw("equal", { ...SHAPES[0]!, count: 50 });
  const trainer = openKernelTrainer(training);
  trainer.load(parameters.fill(0));
  const { labels, count } = training.examples;
  const { accuracy } = trainer.evaluate(training.examples);
  assert.equal(accuracy, labels.filter((label) => label === 0).length / count);
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
