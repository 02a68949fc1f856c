/**
 * What the solver's kernel knows of a net and its problem, as records in memory that
 * `training/solver_layout.ts` writes.
 *
 * Numbers that belong to the points of time lie in rows: a number a point, filled up to pairs of vectors.
 * Parameters are one range, layer after layer: weights (units × inputs), then biases. The gradient and the
 * optimiser's states have the same layout.
 */

/** A layer; every pointer is a byte offset. */
@unmanaged
export class SolverLayer {
  inputs: i32 = 0;
  units: i32 = 0;
  /** 0 linear, 1 tanh, 2 sigmoid. */
  activation: i32 = 0;
  parameters: usize = 0;
  gradient: usize = 0;
  /** A row a unit: outputs y, and their derivatives ẏ by time. */
  value: usize = 0;
  tangent: usize = 0;
  /** A row a unit: gradient of the loss by what stands before the activation, z, and by ż. */
  valueDelta: usize = 0;
  tangentDelta: usize = 0;
}

/** A net, its problem, and the points of time. */
@unmanaged
export class Solver {
  /** The `Net` record of `dense_net.ts`, of which only what belongs to the optimiser is used. */
  net: usize = 0;
  depth: i32 = 0;
  /** The layers, one record after the other. */
  layers: usize = 0;
  /** 0 nonlinear oscillator, 1 Hénon–Heiles. */
  problem: i32 = 0;
  points: i32 = 0;
  /** Bytes of a row. */
  stride: i32 = 0;
  /** Rows: the times t; their derivative, 1; 1 − e⁻ᵗ; e⁻ᵗ; 1 for a point and 0 behind the last one. */
  times: usize = 0;
  ones: usize = 0;
  rise: usize = 0;
  slope: usize = 0;
  present: usize = 0;
  /** The state at time 0, in doubles. */
  initial: usize = 0;
  /** A row an output: the trial state ẑ, then the loss's gradient by it; and the same of its derivative. */
  state: usize = 0;
  velocity: usize = 0;
}

/** Gives a layer of a net. */
export function solverLayerOf(solver: Solver, index: i32): SolverLayer {
  return changetype<SolverLayer>(solver.layers + <usize> index * offsetof<SolverLayer>());
}
