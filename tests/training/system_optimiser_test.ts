import assert from "node:assert/strict";
import { readSystemOptimiser } from "../../training/system_optimiser.ts";
import { OPTIMISERS } from "./nets.ts";

const read = (kind: string, constants: Record<string, number>) =>
  readSystemOptimiser({ kind, rate: 0.1, constants, schedule: {} });

Deno.test("an optimiser is read as it was described, with every constant", () => {
  for (const optimiser of OPTIMISERS) {
    const { kind, weightDecay, ...rest } = optimiser;
    const constants = Object.entries(rest).filter(([name]) => name !== "rate");
    const others = Object.fromEntries(constants.map(([name, value]) => [name, value / 2]));
    const found = read(kind, { ...others, weight_decay: weightDecay });
    assert.deepEqual(found, { kind, ...others, weightDecay });
  }
});

Deno.test("constants that are missing are PyTorch's", () => {
  assert.deepEqual(read("adam", { beta1: 0.999 }), {
    kind: "adam",
    beta1: 0.999,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
  });
  assert.deepEqual(read("adadelta", {}), {
    kind: "adadelta",
    rho: 0.9,
    epsilon: 1e-6,
    weightDecay: 0,
  });
});

Deno.test("optimisers and constants that do not exist are refused with those that do", () => {
  assert.throws(() => read("lion", {}), { message: /one of sgd, momentum, .*adamw .*found lion/ });
  assert.throws(() => read("adam", { rho: 1 }), {
    message: /one of beta1, beta2, epsilon, weight_decay/,
  });
  assert.throws(() => read("adagrad", { rate: 1 }), { message: /one of epsilon, .*found rate/ });
});
