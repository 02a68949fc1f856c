/**
 * Activations and their derivatives, over T = f32 or f64; applied to a whole range of vectors.
 *
 * gelu is the exact form x·Φ(x) with Φ(x) = (1 + erf(x/√2))/2 (Hendrycks & Gimpel 2016, eq. 1), which is
 * PyTorch's default, not the approximation by tanh.
 */

import { expLanes, sigmoidLanes, tanhLanes } from "./elementary_simd.ts";
import { erfLanes } from "./error_function.ts";
import { fillLanes } from "./lanes.ts";

const RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;
const GELU: i32 = 4;
const ROOT_HALF: f64 = 0.7071067811865476;
/** 1/√(2π), the normal density at 0. */
const DENSITY: f64 = 0.3989422804014327;

/** Computes output = activation(before). */
export function activate<T>(kind: i32, before: usize, output: usize, bytes: i32): void {
  const end = before + bytes;
  if (kind == RELU) {
    // max hands NaN on, so that divergence shows.
    for (; before < end; before += 16, output += 16) {
      v128.store(output, v128.max<T>(v128.load(before), fillLanes<T>(0.0)));
    }
  } else if (kind == TANH) {
    for (; before < end; before += 16, output += 16) {
      v128.store(output, tanhLanes<T>(v128.load(before)));
    }
  } else if (kind == SIGMOID) {
    for (; before < end; before += 16, output += 16) {
      v128.store(output, sigmoidLanes<T>(v128.load(before)));
    }
  } else if (kind == GELU) {
    for (; before < end; before += 16, output += 16) {
      const x = v128.load(before);
      v128.store(output, v128.mul<T>(x, normalShare<T>(x)));
    }
  }
}

/** Computes delta ← delta · activation′(before); relu, tanh and sigmoid know it from their output. */
export function differentiate<T>(
  kind: i32,
  before: usize,
  output: usize,
  delta: usize,
  bytes: i32,
): void {
  const end = delta + bytes;
  const one = fillLanes<T>(1.0);
  if (kind == RELU) {
    for (; delta < end; delta += 16, output += 16) {
      const passes = v128.gt<T>(v128.load(output), fillLanes<T>(0.0));
      v128.store(delta, v128.and(v128.load(delta), passes));
    }
  } else if (kind == TANH) {
    for (; delta < end; delta += 16, output += 16) {
      const y = v128.load(output);
      const slope = v128.sub<T>(one, v128.mul<T>(y, y));
      v128.store(delta, v128.mul<T>(v128.load(delta), slope));
    }
  } else if (kind == SIGMOID) {
    for (; delta < end; delta += 16, output += 16) {
      const y = v128.load(output);
      const slope = v128.mul<T>(y, v128.sub<T>(one, y));
      v128.store(delta, v128.mul<T>(v128.load(delta), slope));
    }
  } else if (kind == GELU) {
    for (; delta < end; delta += 16, before += 16) {
      const slope = differentiateGelu<T>(v128.load(before));
      v128.store(delta, v128.mul<T>(v128.load(delta), slope));
    }
  }
}

/** Φ(x), the share of the normal distribution below x. */
function normalShare<T>(x: v128): v128 {
  const half = fillLanes<T>(0.5);
  return v128.add<T>(half, v128.mul<T>(half, erfLanes<T>(v128.mul<T>(x, fillLanes<T>(ROOT_HALF)))));
}

/** Φ(x) + x·φ(x). */
function differentiateGelu<T>(x: v128): v128 {
  const square = v128.mul<T>(v128.mul<T>(x, x), fillLanes<T>(-0.5));
  const density = v128.mul<T>(expLanes<T>(square), fillLanes<T>(DENSITY));
  return v128.add<T>(normalShare<T>(x), v128.mul<T>(x, density));
}
