/**
 * Floating-point operations of a step of an optimiser, and of an evaluation, the same on every machine.
 *
 * Counted are + − × ÷ √, each as 1, and each value of exp, log, tanh and erf as 1; comparisons and changes of sign are
 * not. Sums start from the bias or from 0. Counts are those of dense arithmetic: that kernels leave out pixels which
 * are 0, and fill rows up to whole vectors, changes nothing. Inputs are taken as they are, normalised.
 *
 * A layer of n inputs and m units takes, for each example (`kernels/dense_pass.ts`):
 *
 * | part               | operations                                                                  |
 * | ------------------ | --------------------------------------------------------------------------- |
 * | forward            | 2·n·m, and for each unit its activation: 0 linear and relu, 1 tanh, 3 sigmoid, 5 gelu |
 * | derivative         | for each unit: 0 linear and relu, 3 tanh and sigmoid, 11 gelu               |
 * | gradient           | 2·n·m, and m for biases                                                     |
 * | back to the inputs | 2·n·m; not in the first layer                                               |
 *
 * The loss of K outputs takes 4·K + 6 with its gradient and 3·K + 4 without (cross entropy), 4·K and 3·K (mean square);
 * each batch 2 more for 1/B and the mean, with mean square 5. In the nets of `kernels/solver_pass.ts`, which carry the
 * derivative by time along, each 2·n·m above is 4·n·m; activations take 4 (tanh) or 6 (sigmoid), derivatives 9; trial
 * solution and residuals take 9·K + 14 (nonlinear oscillator) or 9·K + 31 (Hénon–Heiles) a point with their
 * gradient, and the mean 1.
 *
 * The update of a parameter takes 2 (sgd), 4 (momentum), 6 (nesterov), 7 (adagrad), 9 (rmsprop), 13 (adam), 14 (adamw),
 * 16 (adadelta); with weight decay 2 more, but for adamw; each step of adam 6 more, of adamw 8 (`dense_update.ts`).
 */

type Activation = "linear" | "relu" | "tanh" | "sigmoid" | "gelu";

/** A dense net as far as it is counted. */
export interface CountedNet {
  readonly inputs: number;
  readonly layers: readonly { readonly units: number; readonly activation: Activation }[];
  readonly bias: boolean;
}

/** An optimiser as far as it is counted. */
export interface CountedOptimiser {
  readonly kind:
    | "sgd"
    | "momentum"
    | "nesterov"
    | "adagrad"
    | "adadelta"
    | "rmsprop"
    | "adam"
    | "adamw";
  readonly weightDecay: number;
}

type Loss = "cross_entropy" | "mean_square";

const FORWARD = { linear: 0, relu: 0, tanh: 1, sigmoid: 3, gelu: 5 } as const;
const BACK = { linear: 0, relu: 0, tanh: 3, sigmoid: 3, gelu: 11 } as const;
const TANGENT_FORWARD = { tanh: 4, sigmoid: 6 } as const;
const TANGENT_BACK = 9;
const RESIDUALS = { nonlinear_oscillator: 14, henon_heiles: 31 } as const;
const UPDATE = {
  sgd: 2,
  momentum: 4,
  nesterov: 6,
  adagrad: 7,
  rmsprop: 9,
  adam: 13,
  adamw: 14,
  adadelta: 16,
} as const;

/**
 * Counts a step of the optimiser of a dense net: forward, loss, back, update.
 *
 * @param batch examples, B.
 */
export function countTrainingStep(
  net: CountedNet,
  loss: Loss,
  optimiser: CountedOptimiser,
  batch: number,
): number {
  const outputs = net.layers.at(-1)?.units ?? 0;
  const measure = loss === "cross_entropy" ? 4 * outputs + 6 : 4 * outputs;
  const back = sumLayers(
    net,
    ({ inputs, units, activation }, layer) =>
      BACK[activation] * units + 2 * inputs * units + (net.bias ? units : 0) +
      (layer === 0 ? 0 : 2 * inputs * units),
  );
  const means = loss === "cross_entropy" ? 2 : 5;
  return batch * (countForward(net) + measure + back) + means + countUpdate(net, optimiser);
}

/** A net that solves Hamilton's equations; its hidden layers are all of one activation. */
export interface CountedSolver {
  readonly problem: keyof typeof RESIDUALS;
  readonly inputs: number;
  readonly layers: CountedNet["layers"];
  readonly bias: boolean;
  /** Points of time. */
  readonly points: number;
}

/** Counts a step of the optimiser of a solver: forward with derivatives, residuals, back, update. */
export function countSolverStep(solver: CountedSolver, optimiser: CountedOptimiser): number {
  const outputs = solver.layers.at(-1)?.units ?? 0;
  const passes = sumLayers(solver, ({ inputs, units, activation }, layer) => {
    const products = (layer === 0 ? 2 : 3) * 4 * inputs * units;
    const bends = activation === "tanh" || activation === "sigmoid"
      ? TANGENT_FORWARD[activation] + TANGENT_BACK
      : 0;
    return products + units + bends * units;
  });
  const residuals = 9 * outputs + RESIDUALS[solver.problem];
  return solver.points * (passes + residuals) + 1 + countUpdate(solver, optimiser);
}

/** Counts the update of all parameters. */
function countUpdate(net: CountedNet, { kind, weightDecay }: CountedOptimiser): number {
  const parameters = sumLayers(net, ({ inputs, units }) => units * (inputs + Number(net.bias)));
  const decay = weightDecay !== 0 && kind !== "adamw" ? 2 : 0;
  const once = kind === "adam" ? 6 : kind === "adamw" ? 8 : 0;
  return parameters * (UPDATE[kind] + decay) + once;
}

function countForward(net: CountedNet): number {
  return sumLayers(
    net,
    ({ inputs, units, activation }) => 2 * inputs * units + FORWARD[activation] * units,
  );
}

interface CountedLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
}

function sumLayers(
  { inputs, layers }: CountedNet,
  count: (layer: CountedLayer, number: number) => number,
): number {
  return layers.reduce(
    (sum, layer, i) => sum + count({ inputs: layers[i - 1]?.units ?? inputs, ...layer }, i),
    0,
  );
}
