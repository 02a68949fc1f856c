import assert from "node:assert/strict";
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import type { KooplineError } from "../../schemas/error.ts";
import { createMatrix, makeDiagonal, type Matrix } from "../../numerics/matrix.ts";
import { multiply, multiplyBySelf, multiplyByTransposed } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import { decomposeSymmetric, type SymmetricDecomposition } from "../../numerics/symmetric.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "symmetric";
const EPSILON = Number.EPSILON;

function fill(n: number, entry: (i: number, j: number) => number): Matrix {
  const matrix = createMatrix(n, n);
  matrix.data.forEach((_, place) => {
    matrix.data[place] = entry(Math.floor(place / n), place % n);
  });
  return matrix;
}

function drawSymmetric(n: number, name: string): Matrix {
  const a = drawMatrix(seedRandom(SEED)(name), n, n);
  return fill(n, (i, j) => a.data[Math.max(i, j) * n + Math.min(i, j)]!);
}

/** Checks A·V = V·Λ and VᵀV = I to rounding, and falling values. */
function assertDecomposition(a: Matrix, { values, vectors }: SymmetricDecomposition): void {
  const n = a.rows;
  const norm = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
  const rounding = 4 * Math.sqrt(n + 8) * EPSILON;
  const images = multiply(vectors, makeDiagonal(values)).data;
  assertClose(multiply(a, vectors).data, images, rounding * norm);
  const identity = makeDiagonal(new Float64Array(n).fill(1));
  assertClose(multiplyBySelf(vectors, "columns").data, identity.data, rounding);
  assert.deepEqual([...values], [...values].sort((x, y) => y - x));
}

for (const n of [1, 2, 3, 7, 24, 25, 50, 67, 131]) {
  Deno.test(`decomposeSymmetric() solves random ${n} × ${n} matrices like ml-matrix (seed ${SEED})`, () => {
    const a = drawSymmetric(n, `${n}`);
    const found = decomposeSymmetric(a);
    assertDecomposition(a, found);
    const oracle = new EigenvalueDecomposition(MlMatrix.from1DArray(n, n, a.data), {
      assumeSymmetric: true,
    });
    assertClose(found.values, oracle.realEigenvalues.toReversed(), 2 * n ** 1.5 * EPSILON);
  });
}

Deno.test("decomposeSymmetric() finds 2·cos(πj/(n + 1)) of the path's adjacency matrix", () => {
  for (const n of [3, 40, 101]) {
    const path = fill(n, (i, j) => Math.abs(i - j) === 1 ? 1 : 0);
    const found = decomposeSymmetric(path);
    assertDecomposition(path, found);
    const expected = Array.from(
      { length: n },
      (_, j) => 2 * Math.cos(Math.PI * (j + 1) / (n + 1)),
    );
    assertClose(found.values, expected, 20 * EPSILON);
  }
});

Deno.test("decomposeSymmetric() separates Wilkinson's W21+ pairs and keeps their vectors orthogonal", () => {
  const wilkinson = fill(
    21,
    (i, j) => i === j ? Math.abs(i - 10) : Math.abs(i - j) === 1 ? 1 : 0,
  );
  const found = decomposeSymmetric(wilkinson);
  assertDecomposition(wilkinson, found);
  // Wilkinson 1965, The Algebraic Eigenvalue Problem, p. 309.
  assertClose(
    found.values.subarray(0, 4),
    [10.746194182903393, 10.746194182903322, 9.210678647361332, 9.210678647304919],
    1e-13,
  );
  assertClose(found.values.subarray(20), [-1.125441522119984], 1e-14);
});

Deno.test("decomposeSymmetric() solves matrices that deflate all the way down", () => {
  const glued = fill(90, (i, j) => {
    if (i === j) return Math.abs(i % 30 - 15);
    return Math.abs(i - j) !== 1 ? 0 : Math.max(i, j) % 30 === 0 ? 1e-13 : 1;
  });
  const cases = [
    fill(60, (i, j) => i === j ? 1 : 0),
    fill(60, () => 1),
    fill(60, (i, j) => i === j ? i % 3 : 0),
    fill(60, (i, j) => Math.abs(i - j) === 30 ? 1 : 0),
    fill(60, (i, j) => 1 / (i + j + 1)),
    fill(60, (i, j) => 10 ** (-(i + j) * 2)),
    fill(60, (i, j) => 10 ** ((i + j) * 2 - 236)),
    fill(60, (i, j) => i === j ? 1 : Math.abs(i - j) === 1 ? 1e-200 : 0),
    glued,
  ];
  for (const a of cases) assertDecomposition(a, decomposeSymmetric(a));
});

Deno.test("decomposeSymmetric() gives exact answers for zero and 1 × 1", () => {
  const zero = decomposeSymmetric(createMatrix(40, 40));
  assert.deepEqual([...zero.values], Array(40).fill(0));
  const identity = makeDiagonal(new Float64Array(40).fill(1));
  assert.deepEqual(multiplyByTransposed(zero.vectors, zero.vectors), identity);
  assert.deepEqual([...decomposeSymmetric(fromRows([[-3]])).values], [-3]);
  assert.deepEqual(decomposeSymmetric(createMatrix(0, 0)).values.length, 0);
});

Deno.test("decomposeSymmetric() scales with its matrix, from 1e-300 to 1e300", () => {
  const a = drawSymmetric(31, "scale");
  const plain = decomposeSymmetric(a);
  for (const scale of [2 ** -1000, 2 ** 1000]) {
    const scaled = decomposeSymmetric({ ...a, data: a.data.map((value) => value * scale) });
    assert.deepEqual(scaled.values, plain.values.map((value) => value * scale));
    assert.deepEqual(scaled.vectors, plain.vectors);
  }
});

Deno.test("decomposeSymmetric() gives the same bits whatever was computed before", () => {
  const a = drawSymmetric(61, "again");
  const first = decomposeSymmetric(a);
  decomposeSymmetric(drawSymmetric(90, "other"));
  multiply(drawMatrix(seedRandom(SEED)("product"), 300, 300), createMatrix(300, 300));
  assert.deepEqual(decomposeSymmetric(a), first);
});

Deno.test("decomposeSymmetric() refuses NaN and names its place", () => {
  assert.throws(
    () => decomposeSymmetric(fromRows([[1, 2], [2, NaN]])),
    (error: KooplineError) =>
      error.code === "numeric.not_finite" && error.message.includes("NaN at row 1, column 1"),
  );
});
