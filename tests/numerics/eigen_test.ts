import assert from "node:assert/strict";
import type { KooplineError } from "../../schemas/error.ts";
import { decomposeEigen, type EigenDecomposition } from "../../numerics/eigen.ts";
import type { ComplexMatrix } from "../../numerics/complex_matrix.ts";
import { createMatrix, makeDiagonal, type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import { decomposeTriangular } from "./triangular.ts";
import { assertClose, drawInvertible, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "eigen";

/** Checks A·v = λ·v, l·A = λ·l, l_i·v_j = δ_ij and ‖v‖ = 1. */
function assertVectors(a: Matrix, eigen: EigenDecomposition, tolerance: number): void {
  const { re, im, right, left, condition } = eigen;
  const lambda = { re: makeDiagonal(re), im: makeDiagonal(im) };
  const matrix = { re: a, im: makeDiagonal(new Float64Array(a.rows)) };
  const worst = Math.max(...condition);
  for (const part of ["re", "im"] as const) {
    assertClose(
      multiplyComplex(matrix, right)[part].data,
      multiplyComplex(right, lambda)[part].data,
      tolerance,
    );
    assertClose(
      multiplyComplex(left, matrix)[part].data,
      multiplyComplex(lambda, left)[part].data,
      tolerance * worst,
    );
  }
  const products = multiplyComplex(left, right);
  const identity = makeDiagonal(re.map(() => 1));
  assertClose(products.re.data, identity.data, tolerance * worst);
  assertClose(products.im.data, matrix.im.data, tolerance * worst);
}

function multiplyComplex(x: ComplexMatrix, y: ComplexMatrix): ComplexMatrix {
  return {
    re: combine(multiply(x.re, y.re), multiply(x.im, y.im), -1),
    im: combine(multiply(x.re, y.im), multiply(x.im, y.re), 1),
  };
}

/** Gives the conjugate transpose. */
function adjoint({ re, im }: ComplexMatrix): ComplexMatrix {
  const turned = transpose(im);
  return { re: transpose(re), im: { ...turned, data: turned.data.map((value) => -value) } };
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
  const pairs = Array.from(re, (value, i) => `${value} ${im[i]}`);
  for (const [i, value] of im.entries()) {
    if (value !== 0) assert.ok(pairs.includes(`${re[i]} ${-value}`), pairs.join());
  }
  assertClose(condition, [1, 1, 1, 1, 1], 1e-14);
});

Deno.test("decomposeEigen() makes the first of equally large components real and positive", () => {
  for (const angle of [0.3, 1, 2.5]) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const { right } = decomposeEigen(fromRows([[c, -s, 0], [s, c, 0], [0, 0, 0.1]]));
    assertClose(right.re.data.subarray(0, 2), [Math.SQRT1_2, Math.SQRT1_2], 1e-14);
    assertClose(right.im.data.subarray(0, 2), [0, 0], 1e-14);
  }
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

for (const n of [33, 60]) {
  Deno.test(`decomposeEigen() gives eigenvectors of graded ${n} × ${n} matrices (seed ${SEED})`, () => {
    const a = drawMatrix(seedRandom(SEED)(`graded ${n}`), n, n);
    a.data.forEach((value, i) => a.data[i] = value + (i % (n + 1) === 0 ? i : 0));
    assertVectors(a, decomposeEigen(a), 1e-10);
  });
}

Deno.test("decomposeEigen() balances: D⁻¹·A·D has the eigenvalues of A, however D is graded", () => {
  // Frank's matrix of order 9 has real eigenvalues in pairs λ, 1/λ (Golub & Wilkinson 1976).
  const n = 9;
  const frank = createMatrix(n, n);
  frank.data.forEach((_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    frank.data[place] = j < i - 1 ? 0 : n - Math.max(i, j);
  });
  const plain = decomposeEigen(frank);
  assert.deepEqual([...plain.im], Array(n).fill(0));
  assertClose(plain.re.map((value, i) => value * plain.re[n - 1 - i]!), Array(n).fill(1), 1e-9);
  const spread = frank.data.map((value, i) => value * 2 ** (5 * (i % n - Math.floor(i / n))));
  const { re } = decomposeEigen({ ...frank, data: spread });
  assertClose(re.map((value, i) => value / plain.re[i]!), Array(n).fill(1), 1e-9);
});

Deno.test(`decomposeEigen() keeps 12 digits of D⁻¹·A·D for a D of ±2⁴⁰ in any order (seed ${SEED})`, () => {
  const n = 12;
  const a = drawMatrix(seedRandom(SEED)("graded"), n, n);
  const plain = decomposeEigen(a);
  const power = (i: number) => 2 ** ((i * 29) % 83 - 41);
  const spread = a.data.map((value, place) => {
    return value * power(place % n) / power(Math.floor(place / n));
  });
  const found = decomposeEigen({ ...a, data: spread });
  assertClose(found.re, plain.re, 1e-12);
  assertClose(found.im, plain.im, 1e-12);
});

Deno.test("decomposeEigen() gives finite vectors for a Jordan block whose vectors would overflow", () => {
  const n = 60;
  const block = makeDiagonal(new Float64Array(n).fill(0.5));
  for (let i = 0; i + 1 < n; i++) block.data[i * n + i + 1] = 1;
  const { re, right, left } = decomposeEigen(block);
  assertClose(re, Array(n).fill(0.5), 0);
  for (let j = 0; j < n; j++) {
    const column = right.re.data.filter((_, place) => place % n === j);
    assertClose([Math.hypot(...column)], [1], 1e-14);
    assert.ok(left.re.data.subarray(j * n, (j + 1) * n).every(Number.isFinite));
  }
});

Deno.test("decomposeEigen() agrees with LAPACK on a 12 × 12 integer matrix", () => {
  // numpy.linalg.eigvals (OpenBLAS 0.3.21) of a[i][j] = (7·i² + 3·i·j + 5·j + 1) mod 11 − 5.
  const n = 12;
  const a = createMatrix(n, n);
  a.data.forEach((_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    a.data[place] = (7 * i * i + 3 * i * j + 5 * j + 1) % 11 - 5;
  });
  const { re, im } = decomposeEigen(a);
  const expected = [
    [-7.919799407693741, -6.884609083538907],
    [-7.919799407693741, 6.884609083538907],
    [10.138475282865242, 0],
    [1.7636865626357383, -9.50118500557413],
    [1.7636865626357383, 9.50118500557413],
    [6.12681166656181, -6.968301902309622],
    [6.12681166656181, 6.968301902309622],
    [-8.243687588357282, 0],
    [2.581907331242221, -6.299509705270483],
    [2.581907331242221, 6.299509705270483],
    [0, 0],
    [0, 0],
  ];
  assertClose(re, expected.map(([value]) => value!), 1e-13);
  assertClose(im, expected.map(([, value]) => value!), 1e-13);
});

Deno.test("decomposeEigen() gives the same bits whatever was computed before", () => {
  const stream = seedRandom(SEED)("again");
  const a = drawMatrix(stream, 23, 23);
  const first = decomposeEigen(a);
  decomposeEigen(drawMatrix(stream, 50, 50));
  assert.deepEqual(decomposeEigen(a), first);
});

Deno.test("decomposeTriangular() gives T with Z unitary and A = Z·T·Zᴴ", () => {
  for (const n of [1, 2, 3, 6, 35]) {
    const a = drawMatrix(seedRandom(SEED)(`form ${n}`), n, n);
    const { t, z } = decomposeTriangular(a);
    const product = multiplyComplex(multiplyComplex(z, t), adjoint(z));
    assertClose(product.re.data, a.data, 1e-13);
    assertClose(product.im.data, new Float64Array(n * n), 1e-13);
    const identity = multiplyComplex(z, adjoint(z));
    assertClose(identity.re.data, makeDiagonal(new Float64Array(n).fill(1)).data, 1e-13);
    assertClose(identity.im.data, new Float64Array(n * n), 1e-13);
    t.re.data.forEach((value, i) => {
      if (i % n < Math.floor(i / n)) assert.deepEqual([value, t.im.data[i]], [0, 0]);
    });
  }
});

Deno.test("decomposeEigen() refuses Infinity and names its place", () => {
  assert.throws(
    () => decomposeEigen(fromRows([[1, 2], [Infinity, 0]])),
    (error: KooplineError) =>
      error.code === "numeric.not_finite" && error.message.includes("Infinity at row 1, column 0"),
  );
});
