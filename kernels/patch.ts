/**
 * Patch operators in floats or doubles: the factorisations and products that make them, and the steps that apply them.
 *
 * Matrices are row-major. Pointers are byte offsets into the module's memory; a stride is the distance of two rows in
 * numbers. Nothing is allocated here: callers pass scratch memory of the stated size. Sums have one fixed order and no
 * operation is relaxed. `deno run -A kernels/build.ts` builds the committed `patch.wasm`.
 */

import { findLargest, makePairs } from "./patch_pairs.ts";
import { multiply, productScratch } from "./patch_product.ts";
import {
  applyReflections,
  factorColumns,
  factorScratch,
  reflectionScratch,
  takeTriangle,
} from "./patch_qr.ts";
import { decomposeSingular, singularScratch } from "./patch_singular.ts";
import { scale } from "./patch_vector.ts";
import { powerScratch, raiseOperator } from "./patch_power.ts";
import { applyOperators, packOperator, recordBytes, samplePath } from "./patch_step.ts";

export {
  factorScratch,
  powerScratch,
  productScratch,
  recordBytes,
  reflectionScratch,
  singularScratch,
};

/** The first byte behind the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}

/** Computes C = op(A)·op(B), in floats. */
export function multiply32(
  m: i32,
  n: i32,
  depth: i32,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  b: usize,
  bStride: i32,
  bTransposed: bool,
  c: usize,
  cStride: i32,
  scratch: usize,
): void {
  multiply<f32>(
    m,
    n,
    depth,
    a,
    aStride,
    aTransposed,
    b,
    bStride,
    bTransposed,
    c,
    cStride,
    false,
    false,
    scratch,
  );
}

/** Computes C = op(A)·op(B), in doubles. */
export function multiply64(
  m: i32,
  n: i32,
  depth: i32,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  b: usize,
  bStride: i32,
  bTransposed: bool,
  c: usize,
  cStride: i32,
  scratch: usize,
): void {
  multiply<f64>(
    m,
    n,
    depth,
    a,
    aStride,
    aTransposed,
    b,
    bStride,
    bTransposed,
    c,
    cStride,
    false,
    false,
    scratch,
  );
}

/** Finds the largest magnitude, in floats. */
export function findLargest32(count: i32, from: usize): f64 {
  return findLargest<f32>(count, from);
}

/** Multiplies numbers with one, in floats. */
export function scale32(count: i32, factor: f64, numbers: usize): void {
  scale<f32>(count, factor, numbers);
}

/** Multiplies numbers with one, in doubles. */
export function scale64(count: i32, factor: f64, numbers: usize): void {
  scale<f64>(count, factor, numbers);
}

/** Makes the pairs of snapshots, in floats. */
export function makePairs32(
  n: i32,
  columns: i32,
  from: usize,
  constant: bool,
  factor: f64,
  into: usize,
): void {
  makePairs<f32>(n, columns, from, constant, factor, into);
}

/** Finds the largest magnitude, in doubles. */
export function findLargest64(count: i32, from: usize): f64 {
  return findLargest<f64>(count, from);
}

/** Makes the pairs of snapshots, in doubles. */
export function makePairs64(
  n: i32,
  columns: i32,
  from: usize,
  constant: bool,
  factor: f64,
  into: usize,
): void {
  makePairs<f64>(n, columns, from, constant, factor, into);
}

/** Factors columns that lie in rows, in floats. */
export function factorColumns32(
  n: i32,
  m: i32,
  a: usize,
  stride: i32,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  factorColumns<f32>(n, m, a, stride, tau, product, scratch);
}

/** Factors columns that lie in rows, in doubles. */
export function factorColumns64(
  n: i32,
  m: i32,
  a: usize,
  stride: i32,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  factorColumns<f64>(n, m, a, stride, tau, product, scratch);
}

/** Multiplies rows with Q or Qᵀ from the right, in floats. */
export function applyReflections32(
  rows: i32,
  n: i32,
  m: i32,
  v: usize,
  vStride: i32,
  a: usize,
  stride: i32,
  tau: usize,
  backward: bool,
  product: usize,
  scratch: usize,
): void {
  applyReflections<f32>(rows, n, m, v, vStride, a, stride, tau, backward, product, scratch);
}

/** Multiplies rows with Q or Qᵀ from the right, in doubles. */
export function applyReflections64(
  rows: i32,
  n: i32,
  m: i32,
  v: usize,
  vStride: i32,
  a: usize,
  stride: i32,
  tau: usize,
  backward: bool,
  product: usize,
  scratch: usize,
): void {
  applyReflections<f64>(rows, n, m, v, vStride, a, stride, tau, backward, product, scratch);
}

/** Takes R, in floats. */
export function takeTriangle32(
  n: i32,
  a: usize,
  stride: i32,
  to: usize,
  toStride: i32,
): void {
  takeTriangle<f32>(n, a, stride, to, toStride);
}

/** Takes R, in doubles. */
export function takeTriangle64(
  n: i32,
  a: usize,
  stride: i32,
  to: usize,
  toStride: i32,
): void {
  takeTriangle<f64>(n, a, stride, to, toStride);
}

/** Decomposes rows into singular values and vectors, in floats. */
export function decomposeSingular32(
  n: i32,
  m: i32,
  b: usize,
  w: usize,
  sigma: usize,
  j: usize,
  product: usize,
  scratch: usize,
): f64 {
  return decomposeSingular<f32>(n, m, b, w, sigma, j, product, scratch);
}

/** Decomposes rows into singular values and vectors, in doubles. */
export function decomposeSingular64(
  n: i32,
  m: i32,
  b: usize,
  w: usize,
  sigma: usize,
  j: usize,
  product: usize,
  scratch: usize,
): f64 {
  return decomposeSingular<f64>(n, m, b, w, sigma, j, product, scratch);
}

/** Applies operators, in floats. */
export function applyOperators32(
  patches: i32,
  records: usize,
  count: i32,
): void {
  applyOperators<f32>(patches, records, count);
}

/** Applies operators, in doubles. */
export function applyOperators64(
  patches: i32,
  records: usize,
  count: i32,
): void {
  applyOperators<f64>(patches, records, count);
}

/** Applies one operator and copies its states, in floats. */
export function samplePath32(record: usize, samples: i32, steps: usize, into: usize): void {
  samplePath<f32>(record, samples, steps, into);
}

/** Applies one operator and copies its states, in doubles. */
export function samplePath64(record: usize, samples: i32, steps: usize, into: usize): void {
  samplePath<f64>(record, samples, steps, into);
}

/** Applies one operator many times by squaring it, in floats. */
export function raiseOperator32(
  rank: i32,
  n: usize,
  offset: usize,
  state: usize,
  count: i32,
  product: usize,
  scratch: usize,
): void {
  raiseOperator<f32>(rank, n, offset, state, count, product, scratch);
}

/** Applies one operator many times by squaring it, in doubles. */
export function raiseOperator64(
  rank: i32,
  n: usize,
  offset: usize,
  state: usize,
  count: i32,
  product: usize,
  scratch: usize,
): void {
  raiseOperator<f64>(rank, n, offset, state, count, product, scratch);
}

/** Lays an operator out in panels, in floats. */
export function packOperator32(
  rank: i32,
  vectors: i32,
  n: usize,
  panels: usize,
): void {
  packOperator<f32>(rank, vectors, n, panels);
}

/** Lays an operator out in panels, in doubles. */
export function packOperator64(
  rank: i32,
  vectors: i32,
  n: usize,
  panels: usize,
): void {
  packOperator<f64>(rank, vectors, n, panels);
}
