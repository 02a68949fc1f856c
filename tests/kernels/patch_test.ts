/** The kernel of patch operators stays within the memory it asks for, and does not read it first. */

import assert from "node:assert/strict";
import { openPatchKernel } from "../../numerics/patch_kernel.ts";
import { seedRandom } from "../../numerics/random.ts";

const SEED = "patch kernel";
const FENCE = 12345.678;

for (const precision of ["float32", "float64"] as const) {
  for (const n of [1, 2, 3, 11, 32, 33, 50, 70]) {
    Deno.test(`decompositions and products of ${n} rows keep to their memory in ${precision}`, () => {
      const kernel = openPatchKernel(precision);
      const fences: number[] = [];
      const take = (bytes: number) => {
        const pointer = kernel.arena.take(bytes);
        const behind = pointer + Math.ceil(bytes / 8) * 8;
        kernel.arena.take(64);
        kernel.arena.f64(behind, 2).fill(FENCE);
        fences.push(behind);
        kernel.arena.f64(pointer, Math.floor(bytes / 8)).fill(NaN);
        return pointer;
      };
      const draw = (count: number, name: string) => {
        const pointer = take(kernel.size * count);
        const stream = seedRandom(SEED)(name);
        const numbers = kernel.view(pointer, count);
        for (let i = 0; i < count; i++) numbers[i] = stream.uniform(-1, 1);
        return pointer;
      };
      const assertNumbers = (pointer: number, count: number) => {
        for (const value of kernel.copy(pointer, count)) assert.ok(Number.isFinite(value));
      };
      const m = n + 13;
      const [b, w] = [draw(n * m, "rows"), take(kernel.size * n * m)];
      const [sigma, j] = [take(8 * n), take(kernel.size * n * n)];
      const scratch = take(kernel.singularScratch(n, m));
      assert.equal(kernel.decomposeSingular(n, m, b, w, sigma, j, kernel.product, scratch), 0);
      assertNumbers(w, n * m);
      assertNumbers(j, n * n);
      const [a, tau] = [draw(n * m, "columns"), take(8 * n)];
      kernel.factorColumns(n, m, a, m, tau, kernel.product, take(kernel.factorScratch(n, m)));
      const v = draw(5 * m, "vectors");
      const rest = take(kernel.reflectionScratch(5, m));
      kernel.applyReflections(5, n, m, v, m, a, m, tau, 1, kernel.product, rest);
      assertNumbers(v, 5 * m);
      const c = take(kernel.size * n * 5);
      kernel.multiply(n, 5, m, a, m, 0, v, m, 1, c, 5, kernel.product);
      assertNumbers(c, n * 5);
      const vectors = Math.ceil(n * kernel.size / 16);
      const [panels, f] = [take(16 * vectors * n), take(16 * vectors)];
      const [state, next] = [take(16 * vectors), take(16 * vectors)];
      kernel.view(f, n).fill(0.5);
      kernel.view(state, n).fill(0.25);
      kernel.packOperator(n, vectors, draw(n * n, "operator"), panels);
      const records = take(kernel.recordBytes());
      kernel.arena.i32(records, 6).set([n, vectors, panels, f, state, next]);
      kernel.applyOperators(1, records, 3);
      assertNumbers(kernel.arena.i32(records, 6)[4]!, n);
      const samples = take(8);
      kernel.arena.i32(samples, 2).set([0, 2]);
      const states = take(2 * kernel.size * n);
      kernel.samplePath(records, 2, samples, states);
      assertNumbers(states, 2 * n);
      const square = draw(n * n, "operator");
      const power = take(kernel.powerScratch(n));
      kernel.raiseOperator(n, square, f, states, 3, kernel.product, power);
      assertNumbers(states, n);
      const paths = draw(n * m, "paths");
      assert.ok(kernel.findLargest(n * m, paths) <= 1);
      const pairs = take(kernel.size * (2 * n + 1) * (m - 1));
      kernel.makePairs(n, m, paths, 1, 0.5, pairs);
      assertNumbers(pairs, (2 * n + 1) * (m - 1));
      for (const behind of fences) {
        assert.deepEqual([...kernel.arena.f64(behind, 2)], [FENCE, FENCE]);
      }
    });
  }
}

Deno.test("decomposeSingular() ends on NaN, and shows it in what it gives", () => {
  const kernel = openPatchKernel("float32");
  const n = 20;
  const take = (count: number) => kernel.place(new Float32Array(count).fill(NaN));
  const [b, w, j] = [take(n * n), take(n * n), take(n * n)];
  const sigma = kernel.arena.take(8 * n);
  const scratch = kernel.arena.take(kernel.singularScratch(n, n));
  kernel.decomposeSingular(n, n, b, w, sigma, j, kernel.product, scratch);
  assert.ok(kernel.arena.f64(sigma, n).every(Number.isNaN));
});

for (const precision of ["float32", "float64"] as const) {
  Deno.test(`makePairs() makes X, ones and Y, and findLargest() finds it anywhere, in ${precision}`, () => {
    const kernel = openPatchKernel(precision);
    const from = kernel.place([1, 2, 3, 4, -5, 6]);
    const into = kernel.arena.take(kernel.size * 10);
    kernel.makePairs(2, 3, from, 1, 0.5, into);
    const truth = [0.5, 1, 2, -2.5, 0.5, 0.5, 1, 1.5, -2.5, 3];
    assert.deepEqual([...kernel.copy(into, 10)], truth);
    for (let i = 0; i < 11; i++) {
      const numbers = Array.from({ length: 11 }, (_, k) => k === i ? -7 : 1);
      assert.equal(kernel.findLargest(11, kernel.place(numbers)), 7);
    }
    assert.equal(kernel.findLargest(0, from), 0);
  });

  Deno.test(`raiseOperator() gives the state of as many steps in ${precision}`, () => {
    const kernel = openPatchKernel(precision);
    // h ← 2·h₂ + 1, h₂ ← h₁/2: exact in either precision.
    for (let count = 0; count < 9; count++) {
      let h = [1, 4];
      for (let k = 0; k < count; k++) h = [2 * h[1]! + 1, h[0]! / 2];
      const [n, f] = [kernel.place([0, 2, 0.5, 0]), kernel.place([1, 0])];
      const state = kernel.place([1, 4]);
      const scratch = kernel.arena.take(kernel.powerScratch(2));
      kernel.raiseOperator(2, n, f, state, count, kernel.product, scratch);
      assert.deepEqual([...kernel.copy(state, 2)], h);
    }
  });
}
