import assert from "node:assert/strict";
import fc from "fast-check";
import { createMatrix, type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { countByEnergy } from "../../numerics/rank.ts";
import { seedRandom } from "../../numerics/random.ts";
import { findSingularSubspace } from "../../numerics/singular_subspace.ts";
import { assertClose, drawMatrix } from "./matrices.ts";

/** Wraps a matrix so that only its products are seen, and counts the vectors multiplied. */
function wrap(x: Matrix) {
  const counts = { vectors: 0 };
  const project = (vectors: Matrix) => {
    counts.vectors += vectors.rows;
    return multiply(vectors, x);
  };
  const combine = (weights: Matrix) => multiply(weights, transpose(x));
  return { implicit: { rows: x.rows, columns: x.columns, project, combine }, counts };
}

function findTop(x: Matrix, count: number, most = 200) {
  const { implicit } = wrap(x);
  return findSingularSubspace(implicit, { countWanted: () => count, guess: count, most });
}

/** U·diag(σ)·Vᵀ with U and V products of reflections I − 2·w·wᵀ: its singular values are known. */
function plant(seed: string, rows: number, columns: number, values: readonly number[]): Matrix {
  const stream = seedRandom(seed)("plant");
  let x = createMatrix(rows, columns);
  values.forEach((value, i) => x.data[i * columns + i] = value);
  const reflect = (matrix: Matrix) => {
    const w = drawMatrix(stream, 1, matrix.rows);
    const square = w.data.reduce((sum, value) => sum + value * value, 0);
    const along = multiply(w, matrix);
    const data = matrix.data.map((value, i) => {
      const [row, column] = [Math.floor(i / matrix.columns), i % matrix.columns];
      return value - (2 * w.data[row]! * along.data[column]!) / square;
    });
    return { ...matrix, data };
  };
  for (let turn = 0; turn < 3; turn++) x = transpose(reflect(transpose(reflect(x))));
  return x;
}

const SEED = 11;

Deno.test(`findSingularSubspace() finds planted values of any shape and decay within 1e-12·σ₁ (seed ${SEED})`, () => {
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 60 }),
    decay: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
    count: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ rows, columns, decay, count, seed }) => {
      const planted = Array.from({ length: Math.min(rows, columns) }, (_, i) => decay ** i);
      const x = plant(String(seed), rows, columns, planted);
      const { values, leftTransposed, converged } = findTop(x, count);
      assert.ok(converged);
      assertClose(values, planted.slice(0, count), 1e-12);
      // Left vectors: orthonormal, and Uᵀ·X has rows of length σ.
      const products = multiply(leftTransposed, transpose(leftTransposed));
      products.data.forEach((value, i) => {
        const expected = i % (values.length + 1) === 0 ? 1 : 0;
        assert.ok(Math.abs(value - expected) < 1e-12);
      });
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("findSingularSubspace() gives vectors within 1e-7 rad of the planted ones", () => {
  // A diagonal matrix: left vectors are the axes.
  const values = Array.from({ length: 200 }, (_, i) => 1 / (i + 1));
  const x = createMatrix(200, 300);
  values.forEach((value, i) => x.data[i * 300 + i] = value);
  const { leftTransposed, error } = findTop(x, 5);
  assert.ok(error <= 1e-7);
  for (let j = 0; j < 5; j++) {
    const cosine = Math.abs(leftTransposed.data[j * 200 + j]!);
    assert.ok(Math.sqrt(Math.max(0, 1 - cosine * cosine)) <= 1e-7, `vector ${j}`);
  }
});

Deno.test("findSingularSubspace() multiplies far fewer vectors than there are", () => {
  const values = Array.from({ length: 400 }, (_, i) => 0.8 ** i);
  const { implicit, counts } = wrap(plant("few", 400, 500, values));
  findSingularSubspace(implicit, { countWanted: () => 10, guess: 10, most: 300 });
  assert.ok(counts.vectors < 60, `${counts.vectors}`);
});

Deno.test("findSingularSubspace() meets every copy of a multiple value", () => {
  const values = [5, 5, 5, 5, 5, 5, 2, 1, 1, 1, 0.5, 0.1];
  const { values: found, converged } = findTop(plant("multiple", 40, 50, values), 7);
  assert.ok(converged);
  assertClose(found, values.slice(0, 7), 1e-12);
});

Deno.test("findSingularSubspace() goes on with new directions when energy asks for more than a multiple value gave", () => {
  // 40 equal values: a Krylov space of the start alone holds no more vectors than the start.
  const { implicit } = wrap(plant("equal", 40, 60, Array(40).fill(3)));
  const { values, converged } = findSingularSubspace(implicit, {
    countWanted: (found) => countByEnergy(found, 0.69 * 40),
    guess: 8,
    most: 100,
  });
  assert.ok(converged);
  assertClose(values, Array(28).fill(3), 1e-12);
});

Deno.test("findSingularSubspace() ends with what a matrix of low rank has", () => {
  const { values, converged } = findTop(plant("low", 50, 60, [4, 2, 1]), 10);
  assert.ok(converged);
  assertClose(values.slice(0, 3), [4, 2, 1], 1e-12);
  assert.ok(values.slice(3).every((value) => value < 1e-13));
  const zero = findTop(createMatrix(30, 30), 4);
  assert.ok(zero.converged && zero.values.every((value) => value === 0));
});

Deno.test("findSingularSubspace() says when values lie too close together for the vectors it may use", () => {
  const { converged, error } = findTop(drawMatrix(seedRandom("flat")("x"), 300, 300), 5, 20);
  assert.equal(converged, false);
  assert.ok(error > 1e-7);
});

Deno.test("findSingularSubspace() gives the same bits twice", () => {
  const x = drawMatrix(seedRandom("twice")("x"), 150, 180);
  assert.deepEqual(findTop(x, 3), findTop(x, 3));
});
