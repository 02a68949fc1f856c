/** The optimiser of a recorded training, as `meta.system` holds it and as trainers take it. */

import { KooplineError } from "../schemas/error.ts";
import type { TrainingSystem } from "../schemas/training_system.ts";
import { OPTIMISER_DEFAULTS } from "./optimiser.ts";
import type { Optimiser } from "./trainer.ts";

type Described = TrainingSystem["optimiser"];
type Constants = Readonly<Record<string, number>>;

const { sgd, momentum, nesterov } = OPTIMISER_DEFAULTS;
const { rate: _adagrad, ...adagrad } = OPTIMISER_DEFAULTS.adagrad;
const { rate: _adadelta, ...adadelta } = OPTIMISER_DEFAULTS.adadelta;
const { rate: _rmsprop, ...rmsprop } = OPTIMISER_DEFAULTS.rmsprop;
const { rate: _adam, ...adam } = OPTIMISER_DEFAULTS.adam;
const { rate: _adamw, ...adamw } = OPTIMISER_DEFAULTS.adamw;

/**
 * Reads the optimiser of a recorded training; constants that are missing have their defaults.
 *
 * @param optimiser constants by the names that pipelines give them: `weight_decay`, `beta1`, …
 * @throws KooplineError `input.value` for an optimiser or a constant that does not exist.
 */
export function readSystemOptimiser({ kind, constants }: Described): Optimiser {
  switch (kind) {
    case "sgd":
      return { kind, ...fill(sgd, constants) };
    case "momentum":
      return { kind, ...fill(momentum, constants) };
    case "nesterov":
      return { kind, ...fill(nesterov, constants) };
    case "adagrad":
      return { kind, ...fill(adagrad, constants) };
    case "adadelta":
      return { kind, ...fill(adadelta, constants) };
    case "rmsprop":
      return { kind, ...fill(rmsprop, constants) };
    case "adam":
      return { kind, ...fill(adam, constants) };
    case "adamw":
      return { kind, ...fill(adamw, constants) };
    default:
      throw refuse(Object.keys(OPTIMISER_DEFAULTS), kind);
  }
}

/** Replaces defaults by what is given. */
function fill<T extends Constants>(
  defaults: T,
  given: Constants,
): { readonly [K in keyof T]: number } {
  const names = Object.keys(defaults).map(nameAsPipelines);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw refuse(names, unknown);
  const found = Object.keys(defaults).flatMap((name) => {
    const value = given[nameAsPipelines(name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...defaults, ...Object.fromEntries(found) };
}

function nameAsPipelines(name: string): string {
  return name === "weightDecay" ? "weight_decay" : name;
}

function refuse(allowed: readonly string[], found: string): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected: `one of ${allowed.join(", ")} in the optimiser of \`meta.system\``,
    found,
  });
}
