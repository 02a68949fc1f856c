import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { countSolverStep, countTrainingStep } from "../../numerics/training_operations.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { layOutParameters } from "../../training/net.ts";
import { openSolverTrainer, type SolverSystem } from "../../training/solver_trainer.ts";
import { describeSolverNet, STATE_SIZES } from "../../training/solver_problem.ts";
import type { Activation, DenseNet, Loss, Optimiser } from "../../training/trainer.ts";
import { OPTIMISERS } from "../training/nets.ts";
import { openCounted } from "./counted_arithmetic.ts";
import { cutLayers, joinLayers, measureOutputs, passBack, passForward } from "./counted_net.ts";
import { stepSolver } from "./counted_solver.ts";
import { updateCounted } from "./counted_update.ts";

const SEED = "operations";
const BATCH = 5;
const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];
const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];

interface Draw {
  readonly net: DenseNet;
  readonly parameters: number[];
  readonly inputs: number[][];
  readonly labels: number[];
}

function draw(activation: Activation, bias: boolean, widths = [4, 3, 5, 2]): Draw {
  const stream = seedRandom(SEED)(`${activation} ${bias} ${widths}`);
  const [inputs = 1, ...units] = widths;
  const net: DenseNet = {
    inputs,
    bias,
    layers: units.map((size, l) => ({
      units: size,
      activation: l === units.length - 1 ? "linear" : activation,
    })),
  };
  const length = layOutParameters(net).reduce((sum, block) => sum + block.length, 0);
  return {
    net,
    parameters: Array.from({ length }, () => stream.uniform(-1, 1)),
    inputs: Array.from(
      { length: BATCH },
      () => Array.from({ length: inputs }, () => stream.uniform(-2, 2)),
    ),
    labels: Array.from({ length: BATCH }, () => stream.integer(0, units.at(-1)! - 1)),
  };
}

/** One step in counted arithmetic. */
function stepCounted({ net, parameters, inputs, labels }: Draw, loss: Loss, optimiser: Optimiser) {
  const c = openCounted();
  const layers = cutLayers(net, parameters);
  const gradient = layers.map(({ weights, bias }) => ({
    weights: weights.map((row) => row.map(() => 0)),
    bias: bias?.map(() => 0),
  }));
  const outputs = net.layers.at(-1)!.units;
  const share = c.div(1, BATCH);
  const weight = loss === "mean_square" ? c.div(c.mul(2, share), outputs) : share;
  let sum = 0;
  inputs.forEach((input, b) => {
    const states = passForward(c, net, layers, input);
    const measured = measureOutputs(c, loss, states.at(-1)!.y, labels[b]!, weight);
    // The squares of all outputs are added up as they come.
    sum = loss === "mean_square" ? sum + measured.loss : c.add(sum, measured.loss);
    passBack(c, net, layers, states, input, measured.gradient, gradient);
  });
  if (loss === "mean_square") sum = c.div(sum, outputs);
  const mean = c.div(sum, BATCH);
  const moved = updateCounted(c, optimiser, parameters, joinLayers(gradient), 0.1);
  return { loss: mean, moved, operations: c.count() };
}

function openTrainer({ net, parameters, inputs, labels }: Draw, loss: Loss, optimiser: Optimiser) {
  const examples = {
    inputs: {
      data: Float64Array.from(inputs.flat()),
      width: net.inputs,
      scale: 1,
      mean: 0,
      deviation: 1,
    },
    count: BATCH,
    labels: Int32Array.from(labels),
    targets: new Float64Array(),
  };
  const trainer = openKernelTrainer({
    net,
    loss,
    precision: "float64",
    optimiser,
    batch: BATCH,
    examples,
  });
  trainer.load(Float64Array.from(parameters));
  return { trainer, examples };
}

for (const loss of LOSSES) {
  Deno.test(`a step with ${loss} takes as many operations as its loop counts (seed ${SEED})`, () => {
    for (const activation of ACTIVATIONS) {
      for (const bias of [true, false]) {
        const drawn = draw(activation, bias);
        const optimiser = { kind: "sgd", weightDecay: 0 } as const;
        const { operations, loss: found, moved } = stepCounted(drawn, loss, optimiser);
        assert.equal(countTrainingStep(drawn.net, loss, optimiser, BATCH), operations, activation);
        // The loop is a step: it gives what the kernel gives.
        const { trainer } = openTrainer(drawn, loss, optimiser);
        const step = trainer.step(Int32Array.from({ length: BATCH }, (_, i) => i), 0.1);
        assert.ok(Math.abs(step - found) < 1e-12, `${activation}: ${step}, ${found}`);
        const all = new Float64Array(moved.length);
        trainer.read(0, all.length, all);
        all.forEach((value, i) => assert.ok(Math.abs(value - moved[i]!) < 1e-12, activation));
      }
    }
  });
}

for (const plain of OPTIMISERS) {
  Deno.test(`a step of ${plain.kind} takes as many operations as its loop counts (seed ${SEED})`, () => {
    const drawn = draw("tanh", true, [3, 2]);
    for (const optimiser of [plain, { ...plain, weightDecay: 0 }]) {
      const { operations, moved } = stepCounted(drawn, "cross_entropy", optimiser);
      assert.equal(countTrainingStep(drawn.net, "cross_entropy", optimiser, BATCH), operations);
      const { trainer } = openTrainer(drawn, "cross_entropy", optimiser);
      trainer.step(Int32Array.from({ length: BATCH }, (_, i) => i), 0.1);
      const all = new Float64Array(moved.length);
      trainer.read(0, all.length, all);
      all.forEach((value, i) => assert.ok(Math.abs(value - moved[i]!) < 1e-10, `${value}`));
    }
  });
}

const PROBLEMS: readonly SolverSystem["problem"][] = ["nonlinear_oscillator", "henon_heiles"];
for (const problem of PROBLEMS) {
  Deno.test(`a step of a solver of ${problem} takes as many operations as its loop counts (seed ${SEED})`, () => {
    for (const activation of ["sigmoid", "tanh"] as const) {
      const system: SolverSystem = {
        kind: "solver",
        ...describeSolverNet(problem, [3, 4], activation),
        precision: "float64",
        optimiser: { kind: "sgd", rate: 0.1, constants: {}, schedule: { kind: "constant" } },
        problem,
        initial: [0.3, -0.2, 0.5, 0.1].slice(0, STATE_SIZES[problem]),
        end: 2,
        points: 7,
      };
      const stream = seedRandom(SEED)(`${problem} ${activation}`);
      const trainer = openSolverTrainer(system);
      const length = trainer.blocks.reduce((sum, block) => sum + block.length, 0);
      const parameters = Array.from({ length }, () => stream.uniform(-1, 1));
      trainer.load(Float64Array.from(parameters));
      const c = openCounted();
      const { loss, gradient } = stepSolver(c, system, parameters);
      const optimiser = { kind: "sgd", weightDecay: 0 } as const;
      const moved = updateCounted(c, optimiser, parameters, gradient, 0.1);
      assert.equal(countSolverStep(system, optimiser), c.count(), activation);
      assert.ok(Math.abs(trainer.step(0.1) - loss) < 1e-12 * loss);
      const all = new Float64Array(length);
      trainer.read(0, length, all);
      all.forEach((value, i) => assert.ok(Math.abs(value - moved[i]!) < 1e-11, `${i}`));
    }
  });
}
