import assert from "node:assert/strict";
import { openSolverTrainer, type SolverTrainer } from "../../training/solver_trainer.ts";
import { measureReference } from "./solver_reference.ts";
import { drawParameters, makeSystem } from "./solver_systems.ts";

const PROBLEMS = ["nonlinear_oscillator", "henon_heiles"] as const;
const ACTIVATIONS = ["sigmoid", "tanh"] as const;
/** One to three hidden layers, widths and points beside and on multiples of the lanes. */
const SHAPES = [
  { hidden: [1], points: 2 },
  { hidden: [3, 1], points: 7 },
  { hidden: [10, 10], points: 200 },
  { hidden: [17, 3, 10], points: 33 },
] as const;
const SYSTEMS = PROBLEMS.flatMap((problem) =>
  ACTIVATIONS.flatMap((activation) =>
    SHAPES.map((shape) => makeSystem({ problem, activation, ...shape }))
  )
);

function readAll(trainer: SolverTrainer): Float64Array {
  const last = trainer.blocks.at(-1)!;
  const all = new Float64Array(last.first + last.length);
  trainer.read(0, all.length, all);
  return all;
}

/** The gradient, as what a step of plain descent at rate 1 takes away. */
function takeGradient(system: typeof SYSTEMS[number], parameters: Float64Array): Float64Array {
  const optimiser = { kind: "sgd", rate: 1, constants: {}, schedule: {} };
  const trainer = openSolverTrainer({ ...system, optimiser });
  trainer.load(parameters);
  trainer.step(1);
  const after = readAll(trainer);
  return parameters.map((value, i) => value - after[i]!);
}

Deno.test("the loss is that of the formula, for every problem, activation and shape", () => {
  for (const system of SYSTEMS) {
    const parameters = drawParameters(system);
    const expected = measureReference(system, parameters);
    for (const [precision, tolerance] of [["float64", 1e-12], ["float32", 2e-5]] as const) {
      const trainer = openSolverTrainer({ ...system, precision });
      trainer.load(parameters);
      const found = trainer.loss();
      assert.ok(
        Math.abs(found - expected) <= tolerance * expected,
        `${system.problem} ${system.layers.map(({ units }) => units)}: ${found}, ${expected}`,
      );
    }
  }
});

Deno.test("a net of zeros stays at the initial state, where the residuals are the equations' right sides", () => {
  // x = 1.3 and p = 1 for ever: residuals 0 − 1 and 0 + 1.3 + 1.3³.
  const oscillator = openSolverTrainer(makeSystem({ points: 13 }));
  assert.ok(Math.abs(oscillator.loss() - (1 + (1.3 + 1.3 ** 3) ** 2)) < 1e-14);
  // x = 0.3, y = −0.3, pₓ = 0.3, p_y = 0.15: forces 0.3 − 0.18 and −0.3 + 0.09 − 0.09.
  const galaxy = openSolverTrainer(makeSystem({ problem: "henon_heiles", points: 5 }));
  assert.ok(Math.abs(galaxy.loss() - (0.3 ** 2 + 0.15 ** 2 + 0.12 ** 2 + 0.3 ** 2)) < 1e-15);
});

Deno.test("a net whose only weight is a bias of p moves along a known curve", () => {
  // N₂ = −c: p = 1 − c·(1 − e⁻ᵗ), ṗ = −c·e⁻ᵗ, x = 1.3.
  const system = makeSystem({ points: 9, end: 2 });
  const trainer = openSolverTrainer(system);
  const parameters = readAll(trainer);
  parameters[parameters.length - 1] = -0.5;
  trainer.load(parameters);
  let expected = 0;
  for (let i = 0; i < 9; i++) {
    const decay = Math.exp(-2 * i / 8);
    const p = 1 - 0.5 * (1 - decay);
    expected += (p ** 2 + (-0.5 * decay + 1.3 + 1.3 ** 3) ** 2) / 9;
  }
  assert.ok(Math.abs(trainer.loss() - expected) < 1e-14);
});

