/** What trains a net, whichever backend computes: one contract for the kernels and for tfjs. */

/** An activation, applied element by element. */
export type Activation = "linear" | "relu" | "tanh" | "sigmoid" | "gelu";

/** A loss, averaged over the examples of a batch. */
export type Loss = "cross_entropy" | "mean_square";

/** The numbers that a net computes in. */
export type Precision = "float32" | "float64";

/** A dense layer: y = activation(W·x + b), W of units × inputs. */
export interface DenseLayer {
  readonly units: number;
  readonly activation: Activation;
}

/** A dense net. */
export interface DenseNet {
  readonly inputs: number;
  readonly layers: readonly DenseLayer[];
  readonly bias: boolean;
}

/**
 * Parameters of a net lie in one vector, layer after layer: the weights W (units × inputs, row by row, as
 * PyTorch keeps them), then the biases (units).
 */
export interface ParameterBlock {
  /** Name as observables show it: `layer1.weight`, `layer1.bias`, … */
  readonly name: string;
  /** Layer, from 0. */
  readonly layer: number;
  readonly shape: readonly number[];
  /** Place of the first element in the vector. */
  readonly first: number;
  readonly length: number;
}

/** How weights are updated. Symbols, defaults and sources stand in `optimiser.ts`. */
export type Optimiser =
  | { readonly kind: "sgd"; readonly weightDecay: number }
  | { readonly kind: "momentum"; readonly momentum: number; readonly weightDecay: number }
  | { readonly kind: "nesterov"; readonly momentum: number; readonly weightDecay: number }
  | {
    readonly kind: "adagrad";
    readonly epsilon: number;
    readonly initial: number;
    readonly weightDecay: number;
  }
  | {
    readonly kind: "adadelta";
    readonly rho: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  }
  | {
    readonly kind: "rmsprop";
    readonly alpha: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  }
  | {
    readonly kind: "adam" | "adamw";
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  };

/** Inputs as a data set holds them, and how they are normalised: (scale·x − mean) / deviation. */
export interface Inputs {
  /** Row after row; one row an example. */
  readonly data: Uint8Array | Float32Array | Float64Array;
  readonly width: number;
  readonly scale: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Examples to train on or to evaluate. */
export interface Examples {
  readonly inputs: Inputs;
  readonly count: number;
  /** Classes from 0; empty when targets are real. */
  readonly labels: Int32Array;
  /** Real targets, row after row; empty when the data have classes. */
  readonly targets: Float64Array;
}

/** What a trainer is made of. */
export interface Training {
  readonly net: DenseNet;
  readonly loss: Loss;
  readonly precision: Precision;
  readonly optimiser: Optimiser;
  /** Largest number of examples in a batch. */
  readonly batch: number;
  readonly examples: Examples;
}

/** Mean loss, and the share of examples whose class was found (NaN with real targets). */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
}

/** Parameters that can be set and read, whatever they are trained on. */
export interface Trainable {
  readonly blocks: readonly ParameterBlock[];
  /** Sets all parameters and forgets the optimiser's state. */
  load(parameters: Float64Array): void;
  /** Reads `length` parameters from place `first` of the vector, exactly, into `into`. */
  read(first: number, length: number, into: Float64Array): void;
}

/** A net under training on examples. */
export interface Trainer extends Trainable {
  /**
   * Makes one step of the optimiser.
   *
   * @param rows the batch: places of examples.
   * @param rate learning rate of this step.
   * @returns the batch's mean loss before the update; not finite once training has diverged.
   */
  step(rows: Int32Array, rate: number): number;
  /** Evaluates the net as it is. */
  evaluate(examples: Examples): Evaluation;
  /**
   * Opens examples for evaluating the net on them again and again: the same bits as `evaluate`, sooner.
   * Memory that they take is held as long as the trainer.
   *
   * @returns a function that evaluates the net as it is then.
   */
  openEvaluation(examples: Examples): () => Evaluation;
}
