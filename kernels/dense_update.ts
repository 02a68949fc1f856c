/**
 * Steps of the optimisers on whole ranges of parameters, over T = f32 or f64.
 *
 * Operations and their order are those of PyTorch 1.13 (torch/optim, the single-tensor forms), whose
 * sources `training/optimiser.ts` cites; g is the gradient, p the parameter, λ the weight decay.
 */

import { fillLanes } from "./lanes.ts";
import { Net } from "./dense_net.ts";

const MOMENTUM: i32 = 1;
const NESTEROV: i32 = 2;
const ADAGRAD: i32 = 3;
const ADADELTA: i32 = 4;
const RMSPROP: i32 = 5;
const ADAM: i32 = 6;
const ADAMW: i32 = 7;

/** Begins a step: all ranges of parameters that are updated until the next call belong to it. */
export function beginUpdate(net: Net): void {
  net.power1 *= net.decay1;
  net.power2 *= net.decay2;
}

/** Updates the parameters from byte `at` to `end` by their gradient. */
export function updateParameters<T>(net: Net, at: usize, end: usize): void {
  const kind = net.optimiser;
  if (kind == MOMENTUM || kind == NESTEROV) updateByMomentum<T>(net, at, end, kind == NESTEROV);
  else if (kind == ADAGRAD) updateByAdagrad<T>(net, at, end);
  else if (kind == ADADELTA) updateByAdadelta<T>(net, at, end);
  else if (kind == RMSPROP) updateByRmsprop<T>(net, at, end);
  else if (kind == ADAM || kind == ADAMW) updateByAdam<T>(net, at, end, kind == ADAMW);
  else updateByDescent<T>(net, at, end);
}

/** g + λp, the gradient with weight decay as a penalty. */
function loadGradient<T>(gradient: usize, parameter: usize, decays: bool, decay: v128): v128 {
  const g = v128.load(gradient);
  return decays ? v128.add<T>(g, v128.mul<T>(decay, v128.load(parameter))) : g;
}

/** p ← p + step. */
function moveParameter<T>(parameter: usize, step: v128): void {
  v128.store(parameter, v128.add<T>(v128.load(parameter), step));
}

/** s ← decay·s + (1 − decay)·x·x, given back. */
function averageSquares<T>(state: usize, decay: v128, rest: v128, x: v128): v128 {
  const square = v128.mul<T>(v128.mul<T>(rest, x), x);
  const average = v128.add<T>(v128.mul<T>(v128.load(state), decay), square);
  v128.store(state, average);
  return average;
}

/** p ← p − ηg. */
function updateByDescent<T>(net: Net, at: usize, end: usize): void {
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const rate = fillLanes<T>(-net.rate);
  const parameters = net.parameters;
  const gradient = net.gradient;
  for (; at < end; at += 16) {
    moveParameter<T>(
      parameters + at,
      v128.mul<T>(rate, loadGradient<T>(gradient + at, parameters + at, decays, decay)),
    );
  }
}

/** v ← μv + g; p ← p − ηv, or p − η(g + μv). */
function updateByMomentum<T>(net: Net, at: usize, end: usize, nesterov: bool): void {
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const rate = fillLanes<T>(-net.rate);
  const momentum = fillLanes<T>(net.decay1);
  const parameters = net.parameters;
  const gradient = net.gradient;
  const state1 = net.state1;
  for (; at < end; at += 16) {
    const g = loadGradient<T>(gradient + at, parameters + at, decays, decay);
    const v = v128.add<T>(v128.mul<T>(v128.load(state1 + at), momentum), g);
    v128.store(state1 + at, v);
    const direction = nesterov ? v128.add<T>(g, v128.mul<T>(momentum, v)) : v;
    moveParameter<T>(parameters + at, v128.mul<T>(rate, direction));
  }
}

/** s ← s + g²; p ← p − ηg / (√s + ε). */
function updateByAdagrad<T>(net: Net, at: usize, end: usize): void {
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const rate = fillLanes<T>(-net.rate);
  const epsilon = fillLanes<T>(net.epsilon);
  const parameters = net.parameters;
  const gradient = net.gradient;
  const state1 = net.state1;
  for (; at < end; at += 16) {
    const g = loadGradient<T>(gradient + at, parameters + at, decays, decay);
    const s = v128.add<T>(v128.load(state1 + at), v128.mul<T>(g, g));
    v128.store(state1 + at, s);
    const deviation = v128.add<T>(v128.sqrt<T>(s), epsilon);
    moveParameter<T>(parameters + at, v128.div<T>(v128.mul<T>(rate, g), deviation));
  }
}