Deno.test("the gradient is that of central differences of the formula", () => {
  const h = 1e-5;
  for (const system of SYSTEMS) {
    const parameters = drawParameters(system, 2);
    const gradient = takeGradient(system, parameters);
    const scale = Math.max(...gradient.map(Math.abs));
    // Every parameter of small nets, a seventh of the others.
    const every = parameters.length > 100 ? 7 : 1;
    for (let i = 0; i < parameters.length; i += every) {
      const measure = (step: number) =>
        measureReference(system, parameters.with(i, parameters[i]! + step));
      const expected = (measure(h) - measure(-h)) / (2 * h);
      const error = Math.abs(gradient[i]! - expected);
      assert.ok(error <= 2e-8 * scale, `${system.problem} parameter ${i}: ${error / scale}`);
    }
  }
});

Deno.test("float32 gives the gradient of float64 within its rounding", () => {
  for (const system of SYSTEMS) {
    const parameters = drawParameters(system, 3, 0.5).map(Math.fround);
    const expected = takeGradient(system, parameters);
    const norm = Math.hypot(...expected);
    const found = takeGradient({ ...system, precision: "float32" }, parameters);
    const error = Math.hypot(...found.map((value, i) => value - expected[i]!));
    assert.ok(error < 2e-5 * norm, `${system.problem}: ${error / norm}`);
  }
});

Deno.test("a step gives the loss before it, and loss() changes nothing", () => {
  for (const precision of ["float32", "float64"] as const) {
    const system = makeSystem({ precision, points: 21 });
    const [looked, other] = [openSolverTrainer(system), openSolverTrainer(system)];
    const parameters = drawParameters(system);
    for (const trainer of [looked, other]) trainer.load(parameters);
    for (let i = 0; i < 10; i++) {
      const before = looked.loss();
      assert.equal(looked.loss(), before);
      assert.equal(looked.step(0.01), before);
      assert.equal(other.step(0.01), before);
    }
    assert.deepEqual(readAll(looked), readAll(other));
  }
});

Deno.test("read() gives every range of what load() set", () => {
  for (const precision of ["float32", "float64"] as const) {
    const system = makeSystem({ precision, hidden: [3, 5], points: 4 });
    const parameters = drawParameters(system);
    const kept = precision === "float32" ? parameters.map(Math.fround) : parameters;
    const trainer = openSolverTrainer(system);
    trainer.load(parameters);
    for (const [first, length] of [[0, kept.length], [1, 7], [6, 20], [kept.length - 1, 1]]) {
      const into = new Float64Array(length!);
      trainer.read(first!, length!, into);
      assert.deepEqual(into, kept.slice(first, first! + length!));
    }
  }
});

Deno.test("two trainers in one process do not disturb one another", () => {
  const [a, b] = [makeSystem({ points: 12 }), makeSystem({ problem: "henon_heiles", points: 9 })];
  const run = (system: typeof a, between: () => void) => {
    const trainer = openSolverTrainer(system);
    trainer.load(drawParameters(system));
    for (let i = 0; i < 5; i++) {
      trainer.step(0.01);
      between();
    }
    return readAll(trainer);
  };
  const other = openSolverTrainer(b);
  other.load(drawParameters(b));
  assert.deepEqual(run(a, () => other.step(0.1)), run(a, () => {}));
});

Deno.test("a training that goes too fast gives a loss that is not finite", () => {
  for (const precision of ["float32", "float64"] as const) {
    const optimiser = { kind: "sgd", rate: 1, constants: {}, schedule: {} };
    const system = makeSystem({ precision, optimiser, points: 10 });
    const trainer = openSolverTrainer(system);
    trainer.load(drawParameters(system));
    let loss = 0;
    for (let i = 0; i < 20 && Number.isFinite(loss); i++) loss = trainer.step(1e12);
    assert.ok(!Number.isFinite(loss), `${loss}`);
  }
});
