/** The optimiser of a recorded training, as `meta.system` holds it and as trainers take it. */

import { KooplineError } from "../schemas/error.ts";
import type { TrainingSystem } from "../schemas/training_system.ts";
import { OPTIMISER_DEFAULTS } from "./optimiser.ts";
import type { Optimiser } from "./trainer.ts";

type Described = TrainingSystem["optimiser"];

/**
 * Reads the optimiser of a recorded training; constants that are missing have their defaults.
 *
 * @param optimiser constants by the names that pipelines give them: `weight_decay`, `beta1`, …
 * @throws KooplineError `input.value` for an optimiser or a constant that does not exist.
 */
export function readSystemOptimiser({ kind, constants }: Described): Optimiser {
  const { weight_decay: weightDecay, ...others } = constants;
  const given = { ...others, ...(weightDecay === undefined ? {} : { weightDecay }) };
  switch (kind) {
    case "sgd":
      return { kind, ...fill(OPTIMISER_DEFAULTS.sgd, given) };
    case "momentum":
    case "nesterov":
      return { kind, ...fill(OPTIMISER_DEFAULTS[kind], given) };
    case "adagrad":
      return { kind, ...fill(OPTIMISER_DEFAULTS.adagrad, given) };
    case "adadelta":
      return { kind, ...fill(OPTIMISER_DEFAULTS.adadelta, given) };
    case "rmsprop":
      return { kind, ...fill(OPTIMISER_DEFAULTS.rmsprop, given) };
    case "adam":
    case "adamw":
      return { kind, ...fill(OPTIMISER_DEFAULTS[kind], given) };
    default:
      throw refuse(Object.keys(OPTIMISER_DEFAULTS), kind);
  }
}

/** Replaces defaults by what is given. */
function fill<T extends Readonly<Record<string, number>>>(
  defaults: T,
  given: Readonly<Record<string, number>>,
): { readonly [K in keyof T]: number } {
  const unknown = Object.keys(given).find((name) => !(name in defaults));
  if (unknown !== undefined) throw refuse(Object.keys(defaults), unknown);
  return { ...defaults, ...given };
}

function refuse(allowed: readonly string[], found: string): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected: `one of ${allowed.join(", ")} in the optimiser of \`meta.system\``,
    found,
  });
}
