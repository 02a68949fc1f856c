/** Parameters of `train` that say how weights are updated. */

import { z } from "zod";
import { OPTIMISER_DEFAULTS } from "../../training/optimiser.ts";

const rate = z.number().gt(0).describe("base learning rate η");
const share = z.number().min(0).lt(1);
const positive = z.number().gt(0);

function describeDecay(lambda: number) {
  return z.number().min(0).default(lambda).describe("λ");
}

const { sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw } = OPTIMISER_DEFAULTS;

/** The `optimiser` parameter; defaults are PyTorch's. */
export const OptimiserParams = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("sgd"),
    rate,
    weight_decay: describeDecay(sgd.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("momentum"),
    rate,
    momentum: share.default(momentum.momentum).describe("μ"),
    weight_decay: describeDecay(momentum.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("nesterov"),
    rate,
    momentum: share.default(nesterov.momentum).describe("μ"),
    weight_decay: describeDecay(nesterov.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("adagrad"),
    rate: rate.default(adagrad.rate),
    epsilon: positive.default(adagrad.epsilon).describe("ε"),
    initial: z.number().min(0).default(adagrad.initial).describe("where the sum of squares begins"),
    weight_decay: describeDecay(adagrad.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("adadelta"),
    rate: rate.default(adadelta.rate),
    rho: share.default(adadelta.rho).describe("ρ"),
    epsilon: positive.default(adadelta.epsilon).describe("ε"),
    weight_decay: describeDecay(adadelta.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("rmsprop"),
    rate: rate.default(rmsprop.rate),
    alpha: share.default(rmsprop.alpha).describe("α"),
    epsilon: positive.default(rmsprop.epsilon).describe("ε"),
    weight_decay: describeDecay(rmsprop.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("adam"),
    rate: rate.default(adam.rate),
    beta1: share.default(adam.beta1).describe("β₁"),
    beta2: share.default(adam.beta2).describe("β₂"),
    epsilon: positive.default(adam.epsilon).describe("ε"),
    weight_decay: describeDecay(adam.weightDecay),
  }),
  z.strictObject({
    kind: z.literal("adamw"),
    rate: rate.default(adamw.rate),
    beta1: share.default(adamw.beta1).describe("β₁"),
    beta2: share.default(adamw.beta2).describe("β₂"),
    epsilon: positive.default(adamw.epsilon).describe("ε"),
    weight_decay: describeDecay(adamw.weightDecay),
  }),
]);

const Constant = z.strictObject({ kind: z.literal("constant") });
const Step = z.strictObject({
  kind: z.literal("step"),
  every: z.int().min(1).describe("updates between drops"),
  factor: z.number().gt(0).max(1).default(0.1).describe("factor at each drop"),
});
const Inverse = z.strictObject({
  kind: z.literal("inverse"),
  decay: z.number().min(0).describe("γ of η/(1 + γ·n) after n updates"),
});
const Cosine = z.strictObject({
  kind: z.literal("cosine"),
  steps: z.int().min(1).nullable().default(null).describe("length; null for all steps left"),
  end: z.number().min(0).max(1).default(0).describe("last rate, as a share of η"),
});

/** The `schedule` parameter. */
export const ScheduleParams = z.discriminatedUnion("kind", [
  Constant,
  Step,
  Inverse,
  Cosine,
  z.strictObject({
    kind: z.literal("warm_up"),
    steps: z.int().min(1).describe("length of the linear rise"),
    from: z.number().min(0).max(1).default(0).describe("where the rise begins, as a share of η"),
    then: z.discriminatedUnion("kind", [Constant, Step, Inverse, Cosine]).prefault({
      kind: "constant",
    }).describe("what follows: constant, step, inverse or cosine"),
  }),
]);
