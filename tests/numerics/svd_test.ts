import assert from "node:assert/strict";
import { Matrix as MlMatrix, SingularValueDecomposition } from "ml-matrix";
import type { KooplineError } from "../../schemas/error.ts";
import { makeDiagonal, type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply, multiplyByTransposed } from "../../numerics/product.ts";
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
/** Beyond 32 rows, where well-conditioned matrices go another way. */
const LARGE = [[33, 33], [40, 71], [130, 35], [67, 67]] as const;
for (const [rows, columns] of [...SHAPES, ...LARGE]) {
  Deno.test(`decomposeSingular() factors a ${rows} × ${columns} matrix like ml-matrix (seed ${SEED})`, () => {
    const stream = seedRandom(SEED)(`${rows} × ${columns}`);
    const [trials, tolerance] = Math.min(rows, columns) > 32 ? [2, 1e-13] : [10, 1e-14];
    for (let trial = 0; trial < trials; trial++) {
      const x = drawMatrix(stream, rows, columns);
      const factors = decomposeSingular(x);
      assertFactors(x, factors, tolerance);
      const oracle = new SingularValueDecomposition(
        MlMatrix.from1DArray(rows, columns, x.data),
        { autoTranspose: true },
      );
      assertClose(factors.values, oracle.diagonal, tolerance);
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

/** (I − 2·v·vᵀ/vᵀv)·diag(d): orthogonal columns whose lengths are its singular values. */
function scaleReflection(v: readonly number[], d: readonly number[]): Matrix {
  const square = v.reduce((sum, value) => sum + value * value, 0);
  return fromRows(
    v.map((vi, i) => v.map((vj, j) => ((i === j ? square : 0) - 2 * vi * vj) / square * d[j]!)),
  );
}

Deno.test("decomposeSingular() keeps 14 digits of singular values over a hundred orders of magnitude", () => {
  for (const n of [5, 33, 60]) {
    const v = Array.from({ length: n }, (_, i) => 1 + (i * 7) % 5);
    const falling = Array.from({ length: n }, (_, j) => 10 ** (-100 * j / (n - 1)));
    const mixed = falling.map((_, j) => falling[(j * 7) % n]!);
    const { values } = decomposeSingular(transpose(scaleReflection(v, mixed)));
    assertClose(values.map((value, i) => value / falling[i]!), falling.map(() => 1), 1e-14);
  }
});

Deno.test("decomposeSingular() keeps 14 digits where κ = 2²⁴ asks for the careful way", () => {
  const n = 50;
  const v = Array.from({ length: n }, (_, i) => 1 + (i * 3) % 7);
  const falling = Array.from({ length: n }, (_, j) => 2 ** (-24 * j / (n - 1)));
  const { values } = decomposeSingular(transpose(scaleReflection(v, falling)));
  assertClose(values.map((value, i) => value / falling[i]!), falling.map(() => 1), 1e-14);
});

Deno.test("both ways find planted values to 1e-14 of the largest, where one hands over at κ = 2¹⁶", () => {
  const n = 50;
  const v = Array.from({ length: n }, (_, i) => 1 + (i * 3) % 7);
  for (const power of [15.9, 16.1]) {
    const falling = Array.from({ length: n }, (_, j) => 2 ** (-power * j / (n - 1)));
    const x = multiply(
      scaleReflection(v, falling),
      scaleReflection(v.toReversed(), v.map(() => 1)),
    );
    const factors = decomposeSingular(x);
    assertFactors(x, factors, 2e-14);
    assertClose(factors.values, falling, 1e-14);
  }
});

Deno.test("decomposeSingular() factors larger matrices of every kind", () => {
  const stream = seedRandom(SEED)("kinds");
  const n = 45;
  const random = drawMatrix(stream, n, n);
  const hilbert = {
    ...random,
    data: random.data.map((_, i) => 1 / (Math.floor(i / n) + i % n + 1)),
  };
  const doubled = {
    ...random,
    data: random.data.map((_, i) => random.data[i - i % n + i % n % 20]!),
  };
  const graded = { ...random, data: random.data.map((x, i) => x * 10 ** (-(i % n) * 6)) };
  const shift = {
    ...random,
    data: random.data.map((_, i) => i % n === Math.floor(i / n) + 1 ? 1 : 0),
  };
  for (const x of [hilbert, doubled, graded, shift, multiply(random, doubled)]) {
    assertFactors(x, decomposeSingular(x), 1e-13);
  }
  assert.deepEqual([...decomposeSingular(doubled).values.slice(20)], Array(25).fill(0));
});

Deno.test("decomposeSingular() gives the same bits whatever was computed before", () => {
  const stream = seedRandom(SEED)("again");
  for (const n of [10, 50]) {
    const x = drawMatrix(stream, n, n + 3);
    const first = decomposeSingular(x);
    decomposeSingular(drawMatrix(stream, 80, 60));
    assert.throws(() => decomposeSingular({ rows: 9e4, columns: 9e4, data: new Float64Array(1) }));
    assert.deepEqual(decomposeSingular(x), first);
  }
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
