/**
 * The trial solution, the residuals of Hamilton's equations, and the gradient of their mean square, over
 * T = f32 or f64.
 *
 * ẑ = z₀ + (1 − e⁻ᵗ)·N(t), so that ẑ(0) = z₀ whatever the net N gives. With positions q, momenta p and
 * H = |p|²/2 + V(q) the residuals are q̇ − p and ṗ + ∂V/∂q; the loss is the mean over the points of the sum
 * of their squares (Mattheakis et al. 2020, arXiv:2001.11107, and the authors' code, without its energy term).
 */

import { multiplyAdd } from "./elementary_simd.ts";
import { fillLanes, sumLanes } from "./lanes.ts";
import { Solver, SolverLayer, solverLayerOf } from "./solver_net.ts";

/** Computes the loss, and leaves its gradient in the last layer's deltas. */
export function computeResiduals<T>(solver: Solver): f64 {
  const last = solverLayerOf(solver, solver.depth - 1);
  composeTrial<T>(solver, last);
  const sum = solver.problem == 0 ? measureOscillator<T>(solver) : measureHenonHeiles<T>(solver);
  spreadGradient<T>(solver, last);
  return sum / <f64> solver.points;
}

/** ẑ = z₀ + f·N and its derivative f′·N + f·Ṅ, with f = 1 − e⁻ᵗ. */
function composeTrial<T>(solver: Solver, last: SolverLayer): void {
  const stride = solver.stride;
  for (let output: i32 = 0; output < last.units; output++) {
    const row = output * stride;
    const start = fillLanes<T>(load<f64>(solver.initial + (output << 3)));
    for (let at: i32 = 0; at < stride; at += 16) {
      const f = v128.load(solver.rise + at);
      const y = v128.load(last.value + row + at);
      v128.store(solver.state + row + at, multiplyAdd<T>(f, y, start));
      const moved = v128.mul<T>(f, v128.load(last.tangent + row + at));
      const velocity = multiplyAdd<T>(v128.load(solver.slope + at), y, moved);
      v128.store(solver.velocity + row + at, velocity);
    }
  }
}

/** The gradient by N is f·∂L/∂ẑ + f′·∂L/∂ż, that by Ṅ is f·∂L/∂ż. */
function spreadGradient<T>(solver: Solver, last: SolverLayer): void {
  const stride = solver.stride;
  for (let output: i32 = 0; output < last.units; output++) {
    const row = output * stride;
    for (let at: i32 = 0; at < stride; at += 16) {
      const f = v128.load(solver.rise + at);
      const byVelocity = v128.load(solver.velocity + row + at);
      const moved = v128.mul<T>(v128.load(solver.slope + at), byVelocity);
      const byState = v128.load(solver.state + row + at);
      v128.store(last.valueDelta + row + at, multiplyAdd<T>(f, byState, moved));
      v128.store(last.tangentDelta + row + at, v128.mul<T>(f, byVelocity));
    }
  }
}

/** H = p²/2 + x²/2 + x⁴/4: residuals ẋ − p and ṗ + x + x³; gives the sum of squares. */
function measureOscillator<T>(solver: Solver): f64 {
  const stride = solver.stride;
  const factor = fillLanes<T>(2.0 / <f64> solver.points);
  const one = fillLanes<T>(1.0);
  const three = fillLanes<T>(3.0);
  let sum = fillLanes<T>(0.0);
  for (let at: i32 = 0; at < stride; at += 16) {
    const state = solver.state + at;
    const velocity = solver.velocity + at;
    const present = v128.load(solver.present + at);
    const x = v128.load(state);
    const p = v128.load(state + stride);
    const square = v128.mul<T>(x, x);
    const force = multiplyAdd<T>(square, x, x);
    const r0 = v128.mul<T>(present, v128.sub<T>(v128.load(velocity), p));
    const r1 = v128.mul<T>(present, v128.add<T>(v128.load(velocity + stride), force));
    sum = v128.add<T>(sum, multiplyAdd<T>(r0, r0, v128.mul<T>(r1, r1)));
    const g0 = v128.mul<T>(factor, r0);
    const g1 = v128.mul<T>(factor, r1);
    v128.store(velocity, g0);
    v128.store(velocity + stride, g1);
    v128.store(state, v128.mul<T>(g1, multiplyAdd<T>(three, square, one)));
    v128.store(state + stride, v128.neg<T>(g0));
  }
  return sumLanes<T>(sum);
}

/**
 * H = (pₓ² + p_y²)/2 + (x² + y²)/2 + x²y − y³/3: residuals ẋ − pₓ, ẏ − p_y, ṗₓ + x + 2xy and
 * ṗ_y + y + x² − y²; gives the sum of squares. Hénon & Heiles 1964.
 */
function measureHenonHeiles<T>(solver: Solver): f64 {
  const stride = solver.stride;
  const factor = fillLanes<T>(2.0 / <f64> solver.points);
  const one = fillLanes<T>(1.0);
  const two = fillLanes<T>(2.0);
  let sum = fillLanes<T>(0.0);
  for (let at: i32 = 0; at < stride; at += 16) {
    const state = solver.state + at;
    const velocity = solver.velocity + at;
    const present = v128.load(solver.present + at);
    const x = v128.load(state);
    const y = v128.load(state + stride);
    const twice = v128.mul<T>(two, y);
    const bend = v128.mul<T>(two, x);
    const stiff = v128.add<T>(one, twice);
    const forceX = v128.mul<T>(x, stiff);
    const forceY = multiplyAdd<T>(x, x, v128.sub<T>(y, v128.mul<T>(y, y)));
    const r0 = leaveResidual<T>(velocity, v128.neg<T>(v128.load(state + 2 * stride)), present);
    const r1 = leaveResidual<T>(
      velocity + stride,
      v128.neg<T>(v128.load(state + 3 * stride)),
      present,
    );
    const r2 = leaveResidual<T>(velocity + 2 * stride, forceX, present);
    const r3 = leaveResidual<T>(velocity + 3 * stride, forceY, present);
    const positions = multiplyAdd<T>(r0, r0, v128.mul<T>(r1, r1));
    const momenta = multiplyAdd<T>(r2, r2, v128.mul<T>(r3, r3));
    sum = v128.add<T>(sum, v128.add<T>(positions, momenta));
    const g0 = scaleResidual<T>(velocity, r0, factor);
    const g1 = scaleResidual<T>(velocity + stride, r1, factor);
    const g2 = scaleResidual<T>(velocity + 2 * stride, r2, factor);
    const g3 = scaleResidual<T>(velocity + 3 * stride, r3, factor);
    v128.store(state, multiplyAdd<T>(g2, stiff, v128.mul<T>(g3, bend)));
    const slack = v128.sub<T>(one, twice);
    v128.store(state + stride, multiplyAdd<T>(g2, bend, v128.mul<T>(g3, slack)));
    v128.store(state + 2 * stride, v128.neg<T>(g0));
    v128.store(state + 3 * stride, v128.neg<T>(g1));
  }
  return sumLanes<T>(sum);
}

/** ż + rest at the points, 0 behind them. */
function leaveResidual<T>(velocity: usize, rest: v128, present: v128): v128 {
  return v128.mul<T>(present, v128.add<T>(v128.load(velocity), rest));
}

/** The loss's gradient by a derivative, kept in the derivative's place. */
function scaleResidual<T>(velocity: usize, residual: v128, factor: v128): v128 {
  const gradient = v128.mul<T>(factor, residual);
  v128.store(velocity, gradient);
  return gradient;
}
