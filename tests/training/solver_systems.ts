/** Systems for tests of the solver's net. */

import { seedRandom } from "../../numerics/random.ts";
import { countParameters, layOutParameters } from "../../training/net.ts";
import { describeSolverNet, type SolverSystem } from "../../training/solver_problem.ts";

/** What a test changes. */
interface Options extends Partial<Omit<SolverSystem, "kind" | "layers">> {
  readonly hidden?: readonly number[];
  readonly activation?: "sigmoid" | "tanh";
}

const STARTS = {
  nonlinear_oscillator: [1.3, 1],
  henon_heiles: [0.3, -0.3, 0.3, 0.15],
};

/** The nonlinear oscillator of Mattheakis et al. with the net 1-10-10-2, unless told otherwise. */
export function makeSystem(
  { hidden = [10, 10], activation = "sigmoid", problem = "nonlinear_oscillator", ...rest }:
    Options = {},
): SolverSystem {
  return {
    kind: "solver",
    ...describeSolverNet(problem, hidden, activation),
    precision: "float64",
    optimiser: {
      kind: "adam",
      rate: 0.008,
      constants: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0 },
      schedule: { kind: "constant" },
    },
    problem,
    initial: STARTS[problem],
    end: 4 * Math.PI,
    points: 200,
    ...rest,
  };
}

/** Draws parameters of a system: U(−size, size). */
export function drawParameters(system: SolverSystem, seed = 1, size = 1): Float64Array {
  const stream = seedRandom(`${seed}`)("parameters");
  const length = countParameters(layOutParameters(system));
  return Float64Array.from({ length }, () => stream.uniform(-size, size));
}
