import assert from "node:assert/strict";
import { Matrix as MlMatrix, SingularValueDecomposition } from "ml-matrix";
import type { KooplineError } from "../../schemas/error.ts";
import {
  makeDiagonal,
  type Matrix,
  multiply,
  multiplyByTransposed,
  transpose,
} from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import { decomposeSingular, type SingularFactors } from "../../numerics/svd.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "svd";

/** Checks X = UΣVᵀ, orthonormal factors and falling σ, relative to σ₁. */
function assertFactors(x: Matrix, factors: SingularFactors, tolerance: number): void {
  const { left, values, rightTransposed } = factors;
  const r = Math.min(x.rows, x.columns);
  assert.deepEqual([left.rows, left.columns], [x.rows, r]);
  assert.deepEqual([rightTransposed.rows, rightTransposed.columns], [r, x.columns]);
  const product = multiply(multiply(left, makeDiagonal(values)), rightTransposed);
  assertClose(product.data, x.data, tolerance * Math.max(values[0]!, Number.MIN_VALUE));
  const units = makeDiagonal(values.map((value) => value > 0 ? 1 : 0)).data;
  const columns = transpose(left);
  assertClose(multiplyByTransposed(columns, columns).data.map(keep(values)), units, tolerance);
  const rows = multiplyByTransposed(rightTransposed, rightTransposed);
  assertClose(rows.data.map(keep(values)), units, tolerance);
  assert.deepEqual([...values], [...values].sort((a, b) => b - a));
}

/** Leaves out what belongs to σ = 0, whose vectors are not promised. */
function keep(values: Float64Array) {
  const r = values.length;
  return (value: number, i: number) =>
    values[i % r] === 0 || values[Math.floor(i / r)] === 0 ? 0 : value;
}

const SHAPES = [[1, 1], [1, 7], [7, 1], [2, 2], [5, 9], [9, 5], [12, 12], [40, 7]] as const;
for (const [rows, columns] of SHAPES) {
  Deno.test(`decomposeSingular() factors a ${rows} × ${columns} matrix like ml-matrix (seed ${SEED})`, () => {
    const stream = seedRandom(SEED)(`${rows} × ${columns}`);
    for (let trial = 0; trial < 10; trial++) {
      const x = drawMatrix(stream, rows, columns);
      const factors = decomposeSingular(x);
      assertFactors(x, factors, 1e-14);
      const oracle = new SingularValueDecomposition(
        MlMatrix.from1DArray(rows, columns, x.data),
        { autoTranspose: true },
      );
      assertClose(factors.values, oracle.diagonal, 1e-14);
    }
  });
}

Deno.test("decomposeSingular() finds planted singular values over fifteen orders of magnitude", () => {
  // [[1, 1], [1, −1]]/√2 is orthogonal, so the Kronecker square of diag(1, 1e-15) has these values.
  const tiny = 1e-15;
  const half = Math.SQRT1_2;
  const x = fromRows([[half, half * tiny], [half, -half * tiny]]);
  assertClose(decomposeSingular(x).values.map((value, i) => value / [1, tiny][i]!), [1, 1], 1e-14);
});

Deno.test("decomposeSingular() is exact to the scale: 1e-300 and 1e300 give the same factors", () => {
  const x = drawMatrix(seedRandom(SEED)("scale"), 6, 4);
  const plain = decomposeSingular(x);
  for (const scale of [2 ** -1000, 2 ** 1000]) {
    const scaled = decomposeSingular({ ...x, data: x.data.map((value) => value * scale) });
    assert.deepEqual(scaled.left, plain.left);
    assert.deepEqual(scaled.rightTransposed, plain.rightTransposed);
    assert.deepEqual(scaled.values, plain.values.map((value) => value * scale));
  }
});

Deno.test("decomposeSingular() gives exact zeros for what a rank lacks", () => {
  const stream = seedRandom(SEED)("rank");
  const x = multiply(drawMatrix(stream, 8, 3), drawMatrix(stream, 3, 20));
  const factors = decomposeSingular(x);
  assertFactors(x, factors, 1e-14);
  assert.deepEqual([...factors.values.slice(3)], [0, 0, 0, 0, 0]);
  const zero = fromRows([[0, 0], [0, 0], [0, 0]]);
  assert.deepEqual([...decomposeSingular(zero).values], [0, 0]);
});

Deno.test("decomposeSingular() factors shift matrices with tiny entries, where ml-matrix fails", () => {
  const cases = [
    [[0, 1, 1e-122, 0], [1e-212, 0, 1, 0], [0, 0, 0, 1], [0, 1e-216, 0, 0], [0, 0, 1e-156, 0]],
    [[0, 1, 0, 0, 1e-89], [0, 1e-32, 1, 0, 0], [0, 0, 1e-246, 1, 1e-35], [0, 0, 0, 0, 1]],
    [[1, -1, 0], [-1, 1, 0], [1, -1, 0]],
  ];
  for (const rows of cases) assertFactors(fromRows(rows), decomposeSingular(fromRows(rows)), 1e-14);
});

Deno.test("decomposeSingular() gives 0 for what is below 1e-140 of the largest entry", () => {
  const x = fromRows([[1e-69, 1], [1e-239, 0], [0, 1e-88], [1e-300, 1e-310]]);
  const factors = decomposeSingular(x);
  assertFactors(x, factors, 1e-14);
  // The first column less its part along the second is of the order 1e-157.
  assert.deepEqual([...factors.values], [1, 0]);
  const graded = fromRows([[1, 0, 0], [0, 1e-200, 1e-200], [0, 1e-200, -1e-200]]);
  assert.deepEqual([...decomposeSingular(graded).values], [1, 0, 0]);
});

Deno.test("decomposeSingular() refuses NaN and names its place", () => {
  assert.throws(
    () => decomposeSingular(fromRows([[1, 2], [3, NaN]])),
    (error: KooplineError) =>
      error.code === "numeric.not_finite" && error.message.includes("NaN at row 1, column 1"),
  );
});
