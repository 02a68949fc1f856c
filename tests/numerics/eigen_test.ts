import assert from "node:assert/strict";
import type { KooplineError } from "../../schemas/error.ts";
import { decomposeEigen, type EigenDecomposition } from "../../numerics/eigen.ts";
import { makeDiagonal, type Matrix, multiply } from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import { assertClose, drawInvertible, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "eigen";

/** Checks A·v = λ·v, l·A = λ·l, l_i·v_j = δ_ij and ‖v‖ = 1. */
function assertVectors(a: Matrix, eigen: EigenDecomposition, tolerance: number): void {
  const { re, im, right, left, condition } = eigen;
  const lambda = { re: makeDiagonal(re), im: makeDiagonal(im) };
  const apply = (x: typeof right, y: typeof right) => ({
    re: combine(multiply(x.re, y.re), multiply(x.im, y.im), -1),
    im: combine(multiply(x.re, y.im), multiply(x.im, y.re), 1),
  });
  const matrix = { re: a, im: makeDiagonal(new Float64Array(a.rows)) };
  const worst = Math.max(...condition);
  for (const part of ["re", "im"] as const) {
    assertClose(apply(matrix, right)[part].data, apply(right, lambda)[part].data, tolerance);
    assertClose(apply(left, matrix)[part].data, apply(lambda, left)[part].data, tolerance * worst);
  }
  const products = apply(left, right);
  const identity = makeDiagonal(re.map(() => 1));
  assertClose(products.re.data, identity.data, tolerance * worst);
  assertClose(products.im.data, matrix.im.data, tolerance * worst);
}

function combine(a: Matrix, b: Matrix, sign: 1 | -1): Matrix {
  return { ...a, data: a.data.map((value, i) => value + sign * b.data[i]!) };
}

for (const n of [1, 2, 3, 5, 8, 20]) {
  Deno.test(`decomposeEigen() gives eigenvectors of random ${n} × ${n} matrices (seed ${SEED})`, () => {
    const stream = seedRandom(SEED)(`${n}`);
    for (let trial = 0; trial < 10; trial++) {
      const a = drawMatrix(stream, n, n);
      assertVectors(a, decomposeEigen(a), 1e-13);
    }
  });
}

Deno.test(`decomposeEigen() finds a planted spectrum within 1e-12 (seed ${SEED})`, () => {
  const stream = seedRandom(SEED)("planted");
  const planted = makeDiagonal(Float64Array.of(0.99, -0.9, 0, 0, 0.3));
  // The block [[.5, .6], [−.6, .5]] has the eigenvalues .5 ± .6i.
  planted.data.set([0, 0, 0.5, 0.6, 0], 10);
  planted.data.set([0, 0, -0.6, 0.5, 0], 15);
  for (let trial = 0; trial < 20; trial++) {
    const { p, inverse } = drawInvertible(stream, 5);
    const { re, im } = decomposeEigen(multiply(multiply(p, planted), inverse));
    assertClose(re, [0.99, -0.9, 0.5, 0.5, 0.3], 1e-12);
    assertClose(im, [0, 0, -0.6, 0.6, 0], 1e-12);
  }
});

Deno.test("decomposeEigen() finds the roots of a polynomial from its companion matrix", () => {
  // (x − 1)(x − 2)(x − 3)(x − 4) = x⁴ − 10x³ + 35x² − 50x + 24
  const companion = fromRows([[10, -35, 50, -24], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]);
  const { re, im } = decomposeEigen(companion);
  assertClose(re, [4, 3, 2, 1], 1e-12);
  assert.deepEqual([...im], [0, 0, 0, 0]);
});

Deno.test("decomposeEigen() gives roots of unity in order of angle, conjugates exactly", () => {
  const cycle = fromRows([[0, 0, 0, 0, 1], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [
    0,
    0,
    0,
    1,
    0,
  ]]);
  const { re, im, condition } = decomposeEigen(cycle);
  const sorted = Array.from(re, (value, i) => Math.atan2(im[i]!, value)).sort((a, b) => a - b);
  assertClose(sorted, [-0.8, -0.4, 0, 0.4, 0.8].map((turn) => turn * Math.PI), 1e-14);
  for (const [i, value] of im.entries()) {
    if (value >= 0) continue;
    assert.deepEqual([re[i + 1], im[i + 1]], [re[i], -value]);
  }
  assertClose(condition, [1, 1, 1, 1, 1], 1e-14);
});

Deno.test("decomposeEigen() reports the condition √2 of a known 2 × 2 matrix", () => {
  // [[1, 1], [0, 2]]: v = (1, 0), (1, 1)/√2; l = (1, −1), √2·(0, 1). Both have ‖l‖·‖v‖ = √2.
  const { re, condition } = decomposeEigen(fromRows([[1, 1], [0, 2]]));
  assert.deepEqual([...re], [2, 1]);
  assertClose(condition, [Math.SQRT2, Math.SQRT2], 1e-15);
});

Deno.test("decomposeEigen() keeps repeated eigenvalues that have all their eigenvectors", () => {
  for (const a of [fromRows([[0.5, 0], [0, 0.5]]), fromRows([[0, 0], [0, 0]])]) {
    const eigen = decomposeEigen(a);
    assertVectors(a, eigen, 1e-15);
    assert.deepEqual([...eigen.condition], [1, 1]);
  }
});

Deno.test("decomposeEigen() finds Jordan blocks with a condition that tells them", () => {
  for (const size of [2, 3, 5]) {
    const block = makeDiagonal(new Float64Array(size).fill(0.5));
    for (let i = 0; i + 1 < size; i++) block.data[i * size + i + 1] = 1;
    const { re, im, condition } = decomposeEigen(block);
    assertClose(re, Array(size).fill(0.5), 1e-15);
    assertClose(im, Array(size).fill(0), 1e-15);
    assert.ok(Math.max(...condition) > 1e14, `${condition}`);
  }
});

Deno.test("decomposeEigen() returns on matrices on which ml-matrix never does", () => {
  const singular = [
    [[0, 1, 0], [0, 1e-321, 1], [0, 0, 0]],
    [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1e-311, 1], [0, 0, 0, 0]],
    [[0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [-1, 0, 0, 0, 1], [0, -1, 0, 0, 0], [0, 0, -1, 1, 0]],
    [[0, 1, 0], [0, 0, 1], [1e-187, 0, 0]],
  ];
  const moduli = singular.map((rows) => {
    const { re, im } = decomposeEigen(fromRows(rows));
    return Math.max(...re.map((value, i) => Math.hypot(value, im[i]!)));
  });
  // Nilpotent within rounding, but for the third: its characteristic polynomial is x³(x² + 2).
  assertClose(moduli, [0, 0, Math.SQRT2, 0], 1e-14);
});

Deno.test("decomposeEigen() scales with its matrix, from 1e-300 to 1e300", () => {
  const a = drawMatrix(seedRandom(SEED)("scale"), 5, 5);
  const plain = decomposeEigen(a);
  for (const scale of [2 ** -1000, 2 ** 1000]) {
    const scaled = decomposeEigen({ ...a, data: a.data.map((value) => value * scale) });
    assert.deepEqual(scaled.re, plain.re.map((value) => value * scale));
    assert.deepEqual(scaled.right, plain.right);
    assert.deepEqual(scaled.left, plain.left);
  }
});

Deno.test("decomposeEigen() refuses Infinity and names its place", () => {
  assert.throws(
    () => decomposeEigen(fromRows([[1, 2], [Infinity, 0]])),
    (error: KooplineError) =>
      error.code === "numeric.not_finite" && error.message.includes("Infinity at row 1, column 0"),
  );
});
