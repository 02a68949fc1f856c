import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { countParameters } from "../../training/net.ts";
import { openLayersTrainer } from "../../training/tfjs_layers.ts";
import { openTfjsTrainer } from "../../training/tfjs_trainer.ts";
import type { DenseNet, Trainer, Training } from "../../training/trainer.ts";
import { drawExamples } from "./nets.ts";

const NET: DenseNet = {
  inputs: 16,
  layers: [{ units: 5, activation: "tanh" }, { units: 3, activation: "linear" }],
  bias: true,
};

const TRAINING: Training = {
  net: NET,
  loss: "cross_entropy",
  precision: "float32",
  optimiser: { kind: "sgd", weightDecay: 0 },
  batch: 10,
  examples: drawExamples(NET, 30, "classes"),
};

type Config = Readonly<Record<string, JsonValue>>;

function layer(class_name: string, config: Config): Config {
  return { class_name, config };
}

function sequential(...layers: readonly Config[]): Config {
  return { class_name: "Sequential", config: { name: "net", layers: [...layers] } };
}

const DENSE = sequential(
  layer("Dense", { name: "a", units: 5, activation: "tanh", batch_input_shape: [null, 16] }),
  layer("Dense", { name: "b", units: 3 }),
);

const CONVOLUTION = sequential(
  layer("Conv2D", {
    name: "a",
    filters: 2,
    kernel_size: [3, 3],
    activation: "relu",
    batch_input_shape: [null, 4, 4, 1],
  }),
  layer("BatchNormalization", { name: "b" }),
  layer("Flatten", { name: "c" }),
  layer("Dense", { name: "d", units: 3 }),
);

function open(config: Config, outputs = 3) {
  return openLayersTrainer(config, {
    ...TRAINING,
    shape: [4, 4],
    outputs,
    initial: { kind: "he_normal", gain: 1 },
    stream: seedRandom("1")("initial"),
  });
}

function readAll(trainer: Trainer): Float64Array {
  const all = new Float64Array(countParameters(trainer.blocks));
  trainer.read(0, all.length, all);
  return all;
}

const ROWS = Int32Array.from({ length: 10 }, (_, i) => 2 * i);

Deno.test("a layers model of dense layers trains as the dense net with the same weights", async () => {
  const { trainer, initial } = await open(DENSE);
  const dense = await openTfjsTrainer(TRAINING);
  trainer.load(initial);
  // A dense kernel of Keras is inputs × units, ours units × inputs.
  const turn = (all: Float64Array) =>
    dense.blocks.flatMap(({ first, shape: [units = 0, inputs] }) =>
      Array.from(
        { length: units * (inputs ?? 1) },
        (_, i) =>
          all[first + (inputs === undefined ? i : (i % inputs) * units + Math.floor(i / inputs))]!,
      )
    );
  dense.load(Float64Array.from(turn(initial)));
  for (let step = 0; step < 5; step++) {
    assert.ok(Math.abs(trainer.step(ROWS, 0.1) - dense.step(ROWS, 0.1)) < 1e-6);
  }
  const [found, expected] = [turn(readAll(trainer)), readAll(dense)];
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6));
  const { examples } = TRAINING;
  assert.equal(trainer.evaluate(examples).accuracy, dense.evaluate(examples).accuracy);
});

Deno.test("a convolution names its weights by layer and begins as `initial` says", async () => {
  const { trainer, initial } = await open(CONVOLUTION);
  assert.deepEqual(trainer.blocks.map(({ name, shape }) => [name, shape]), [
    ["layer1.kernel", [3, 3, 1, 2]],
    ["layer1.bias", [2]],
    ["layer2.gamma", [2]],
    ["layer2.beta", [2]],
    ["layer3.kernel", [8, 3]],
    ["layer3.bias", [3]],
  ]);
  // Scales of batch normalisation begin at 1, biases at 0.
  assert.deepEqual([...initial.subarray(18, 24)], [0, 0, 1, 1, 0, 0]);
  assert.ok(initial.subarray(0, 18).every((value) => value !== 0 && value === Math.fround(value)));
});

Deno.test("a convolution's fan is its receptive field times its inputs", async () => {
  const filters = 400;
  const { initial } = await open(sequential(
    layer("Conv2D", { name: "a", filters, kernel_size: 3, batch_input_shape: [null, 4, 4, 1] }),
    layer("Flatten", { name: "b" }),
    layer("Dense", { name: "c", units: 3 }),
  ));
  const kernel = initial.subarray(0, 9 * filters);
  const square = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
  // He: σ² = 2/(3·3·1); of 3600 squares the mean is within 7 % with three deviations.
  assert.ok(Math.abs(square / (2 / 9) - 1) < 0.07, `${square}`);
});

Deno.test("a convolution learns, and twice the same", async () => {
  const runs = await Promise.all([open(CONVOLUTION), open(CONVOLUTION)]);
  const [losses, again] = runs.map(({ trainer, initial }) => {
    trainer.load(initial);
    return Array.from({ length: 40 }, () => trainer.step(ROWS, 0.1));
  });
  assert.deepEqual(losses, again);
  assert.ok(losses!.at(-1)! < losses![0]! / 3, `${losses}`);
});

const REFUSED: readonly (readonly [string, Config, RegExp])[] = [
  [
    "a model with dropout",
    sequential(
      layer("Dense", { name: "a", units: 3, batch_input_shape: [null, 16] }),
      layer("Dropout", { name: "b", rate: 0.5 }),
    ),
    /without chance.*Dropout/,
  ],
  [
    "a model with dropout three models deep",
    sequential(
      layer("Dense", { name: "a", units: 3, batch_input_shape: [null, 16] }),
      layer("Sequential", {
        name: "outer",
        layers: [layer("Sequential", {
          name: "inner",
          layers: [layer("Dropout", { name: "b", rate: 0.5, batch_input_shape: [null, 3] })],
        })],
      }),
    ),
    /without chance.*Dropout/,
  ],
  [
    "a model with another number of inputs",
    sequential(layer("Dense", { name: "a", units: 3, batch_input_shape: [null, 15] })),
    /4 × 4 numbers.*15/,
  ],
  [
    "a model with another number of outputs",
    sequential(layer("Dense", { name: "a", units: 4, batch_input_shape: [null, 16] })),
    /one output of 3 numbers.*4/,
  ],
  [
    "a model that ends in a softmax",
    sequential(layer("Dense", {
      name: "a",
      units: 3,
      activation: "softmax",
      batch_input_shape: [null, 16],
    })),
    /logits.*softmax/,
  ],
  ["a layer that nobody knows", sequential(layer("Telepathy", {})), /Keras JSON.*Telepathy/s],
  ["a text that is no model", { a: 1 }, /Keras JSON/],
];
for (const [name, config, words] of REFUSED) {
  Deno.test(`${name} is refused`, async () => {
    await assert.rejects(
      open(config),
      (error: KooplineError) => /^input\./.test(error.code) && words.test(error.message),
    );
  });
}

Deno.test("TensorFlow.js refuses float64", async () => {
  await assert.rejects(
    openTfjsTrainer({ ...TRAINING, precision: "float64" }),
    (error: KooplineError) => error.code === "input.value",
  );
});
