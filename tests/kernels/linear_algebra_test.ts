import assert from "node:assert/strict";
import { openArena } from "../../kernels/arena.ts";
import * as kernel from "../../kernels/linear_algebra.wasm";
import { seedRandom } from "../../numerics/random.ts";

const SEED = "linear algebra kernel";
const FENCE = 12345.678;

/** Takes memory of exactly the stated sizes, with a number behind each piece that must stay. */
function fence() {
  const arena = openArena(kernel);
  const fences: number[] = [];
  return {
    take(bytes: number): number {
      const pointer = arena.take(bytes);
      const behind = pointer + Math.ceil(bytes / 8) * 8;
      arena.take(64);
      arena.f64(behind, 2).fill(FENCE);
      fences.push(behind);
      return pointer;
    },
    /** Takes doubles: random ones, or NaN to show what is read before it is written. */
    draw(count: number, name: string): number {
      const stream = seedRandom(SEED)(name);
      const pointer = this.take(8 * count);
      const numbers = arena.f64(pointer, count);
      numbers.forEach((_, i) => numbers[i] = stream.uniform(-1, 1));
      return pointer;
    },
    dirty(bytes: number): number {
      const pointer = this.take(bytes);
      arena.f64(pointer, Math.floor(bytes / 8)).fill(NaN);
      return pointer;
    },
    read: (pointer: number, count: number) => arena.f64(pointer, count).slice(),
    assertIntact() {
      for (const behind of fences) assert.deepEqual([...arena.f64(behind, 2)], [FENCE, FENCE]);
    },
  };
}

for (const n of [1, 2, 3, 24, 25, 33, 50, 67]) {
  Deno.test(`kernels stay within the memory they ask for, and do not read it first, n = ${n}`, () => {
    const memory = fence();
    const product = memory.dirty(kernel.productScratch());
    const [d, v] = [memory.dirty(8 * n), memory.dirty(8 * n * n)];
    const symmetric = memory.draw(n * n, "symmetric");
    const work = memory.dirty(kernel.symmetricScratch(n));
    assert.equal(kernel.decomposeSymmetric(n, symmetric, d, v, product, work), 1);
    const m = n + 5;
    // Once well-conditioned, once graded so steeply that the other way is taken.
    for (const fall of [1, 0.3]) {
      const b = memory.draw(n * m, "rows");
      for (let i = 0; i < n; i++) kernel.scale(m, fall ** i, b + 8 * i * m);
      const [sigma, j] = [memory.dirty(8 * n), memory.dirty(8 * n * n)];
      const scratch = memory.dirty(kernel.singularScratch(n, m));
      assert.equal(kernel.decomposeSingular(n, m, b, sigma, j, product, scratch), 0);
      for (const x of memory.read(b, n * m)) assert.ok(Number.isFinite(x));
      for (const x of memory.read(j, n * n)) assert.ok(Number.isFinite(x));
    }
    const a = memory.draw(n * n, "square");
    const [values, products] = [memory.dirty(16 * n), memory.dirty(8 * n)];
    const [right, left] = [memory.dirty(16 * n * n), memory.dirty(16 * n * n)];
    const rest = memory.dirty(kernel.eigenScratch(n));
    assert.equal(kernel.decomposeEigen(n, a, values, products, right, left, product, rest), 0);
    for (const x of memory.read(values, 2 * n)) assert.ok(Number.isFinite(x));
    const t = memory.draw(n * n, "triangular");
    const [tIm, zRe, zIm] = [0, 1, 2].map(() => memory.dirty(8 * n * n));
    assert.equal(kernel.decomposeTriangular(n, t, tIm!, zRe!, zIm!, product, rest), 0);
    for (const x of memory.read(zRe!, n * n)) assert.ok(Number.isFinite(x));
    memory.assertIntact();
  });
}

Deno.test("kernels fail, but return, on matrices of NaN", () => {
  const memory = fence();
  const n = 40;
  const product = memory.take(kernel.productScratch());
  const matrix = () => memory.dirty(8 * n * n);
  const [d, v] = [memory.take(8 * n), memory.take(8 * n * n)];
  const work = memory.take(kernel.symmetricScratch(n));
  kernel.decomposeSymmetric(n, matrix(), d, v, product, work);
  const scratch = memory.take(kernel.singularScratch(n, n));
  kernel.decomposeSingular(n, n, matrix(), d, v, product, scratch);
  const [values, right, left] = [16 * n, 16 * n * n, 16 * n * n].map((bytes) => memory.take(bytes));
  const rest = memory.take(kernel.eigenScratch(n));
  kernel.decomposeEigen(n, matrix(), values!, d, right!, left!, product, rest);
  memory.assertIntact();
});
