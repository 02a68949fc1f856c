/**
 * Training of nets that solve Hamilton's equations: forward with derivatives by time, residuals, back and
 * update in one call, in floats or doubles.
 *
 * Nothing is allocated here: `training/solver_layout.ts` lays out records and buffers in the module's
 * memory. Sums have one fixed order and no operation is relaxed, so results are the same to the bit
 * everywhere. `deno run -A kernels/build.ts` builds the committed `solver.wasm`.
 */

import { Net } from "./dense_net.ts";
import { beginUpdate, updateParameters } from "./dense_update.ts";
import { Solver, SolverLayer } from "./solver_net.ts";
import { passBack, passForward } from "./solver_pass.ts";
import { computeResiduals } from "./solver_residual.ts";

/** The first byte behind the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of a `Net` record. */
export function netBytes(): i32 {
  return <i32> offsetof<Net>();
}

/** Bytes of a `Solver` record. */
export function solverBytes(): i32 {
  return <i32> offsetof<Solver>();
}

/** Bytes of a `SolverLayer` record. */
export function layerBytes(): i32 {
  return <i32> offsetof<SolverLayer>();
}

function measure<T>(solver: Solver): f64 {
  passForward<T>(solver);
  return computeResiduals<T>(solver);
}

function takeStep<T>(solver: Solver, rate: f64): f64 {
  const loss = measure<T>(solver);
  passBack<T>(solver);
  const net = changetype<Net>(solver.net);
  net.rate = rate;
  beginUpdate(net);
  updateParameters<T>(net, 0, net.bytes);
  return loss;
}

/** Updates the parameters of a `Solver` record at a learning rate; gives the loss before the update. */
export function step32(solver: usize, rate: f64): f64 {
  return takeStep<f32>(changetype<Solver>(solver), rate);
}

/** `step32` for doubles. */
export function step64(solver: usize, rate: f64): f64 {
  return takeStep<f64>(changetype<Solver>(solver), rate);
}

/** Gives the loss of the parameters of a `Solver` record. */
export function loss32(solver: usize): f64 {
  return measure<f32>(changetype<Solver>(solver));
}

/** `loss32` for doubles. */
export function loss64(solver: usize): f64 {
  return measure<f64>(changetype<Solver>(solver));
}
