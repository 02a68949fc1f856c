import assert from "node:assert/strict";
import { openUpdate } from "../../training/optimiser.ts";
import { openSolverTrainer, type SolverTrainer } from "../../training/solver_trainer.ts";
import type { SolverSystem } from "../../training/solver_problem.ts";
import { readSystemOptimiser } from "../../training/system_optimiser.ts";
import { HAMILTON, solveReference } from "./solver_reference.ts";
import { drawParameters, makeSystem } from "./solver_systems.ts";

const PLAIN = { kind: "sgd", rate: 1, constants: {}, schedule: {} };
const KINDS = ["sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamw"];

function readAll(trainer: SolverTrainer): Float64Array {
  const last = trainer.blocks.at(-1)!;
  const all = new Float64Array(last.first + last.length);
  trainer.read(0, all.length, all);
  return all;
}

/** Gradients as steps of plain descent take them away; solver_trainer_test.ts holds them against differences. */
function openGradient(system: SolverSystem): (parameters: Float64Array) => Float64Array {
  const trainer = openSolverTrainer({ ...system, optimiser: PLAIN });
  return (parameters) => {
    trainer.load(parameters);
    trainer.step(1);
    const after = readAll(trainer);
    return parameters.map((value, i) => value - after[i]!);
  };
}

for (const kind of KINDS) {
  Deno.test(`${kind} updates as PyTorch's formulas do, with weight decay, over 30 steps`, () => {
    const optimiser = { kind, rate: 0.01, constants: { weight_decay: 0.02 }, schedule: {} };
    const system = makeSystem({ hidden: [5, 3], points: 11, optimiser });
    const expected = drawParameters(system, 4);
    const update = openUpdate(readSystemOptimiser(optimiser), expected.length);
    const differentiate = openGradient(system);
    const trainer = openSolverTrainer(system);
    trainer.load(expected);
    for (let step = 0; step < 30; step++) {
      update(expected, differentiate(expected), 0.002 / (1 + step));
      trainer.step(0.002 / (1 + step));
    }
    const found = readAll(trainer);
    const error = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
    assert.ok(error < 1e-10, `${error}`);
  });
}

Deno.test("load() forgets the optimiser's state, so that a training can be had again to the bit", () => {
  for (const kind of KINDS) {
    for (const precision of ["float32", "float64"] as const) {
      const optimiser = { kind, rate: 0.01, constants: {}, schedule: {} };
      const system = makeSystem({ precision, optimiser, points: 30 });
      const trainer = openSolverTrainer(system);
      const run = (looks: boolean) => {
        trainer.load(drawParameters(system));
        for (let i = 0; i < 12; i++) {
          trainer.step(0.01);
          if (looks && i % 5 === 0) readAll(trainer);
          if (looks && i % 4 === 0) trainer.loss();
        }
        return readAll(trainer);
      };
      assert.deepEqual(run(false), run(true));
    }
  }
});

Deno.test("float32 follows float64 through 200 steps", () => {
  const run = (precision: "float32" | "float64") => {
    const trainer = openSolverTrainer(makeSystem({ precision }));
    trainer.load(drawParameters(makeSystem()).map(Math.fround));
    return Array.from({ length: 200 }, () => trainer.step(0.004));
  };
  const [single, double] = [run("float32"), run("float64")];
  const error = Math.max(...single.map((loss, i) => Math.abs(loss / double[i]! - 1)));
  assert.ok(error < 1e-4, `${error}`);
});

/** Integrates Hamilton's equations by the classical Runge–Kutta method; its error at this step is below 1e-9. */
function integrate(system: SolverSystem, end: number): readonly number[] {
  const field = HAMILTON[system.problem];
  const h = end / 2000;
  let z: readonly number[] = system.initial;
  const shift = (slope: readonly number[], step: number) =>
    z.map((value, k) => value + step * slope[k]!);
  for (let i = 0; i < 2000; i++) {
    const a = field(z);
    const b = field(shift(a, h / 2));
    const c = field(shift(b, h / 2));
    const d = field(shift(c, h));
    z = z.map((value, k) => value + h / 6 * (a[k]! + 2 * b[k]! + 2 * c[k]! + d[k]!));
  }
  return z;
}

for (const problem of ["nonlinear_oscillator", "henon_heiles"] as const) {
  Deno.test(`a trained net solves ${problem} as Runge and Kutta do`, () => {
    const end = 2;
    const system = makeSystem({ problem, end, points: 40, hidden: [8, 8] });
    const trainer = openSolverTrainer(system);
    trainer.load(drawParameters(system, 5));
    for (let step = 0; step < 12_000; step++) trainer.step(0.02 / (1 + 0.001 * step));
    assert.ok(trainer.loss() < 2e-4, `${trainer.loss()}`);
    const parameters = readAll(trainer);
    for (const t of [0.5, 1, 1.5, 2]) {
      const expected = integrate(system, t);
      solveReference(system, parameters, t).forEach(({ value }, k) => {
        const error = Math.abs(value - expected[k]!);
        assert.ok(error < 5e-3, `number ${k} at ${t}: ${error}`);
      });
    }
  });
}

Deno.test("openSolverTrainer() refuses nets and problems that do not fit", () => {
  const system = makeSystem();
  const refused: readonly (readonly [Partial<SolverSystem>, RegExp])[] = [
    [{ end: 0 }, /an `end` above 0, but found 0/],
    [{ end: Infinity }, /an `end` above 0, but found Infinity/],
    [{ points: 1 }, /at least 2 points, but found 1/],
    [{ initial: [1, 2, 3] }, /2 numbers in `initial` for nonlinear_oscillator.*found 3/],
    [{ initial: [1, NaN] }, /a finite initial state, but found 1, NaN/],
    [{ problem: "henon_heiles" }, /4 numbers in `initial`/],
    [{ problem: "henon_heiles", initial: [0, 0, 0, 0] }, /4 outputs for henon_heiles.*found 2/],
    [{ inputs: 2 }, /one input, the time/],
    [{ bias: false }, /with biases/],
    [
      {
        layers: [{ units: 3, activation: "relu" }, { units: 2, activation: "linear" }],
      },
      /sigmoid or tanh in layer 1, but found relu/,
    ],
    [{ layers: [{ units: 2, activation: "tanh" }] }, /linear in layer 1, but found tanh/],
    [{ optimiser: { ...PLAIN, kind: "lbfgs" } }, /one of sgd, .*found lbfgs/],
    [
      { optimiser: { ...PLAIN, constants: { rho: 0.9 } } },
      /one of weight_decay in the optimiser.*found rho/,
    ],
    [{ points: 2 ** 27 }, /4 GiB of a kernel's memory/],
  ];
  for (const [change, message] of refused) {
    assert.throws(() => openSolverTrainer({ ...system, ...change }), { message });
  }
});
