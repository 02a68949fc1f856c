/**
 * The passes through a net of time, over T = f32 or f64: outputs with their derivatives forward, and back.
 *
 * Forward, with inputs x (in the first layer t) and ẋ: z = W·x + b, ż = W·ẋ, y = σ(z), ẏ = σ′(z)·ż. Back,
 * with the loss's gradients δ by z and η by ż: ∂W = Σ δ·xᵀ + η·ẋᵀ, ∂b = Σ δ; the layer before gets Wᵀ·δ and
 * Wᵀ·η as its gradients u by y and v by ẏ, from which δ = σ′·u + σ″·ż·v and η = σ′·v. Forward mode over
 * reverse mode, as in Griewank & Walther 2008, Evaluating Derivatives, ch. 3 and 5.
 *
 * Vectors run over points, in pairs, and sums over points have two strands; weights are spread over lanes.
 */

import { multiplyAdd, sigmoidLanes, tanhLanes } from "./elementary_simd.ts";
import { fillLanes, loadLanes, loadScalar, storeScalar, sumLanes } from "./lanes.ts";
import { Solver, SolverLayer, solverLayerOf } from "./solver_net.ts";

const TANH: i32 = 1;
const SIGMOID: i32 = 2;
const PAIR: i32 = 32;

/** Computes outputs and derivatives of all layers. */
export function passForward<T>(solver: Solver): void {
  const size = <i32> sizeof<T>();
  const stride = solver.stride;
  let value = solver.times;
  let tangent = solver.ones;
  for (let l: i32 = 0; l < solver.depth; l++) {
    const layer = solverLayerOf(solver, l);
    const inputs = layer.inputs;
    const biases = layer.parameters + layer.units * inputs * size;
    for (let unit: i32 = 0; unit < layer.units; unit++) {
      combineRows<T>(
        layer.parameters + unit * inputs * size,
        size,
        inputs,
        value,
        tangent,
        stride,
        loadScalar<T>(biases + unit * size),
        layer.value + unit * stride,
        layer.tangent + unit * stride,
      );
    }
    activate<T>(layer, layer.units * stride);
    value = layer.value;
    tangent = layer.tangent;
  }
}

/** Computes the gradient by all parameters, from the last layer's deltas. */
export function passBack<T>(solver: Solver): void {
  const size = <i32> sizeof<T>();
  const stride = solver.stride;
  for (let l = solver.depth - 1; l > 0; l--) {
    const layer = solverLayerOf(solver, l);
    const lower = solverLayerOf(solver, l - 1);
    computeGradient<T>(layer, lower.value, lower.tangent, stride);
    for (let input: i32 = 0; input < layer.inputs; input++) {
      combineRows<T>(
        layer.parameters + input * size,
        layer.inputs * size,
        layer.units,
        layer.valueDelta,
        layer.tangentDelta,
        stride,
        0.0,
        lower.valueDelta + input * stride,
        lower.tangentDelta + input * stride,
      );
    }
    differentiate<T>(lower, lower.units * stride);
  }
  computeGradient<T>(solverLayerOf(solver, 0), solver.times, solver.ones, stride);
}

/** Computes Σ wⱼ·aⱼ + start and Σ wⱼ·bⱼ over `count` rows; the weights lie `step` bytes apart. */
function combineRows<T>(
  weights: usize,
  step: i32,
  count: i32,
  a: usize,
  b: usize,
  stride: i32,
  start: f64,
  outA: usize,
  outB: usize,
): void {
  const first = fillLanes<T>(start);
  const nothing = fillLanes<T>(0.0);
  const end = weights + count * step;
  for (let at: i32 = 0; at < stride; at += PAIR) {
    let a0 = first, a1 = first, b0 = nothing, b1 = nothing;
    let fromA = a + at;
    let fromB = b + at;
    for (let weight = weights; weight < end; weight += step) {
      const w = loadLanes<T>(weight);
      a0 = multiplyAdd<T>(w, v128.load(fromA), a0);
      a1 = multiplyAdd<T>(w, v128.load(fromA, 16), a1);
      b0 = multiplyAdd<T>(w, v128.load(fromB), b0);
      b1 = multiplyAdd<T>(w, v128.load(fromB, 16), b1);
      fromA += stride;
      fromB += stride;
    }
    v128.store(outA + at, a0);
    v128.store(outA + at, a1, 16);
    v128.store(outB + at, b0);
    v128.store(outB + at, b1, 16);
  }
}

