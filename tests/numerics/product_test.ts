import assert from "node:assert/strict";
import { borrowMemory } from "../../numerics/kernel_memory.ts";
import { createMatrix, type Matrix, transpose } from "../../numerics/matrix.ts";
import {
  multiply,
  multiplyBySelf,
  multiplyByTransposed,
  multiplyTransposed,
} from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { drawMatrix } from "./matrices.ts";

const SEED = "product";

/** The definition: every entry summed in order. */
function multiplyPlainly(a: Matrix, b: Matrix): Matrix {
  const result = createMatrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) {
        sum += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
      }
      result.data[i * b.columns + j] = sum;
    }
  }
  return result;
}

/** m, n, p: below and above what loops do, odd, empty, beyond one pack (256 × 512) and one block (1024). */
const SHAPES = [
  [1, 1, 1],
  [3, 2, 5],
  [1, 3000, 1],
  [13, 27, 11],
  [40, 40, 40],
  [101, 67, 3],
  [4, 259, 515],
  [1030, 3, 5],
  [5, 1027, 1029],
  [0, 5, 3],
  [3, 0, 2],
  [2, 4, 0],
] as const;
for (const [m, n, p] of SHAPES) {
  Deno.test(`products of ${m} × ${n} and ${n} × ${p} have the bits of the plain loop (seed ${SEED})`, () => {
    const stream = seedRandom(SEED)(`${m} × ${n} × ${p}`);
    const [a, b] = [drawMatrix(stream, m, n), drawMatrix(stream, n, p)];
    const expected = multiplyPlainly(a, b);
    assert.deepEqual(multiply(a, b), expected);
    assert.deepEqual(multiplyByTransposed(a, transpose(b)), expected);
    assert.deepEqual(multiplyTransposed(transpose(a), b), expected);
  });

  Deno.test(`products of ${m} × ${n} with itself have the bits of the plain loop (seed ${SEED})`, () => {
    const a = drawMatrix(seedRandom(SEED)(`${m} × ${n}`), m, n);
    assert.deepEqual(multiplyBySelf(a, "rows"), multiplyPlainly(a, transpose(a)));
    if (n > 1000 && m < 5) return;
    assert.deepEqual(multiplyBySelf(a, "columns"), multiplyPlainly(transpose(a), a));
  });
}

Deno.test("multiply() gives the same bits whatever was computed before", () => {
  const stream = seedRandom(SEED)("again");
  const [a, b] = [drawMatrix(stream, 41, 37), drawMatrix(stream, 37, 43)];
  const first = multiply(a, b);
  multiply(drawMatrix(stream, 200, 300), drawMatrix(stream, 300, 100));
  multiply({ ...a, data: a.data.map(() => NaN) }, b);
  assert.deepEqual(multiply(a, b), first);
});

Deno.test("multiply() carries NaN and Infinity into their rows alone", () => {
  const stream = seedRandom(SEED)("special");
  const [a, b] = [drawMatrix(stream, 30, 30), drawMatrix(stream, 30, 30)];
  a.data[3 * 30 + 7] = NaN;
  a.data[29 * 30 + 2] = Infinity;
  assert.deepEqual(multiply(a, b), multiplyPlainly(a, b));
});

Deno.test("multiply() refuses factors that do not fit", () => {
  assert.throws(
    () => multiply(createMatrix(2, 3), createMatrix(4, 2)),
    (error: KooplineError) =>
      error.code === "input.shape" && error.message.includes("3 rows") &&
      error.message.includes("found 4"),
  );
});

Deno.test("borrowMemory() takes back what a failed call took", () => {
  const top = borrowMemory((memory) => memory.take(16));
  assert.throws(
    () =>
      borrowMemory((memory) => {
        memory.take(1 << 20);
        throw new Error("failed half-way");
      }),
    /half-way/,
  );
  assert.throws(
    () => borrowMemory((memory) => memory.take(2 ** 40)),
    (error: KooplineError) => error.code === "numeric.too_large",
  );
  assert.equal(borrowMemory((memory) => memory.take(16)), top);
});
