/** Nets that solve Hamilton's equations: which problems there are, and which nets fit them. */

import { KooplineError } from "../schemas/error.ts";
import type { TrainingSystem } from "../schemas/training_system.ts";
import type { Activation } from "./trainer.ts";

/** A net under training to solve Hamilton's equations, and its points of time. */
export type SolverSystem = Extract<TrainingSystem, { readonly kind: "solver" }>;

/** A system of Hamilton's equations. */
export type SolverProblem = SolverSystem["problem"];

/** Numbers of a state: positions, then as many momenta. */
export const STATE_SIZES: Readonly<Record<SolverProblem, number>> = {
  nonlinear_oscillator: 2,
  henon_heiles: 4,
};

/** The activations of hidden layers that the kernel can differentiate twice. */
const SOLVER_ACTIVATIONS: readonly Activation[] = ["sigmoid", "tanh"];

/**
 * Describes the net that solves a problem: from t to a number for each of the state, with a linear last layer and
 * biases.
 *
 * @param hidden units of the hidden layers.
 */
export function describeSolverNet(
  problem: SolverProblem,
  hidden: readonly number[],
  activation: "sigmoid" | "tanh",
): Pick<SolverSystem, "inputs" | "layers" | "bias"> {
  return {
    inputs: 1,
    bias: true,
    layers: [
      ...hidden.map((units) => ({ units, activation })),
      { units: STATE_SIZES[problem], activation: "linear" },
    ],
  };
}

/**
 * Checks that a net solves its problem.
 *
 * @throws KooplineError `input.value` or `input.shape` with what does not fit.
 */
export function assertSolver(system: SolverSystem): void {
  const { problem, initial, end, points, inputs, layers, bias } = system;
  const size = STATE_SIZES[problem];
  const expect = (holds: boolean, expected: string, found: string) => {
    if (!holds) throw new KooplineError({ code: "input.shape", expected, found });
  };
  expect(inputs === 1, "a net of one input, the time", `${inputs}`);
  expect(bias, "a net with biases", "`bias: false`");
  expect(
    initial.length === size,
    `${size} numbers in \`initial\` for ${problem}: positions, then momenta`,
    `${initial.length}`,
  );
  const outputs = layers.at(-1)?.units ?? 0;
  expect(outputs === size, `${size} outputs for ${problem}`, `${outputs}`);
  const isFinite = initial.every(Number.isFinite);
  if (!isFinite) throw refuse("a finite initial state", initial.join(", "));
  if (!(end > 0 && Number.isFinite(end))) throw refuse("an `end` above 0", `${end}`);
  if (!(points >= 2)) throw refuse("at least 2 points", `${points}`);
  layers.forEach(({ activation }, layer) => {
    const allowed = layer === layers.length - 1 ? ["linear"] : SOLVER_ACTIVATIONS;
    if (allowed.includes(activation)) return;
    throw refuse(`${allowed.join(" or ")} in layer ${layer + 1}`, activation);
  });
}

function refuse(expected: string, found: string): KooplineError {
  return new KooplineError({ code: "input.value", expected, found });
}
