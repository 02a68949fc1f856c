/**
 * Training of nets that solve Hamilton's equations, by the WebAssembly kernel, in float32 or float64: the same bits
 * on every machine.
 *
 * The net N(t) makes the trial solution ẑ = z₀ + (1 − e⁻ᵗ)·N(t); the loss is the mean, over the points of time, of the
 * sum of squared residuals of Hamilton's equations (Mattheakis et al. 2020, arXiv:2001.11107). All
 * points are in every step.
 */

import { openArena } from "../kernels/arena.ts";
import { resetOptimiser } from "./kernel_optimiser.ts";
import { openSolverKernel } from "./solver_kernel.ts";
import { layOutSolver } from "./solver_layout.ts";
import { assertSolver, type SolverSystem } from "./solver_problem.ts";
import { readSystemOptimiser } from "./system_optimiser.ts";
import type { Trainable } from "./trainer.ts";

export type { SolverSystem };

/** A net that solves Hamilton's equations, under training. */
export interface SolverTrainer extends Trainable {
  /**
   * Makes one step of the optimiser.
   *
   * @param rate learning rate of this step.
   * @returns the loss before the update; not finite once training has diverged.
   */
  step(rate: number): number;
  /** Gives the loss of the parameters as they are. */
  loss(): number;
}

/**
 * Opens a trainer; all parameters are 0 until `load`. A float32 net rounds what it loads.
 *
 * @throws KooplineError `input.value` or `input.shape` when net and problem do not fit, `numeric.too_large` when the
 * kernel's memory cannot hold them.
 */
export function openSolverTrainer(system: SolverSystem): SolverTrainer {
  assertSolver(system);
  const optimiser = readSystemOptimiser(system.optimiser);
  const kernel = openSolverKernel(system.precision);
  const layout = layOutSolver(kernel, openArena(kernel), system, optimiser);
  const { solver, blocks, parameters } = layout;
  resetOptimiser(layout, optimiser);
  return {
    blocks,
    load(given) {
      parameters.set(given);
      resetOptimiser(layout, optimiser);
    },
    read: (first, length, into) => into.set(parameters.subarray(first, first + length)),
    step: (rate) => kernel.step(solver, rate),
    loss: () => kernel.loss(solver),
  };
}
