/** A solver's training made ready: net opened, initial weights loaded. */

import { assertMemory } from "../../numerics/memory.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { drawInitial } from "../../training/initial.ts";
import { countParameters, layOutParameters } from "../../training/net.ts";
import { describeSolverNet, type SolverSystem } from "../../training/solver_problem.ts";
import { openSolverTrainer } from "../../training/solver_trainer.ts";
import { openRecordedRun, type Prepared, type Sinks } from "../train/recorded_run.ts";
import { areAllParameters, describeSystemOptimiser } from "../train/system.ts";
import type { SolverParams } from "./params.ts";

/**
 * Prepares a training.
 *
 * @throws KooplineError `input.value` for an observable that the net does not have, `numeric.too_large`.
 */
export function prepareSolver(params: SolverParams, random: RandomSource, sinks: Sinks): Prepared {
  const system = describeSolver(params);
  checkSize(system);
  const trainer = openSolverTrainer(system);
  const initial = drawInitial(trainer.blocks, params.initial, params.precision, random("initial"));
  const { run, probe } = openRecordedRun(params, trainer, initial, random, sinks);
  return {
    run: {
      ...run,
      update: (rate) => trainer.step(rate),
      sets: [],
      isEvaluated: () => false,
    },
    names: probe.names,
    system: areAllParameters(probe.names, trainer.blocks) ? system : undefined,
    notes: [],
  };
}

function describeSolver(params: SolverParams): SolverSystem {
  const { problem: { kind: problem, initial }, end, points, hidden, activation } = params;
  return {
    kind: "solver",
    ...describeSolverNet(problem, hidden, activation),
    precision: params.precision,
    optimiser: describeSystemOptimiser(params),
    problem,
    initial,
    end,
    points,
  };
}

/** Parameters, gradient, two states, the initial weights and a look at all of them; four rows a unit. */
const COPIES = 6;
const ROWS = 4;

function checkSize(system: SolverSystem): void {
  const { layers, points } = system;
  const parameters = countParameters(layOutParameters(system));
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  assertMemory(
    COPIES * parameters + ROWS * units * points,
    `a net of ${parameters} parameters on ${points} points`,
    "Take fewer points or narrower layers.",
  );
}