/** s ← ρs + (1 − ρ)g²; d = g·√(a + ε)/√(s + ε); a ← ρa + (1 − ρ)d²; p ← p − ηd. */
function updateByAdadelta<T>(net: Net, at: usize, end: usize): void {
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const rate = fillLanes<T>(-net.rate);
  const rho = fillLanes<T>(net.decay1);
  const rest = fillLanes<T>(1.0 - net.decay1);
  const epsilon = fillLanes<T>(net.epsilon);
  const parameters = net.parameters;
  const gradient = net.gradient;
  const state1 = net.state1;
  const state2 = net.state2;
  for (; at < end; at += 16) {
    const g = loadGradient<T>(gradient + at, parameters + at, decays, decay);
    const s = averageSquares<T>(state1 + at, rho, rest, g);
    const deviation = v128.sqrt<T>(v128.add<T>(s, epsilon));
    const length = v128.sqrt<T>(v128.add<T>(v128.load(state2 + at), epsilon));
    const step = v128.mul<T>(v128.div<T>(length, deviation), g);
    averageSquares<T>(state2 + at, rho, rest, step);
    moveParameter<T>(parameters + at, v128.mul<T>(rate, step));
  }
}

/** s ← αs + (1 − α)g²; p ← p − ηg / (√s + ε). */
function updateByRmsprop<T>(net: Net, at: usize, end: usize): void {
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const rate = fillLanes<T>(-net.rate);
  const alpha = fillLanes<T>(net.decay1);
  const rest = fillLanes<T>(1.0 - net.decay1);
  const epsilon = fillLanes<T>(net.epsilon);
  const parameters = net.parameters;
  const gradient = net.gradient;
  const state1 = net.state1;
  for (; at < end; at += 16) {
    const g = loadGradient<T>(gradient + at, parameters + at, decays, decay);
    const s = averageSquares<T>(state1 + at, alpha, rest, g);
    const deviation = v128.add<T>(v128.sqrt<T>(s), epsilon);
    moveParameter<T>(parameters + at, v128.div<T>(v128.mul<T>(rate, g), deviation));
  }
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). adamw does
 * not add λp to g; it takes p·(1 − ηλ) first.
 */
function updateByAdam<T>(net: Net, at: usize, end: usize, decoupled: bool): void {
  const rate = fillLanes<T>(-(net.rate / (1.0 - net.power1)));
  const correction = fillLanes<T>(sqrt<f64>(1.0 - net.power2));
  const decay = fillLanes<T>(net.weightDecay);
  const decays = net.weightDecay != 0.0;
  const kept = fillLanes<T>(1.0 - net.rate * net.weightDecay);
  const beta1 = fillLanes<T>(net.decay1);
  const rest1 = fillLanes<T>(1.0 - net.decay1);
  const beta2 = fillLanes<T>(net.decay2);
  const rest2 = fillLanes<T>(1.0 - net.decay2);
  const epsilon = fillLanes<T>(net.epsilon);
  const parameters = net.parameters;
  const gradient = net.gradient;
  const state1 = net.state1;
  const state2 = net.state2;
  for (; at < end; at += 16) {
    const place = parameters + at;
    if (decoupled) v128.store(place, v128.mul<T>(v128.load(place), kept));
    const g = decoupled
      ? v128.load(gradient + at)
      : loadGradient<T>(gradient + at, parameters + at, decays, decay);
    const m = v128.add<T>(v128.mul<T>(v128.load(state1 + at), beta1), v128.mul<T>(rest1, g));
    v128.store(state1 + at, m);
    const v = averageSquares<T>(state2 + at, beta2, rest2, g);
    const deviation = v128.add<T>(v128.div<T>(v128.sqrt<T>(v), correction), epsilon);
    moveParameter<T>(parameters + at, v128.div<T>(v128.mul<T>(rate, m), deviation));
  }
}
