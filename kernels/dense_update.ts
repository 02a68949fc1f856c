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

/** Updates all parameters of a net by its gradient. */
export function updateParameters<T>(net: Net): void {
  const kind = net.optimiser;
  if (kind == MOMENTUM || kind == NESTEROV) updateByMomentum<T>(net, kind == NESTEROV);
  else if (kind == ADAGRAD) updateByAdagrad<T>(net);
  else if (kind == ADADELTA) updateByAdadelta<T>(net);
  else if (kind == RMSPROP) updateByRmsprop<T>(net);
  else if (kind == ADAM || kind == ADAMW) updateByAdam<T>(net, kind == ADAMW);
  else updateByDescent<T>(net);
}

/** g + λp, the gradient with weight decay as a penalty. */
function loadGradient<T>(net: Net, at: usize, decay: v128): v128 {
  const gradient = v128.load(net.gradient + at);
  if (net.weightDecay == 0.0) return gradient;
  return v128.add<T>(gradient, v128.mul<T>(decay, v128.load(net.parameters + at)));
}

/** p ← p + step. */
function moveParameters<T>(net: Net, at: usize, step: v128): void {
  v128.store(net.parameters + at, v128.add<T>(v128.load(net.parameters + at), step));
}

/** s ← decay·s + (1 − decay)·x·x, given back. */
function averageSquares<T>(state: usize, decay: v128, rest: v128, x: v128): v128 {
  const square = v128.mul<T>(v128.mul<T>(rest, x), x);
  const average = v128.add<T>(v128.mul<T>(v128.load(state), decay), square);
  v128.store(state, average);
  return average;
}

/** p ← p − ηg. */
function updateByDescent<T>(net: Net): void {
  const decay = fillLanes<T>(net.weightDecay);
  const rate = fillLanes<T>(-net.rate);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    moveParameters<T>(net, at, v128.mul<T>(rate, loadGradient<T>(net, at, decay)));
  }
}

/** v ← μv + g; p ← p − ηv, or p − η(g + μv). */
function updateByMomentum<T>(net: Net, nesterov: bool): void {
  const decay = fillLanes<T>(net.weightDecay);
  const rate = fillLanes<T>(-net.rate);
  const momentum = fillLanes<T>(net.decay1);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = loadGradient<T>(net, at, decay);
    const v = v128.add<T>(v128.mul<T>(v128.load(net.state1 + at), momentum), g);
    v128.store(net.state1 + at, v);
    const direction = nesterov ? v128.add<T>(g, v128.mul<T>(momentum, v)) : v;
    moveParameters<T>(net, at, v128.mul<T>(rate, direction));
  }
}

/** s ← s + g²; p ← p − ηg / (√s + ε). */
function updateByAdagrad<T>(net: Net): void {
  const decay = fillLanes<T>(net.weightDecay);
  const rate = fillLanes<T>(-net.rate);
  const epsilon = fillLanes<T>(net.epsilon);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = loadGradient<T>(net, at, decay);
    const s = v128.add<T>(v128.load(net.state1 + at), v128.mul<T>(g, g));
    v128.store(net.state1 + at, s);
    const deviation = v128.add<T>(v128.sqrt<T>(s), epsilon);
    moveParameters<T>(net, at, v128.div<T>(v128.mul<T>(rate, g), deviation));
  }
}

/** s ← ρs + (1 − ρ)g²; d = g·√(a + ε)/√(s + ε); a ← ρa + (1 − ρ)d²; p ← p − ηd. */
function updateByAdadelta<T>(net: Net): void {
  const decay = fillLanes<T>(net.weightDecay);
  const rate = fillLanes<T>(-net.rate);
  const rho = fillLanes<T>(net.decay1);
  const rest = fillLanes<T>(1.0 - net.decay1);
  const epsilon = fillLanes<T>(net.epsilon);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = loadGradient<T>(net, at, decay);
    const s = averageSquares<T>(net.state1 + at, rho, rest, g);
    const deviation = v128.sqrt<T>(v128.add<T>(s, epsilon));
    const length = v128.sqrt<T>(v128.add<T>(v128.load(net.state2 + at), epsilon));
    const step = v128.mul<T>(v128.div<T>(length, deviation), g);
    averageSquares<T>(net.state2 + at, rho, rest, step);
    moveParameters<T>(net, at, v128.mul<T>(rate, step));
  }
}

/** s ← αs + (1 − α)g²; p ← p − ηg / (√s + ε). */
function updateByRmsprop<T>(net: Net): void {
  const decay = fillLanes<T>(net.weightDecay);
  const rate = fillLanes<T>(-net.rate);
  const alpha = fillLanes<T>(net.decay1);
  const rest = fillLanes<T>(1.0 - net.decay1);
  const epsilon = fillLanes<T>(net.epsilon);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = loadGradient<T>(net, at, decay);
    const s = averageSquares<T>(net.state1 + at, alpha, rest, g);
    const deviation = v128.add<T>(v128.sqrt<T>(s), epsilon);
    moveParameters<T>(net, at, v128.div<T>(v128.mul<T>(rate, g), deviation));
  }
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). adamw does
 * not add λp to g; it takes p·(1 − ηλ) first.
 */
function updateByAdam<T>(net: Net, decoupled: bool): void {
  net.power1 *= net.decay1;
  net.power2 *= net.decay2;
  const rate = fillLanes<T>(-(net.rate / (1.0 - net.power1)));
  const correction = fillLanes<T>(sqrt<f64>(1.0 - net.power2));
  const decay = fillLanes<T>(net.weightDecay);
  const kept = fillLanes<T>(1.0 - net.rate * net.weightDecay);
  const beta1 = fillLanes<T>(net.decay1);
  const rest1 = fillLanes<T>(1.0 - net.decay1);
  const beta2 = fillLanes<T>(net.decay2);
  const rest2 = fillLanes<T>(1.0 - net.decay2);
  const epsilon = fillLanes<T>(net.epsilon);
  const bytes = <usize> net.bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const place = net.parameters + at;
    if (decoupled) v128.store(place, v128.mul<T>(v128.load(place), kept));
    const g = decoupled ? v128.load(net.gradient + at) : loadGradient<T>(net, at, decay);
    const m = v128.add<T>(v128.mul<T>(v128.load(net.state1 + at), beta1), v128.mul<T>(rest1, g));
    v128.store(net.state1 + at, m);
    const v = averageSquares<T>(net.state2 + at, beta2, rest2, g);
    const deviation = v128.add<T>(v128.div<T>(v128.sqrt<T>(v), correction), epsilon);
    moveParameters<T>(net, at, v128.div<T>(v128.mul<T>(rate, m), deviation));
  }
}
