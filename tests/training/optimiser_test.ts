import assert from "node:assert/strict";
import { openUpdate, OPTIMISER_DEFAULTS } from "../../training/optimiser.ts";
import type { Optimiser } from "../../training/trainer.ts";
import truth from "../fixtures/torch_optimisers.json" with { type: "json" };

function build(kind: string, weightDecay: number): Optimiser {
  const defaults = OPTIMISER_DEFAULTS;
  const builders: Readonly<Record<string, Optimiser>> = {
    sgd: { kind: "sgd", weightDecay },
    momentum: { kind: "momentum", momentum: 0.8, weightDecay },
    nesterov: { kind: "nesterov", momentum: 0.8, weightDecay },
    adagrad: { kind: "adagrad", ...defaults.adagrad, initial: 0.1, weightDecay },
    adadelta: { kind: "adadelta", ...defaults.adadelta, weightDecay },
    rmsprop: { kind: "rmsprop", ...defaults.rmsprop, weightDecay },
    adam: { kind: "adam", ...defaults.adam, weightDecay },
    adamw: { kind: "adamw", ...defaults.adamw, weightDecay },
  };
  return builders[kind]!;
}

for (const { kind, weight_decay, path } of truth.paths) {
  Deno.test(`${kind} with weight decay ${weight_decay} moves weights as PyTorch does within 4e-15`, () => {
    const weights = Float64Array.from(truth.weights);
    const update = openUpdate(build(kind, weight_decay), weights.length);
    truth.gradients.forEach((gradient, step) => {
      update(weights, gradient, truth.rate);
      weights.forEach((weight, i) =>
        assert.ok(Math.abs(weight - path[step]![i]!) < 4e-15, `step ${step}: ${weight}`)
      );
    });
  });
}