/** ∂W = Σ δ·x + η·ẋ and ∂b = Σ δ, over the points. */
function computeGradient<T>(layer: SolverLayer, value: usize, tangent: usize, stride: i32): void {
  const size = <i32> sizeof<T>();
  let into = layer.gradient;
  for (let unit: i32 = 0; unit < layer.units; unit++) {
    const delta = layer.valueDelta + unit * stride;
    const tangentDelta = layer.tangentDelta + unit * stride;
    for (let input: i32 = 0; input < layer.inputs; input++) {
      const x = value + input * stride;
      const dx = tangent + input * stride;
      storeScalar<T>(into, sumProducts<T>(delta, x, tangentDelta, dx, stride));
      into += size;
    }
  }
  for (let unit: i32 = 0; unit < layer.units; unit++) {
    storeScalar<T>(into, sumRow<T>(layer.valueDelta + unit * stride, stride));
    into += size;
  }
}

/** Σ a·b + c·d. */
function sumProducts<T>(a: usize, b: usize, c: usize, d: usize, bytes: i32): f64 {
  let s0 = fillLanes<T>(0.0);
  let s1 = s0;
  for (let at: i32 = 0; at < bytes; at += PAIR) {
    const p0 = v128.mul<T>(v128.load(a + at), v128.load(b + at));
    const p1 = v128.mul<T>(v128.load(a + at, 16), v128.load(b + at, 16));
    s0 = v128.add<T>(s0, multiplyAdd<T>(v128.load(c + at), v128.load(d + at), p0));
    s1 = v128.add<T>(s1, multiplyAdd<T>(v128.load(c + at, 16), v128.load(d + at, 16), p1));
  }
  return sumLanes<T>(v128.add<T>(s0, s1));
}

/** Σ a. */
function sumRow<T>(a: usize, bytes: i32): f64 {
  let s0 = fillLanes<T>(0.0);
  let s1 = s0;
  for (let at: i32 = 0; at < bytes; at += PAIR) {
    s0 = v128.add<T>(s0, v128.load(a + at));
    s1 = v128.add<T>(s1, v128.load(a + at, 16));
  }
  return sumLanes<T>(v128.add<T>(s0, s1));
}

/** y = σ(z) and ẏ = σ′(z)·ż, in the places of z and ż. */
function activate<T>(layer: SolverLayer, bytes: i32): void {
  const kind = layer.activation;
  let value = layer.value;
  let tangent = layer.tangent;
  const end = value + bytes;
  const one = fillLanes<T>(1.0);
  if (kind == SIGMOID) {
    for (; value < end; value += 16, tangent += 16) {
      const y = sigmoidLanes<T>(v128.load(value));
      const slope = v128.mul<T>(y, v128.sub<T>(one, y));
      v128.store(value, y);
      v128.store(tangent, v128.mul<T>(slope, v128.load(tangent)));
    }
  } else if (kind == TANH) {
    for (; value < end; value += 16, tangent += 16) {
      const y = tanhLanes<T>(v128.load(value));
      const slope = v128.sub<T>(one, v128.mul<T>(y, y));
      v128.store(value, y);
      v128.store(tangent, v128.mul<T>(slope, v128.load(tangent)));
    }
  }
}

/**
 * δ = σ′·u + σ″·ż·v and η = σ′·v, in the places of u and v. σ″·ż = c·ẏ with c = 1 − 2y for the sigmoid,
 * whose σ″ = σ′·(1 − 2y), and c = −2y for tanh, whose σ″ = −2y·σ′.
 */
function differentiate<T>(layer: SolverLayer, bytes: i32): void {
  const isSigmoid = layer.activation == SIGMOID;
  if (!isSigmoid && layer.activation != TANH) return;
  const one = fillLanes<T>(1.0);
  const shift = isSigmoid ? one : fillLanes<T>(0.0);
  for (let at: i32 = 0; at < bytes; at += 16) {
    const y = v128.load(layer.value + at);
    const slope = isSigmoid
      ? v128.mul<T>(y, v128.sub<T>(one, y))
      : v128.sub<T>(one, v128.mul<T>(y, y));
    const bend = v128.mul<T>(
      v128.sub<T>(shift, v128.add<T>(y, y)),
      v128.load(layer.tangent + at),
    );
    const u = v128.load(layer.valueDelta + at);
    const v = v128.load(layer.tangentDelta + at);
    v128.store(layer.valueDelta + at, multiplyAdd<T>(slope, u, v128.mul<T>(bend, v)));
    v128.store(layer.tangentDelta + at, v128.mul<T>(slope, v));
  }
}
