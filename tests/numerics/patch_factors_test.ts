/** Truth: planted factors, and numerics/svd.ts as the oracle. */

import assert from "node:assert/strict";
import { makeDiagonal, type Matrix, transpose } from "../../numerics/matrix.ts";
import { openArithmetic } from "../../numerics/patch_arithmetic.ts";
import { findDominant } from "../../numerics/patch_dominant.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { openPatchKernel } from "../../numerics/patch_kernel.ts";
import { factorTall } from "../../numerics/patch_tall.ts";
import { multiply, multiplyByTransposed } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import { decomposeSingular, type SingularFactors } from "../../numerics/svd.ts";
import { assertClose, drawMatrix } from "./matrices.ts";

const SEED = "patch factors";
const PRECISIONS = [["float64", 1e-13], ["float32", 2e-5]] as const;

function roundAll(x: Matrix): Matrix {
  return { ...x, data: x.data.map(Math.fround) };
}

/** X = U·Σ·Vᵀ with orthonormal factors where σ > 0, relative to σ₁. */
function assertFactors(x: Matrix, factors: SingularFactors, tolerance: number): void {
  const { left, values, rightTransposed } = factors;
  const product = multiply(multiply(left, makeDiagonal(values)), rightTransposed);
  assertClose(product.data, x.data, tolerance * values[0]!);
  const units = makeDiagonal(values.map((value) => value > 0 ? 1 : 0)).data;
  const r = values.length;
  const keep = (value: number, i: number) =>
    values[i % r]! > 0 && values[Math.floor(i / r)]! > 0 ? value : 0;
  const columns = transpose(left);
  assertClose(multiplyByTransposed(columns, columns).data.map(keep), units, tolerance);
  const rows = multiplyByTransposed(rightTransposed, rightTransposed);
  assertClose(rows.data.map(keep), units, tolerance);
  assert.deepEqual([...values], [...values].sort((a, b) => b - a));
}

const SHAPES = [[1, 1], [1, 30], [2, 9], [9, 2], [11, 70], [33, 33], [40, 90], [100, 37]] as const;
for (const [precision, tolerance] of PRECISIONS) {
  for (const [rows, columns] of [...SHAPES, [70, 75], [70, 200], [150, 80]] as const) {
    Deno.test(`singular values of ${rows} × ${columns} in ${precision} (seed ${SEED})`, () => {
      const stream = seedRandom(SEED)(`${rows} × ${columns}`);
      // Once of one size, once falling steeply, as in the paths of weights.
      for (const fall of [1, 0.7]) {
        const x = roundAll(drawMatrix(stream, rows, columns));
        x.data.forEach((value, i) =>
          x.data[i] = Math.fround(value * fall ** Math.floor(i / columns))
        );
        const found = openArithmetic(precision).decomposeSingular(x);
        assertFactors(x, found, tolerance);
        const truth = decomposeSingular(x).values;
        assertClose(found.values, truth, tolerance * truth[0]!);
      }
    });
  }
}

Deno.test("large matrices keep planted singular values over twelve orders of magnitude", () => {
  const n = 90;
  const stream = seedRandom(SEED)("planted");
  const turn = (name: string) => decomposeSingular(drawMatrix(stream, n, n + name.length)).left;
  const falling = Float64Array.from({ length: n }, (_, i) => 10 ** (-12 * i / (n - 1)));
  const x = multiply(multiply(turn("u"), makeDiagonal(falling)), transpose(turn("v")));
  const found = openArithmetic("float64").decomposeSingular(x);
  assertFactors(x, found, 5e-14);
  assertClose(found.values, falling, 5e-14);
});

Deno.test("duplicated rows leave singular values of rounding only, in both precisions", () => {
  const stream = seedRandom(SEED)("duplicated");
  for (const [precision, tolerance] of PRECISIONS) {
    const half = roundAll(drawMatrix(stream, 40, 200));
    const data = Float64Array.from([...half.data, ...half.data]);
    const x = { rows: 80, columns: 200, data };
    const found = openArithmetic(precision).decomposeSingular(x);
    assertFactors(x, found, tolerance);
    assert.ok(found.values[40]! < tolerance * found.values[0]!, `${found.values[40]}`);
  }
});

Deno.test("products in floats are those of doubles but for rounding, transposed or not", () => {
  const stream = seedRandom(SEED)("products");
  const floats = openArithmetic("float32");
  for (const [m, k, n] of [[1, 1, 1], [5, 3, 9], [17, 300, 6], [20, 33, 530]] as const) {
    const [a, b] = [roundAll(drawMatrix(stream, m, k)), roundAll(drawMatrix(stream, k, n))];
    const truth = multiply(a, b).data;
    const tolerance = 1e-6 * Math.sqrt(k);
    const found = floats.multiply(a, b);
    assertClose(found.data, truth, tolerance);
    assert.deepEqual(found.data, found.data.map(Math.fround));
    assert.deepEqual(floats.multiplyTransposed(transpose(a), b), found);
    assert.deepEqual(floats.multiplyByTransposed(a, transpose(b)), found);
  }
});

for (const [precision, tolerance] of PRECISIONS) {
  Deno.test(`the span of tall snapshots: W = Q·R, QᵀQ = I, in ${precision}`, () => {
    const columns = roundAll(drawMatrix(seedRandom(SEED)("tall"), 70, 300));
    const { r, lift, reduce } = factorTall(openPatchKernel(precision), columns);
    assertClose(lift(transpose(r)).data, columns.data, tolerance * 20);
    assertClose(reduce(columns).data, transpose(r).data, tolerance * 20);
    const units = makeDiagonal(new Float64Array(70).fill(1));
    const q = lift(units);
    assertClose(multiplyByTransposed(q, q).data, units.data, tolerance);
    for (let i = 1; i < 70; i++) for (let j = 0; j < i; j++) assert.equal(r.data[i * 70 + j], 0);
  });
}

for (const size of [60, 130, 200]) {
  Deno.test(`findDominant() finds the eigenvalue of largest modulus of ${size} × ${size}`, () => {
    const stream = seedRandom(SEED)(`dominant ${size}`);
    for (const shift of [0, 1]) {
      const matrix = drawMatrix(stream, size, size);
      for (let i = 0; i < size; i++) {
        // Shifted ones crowd near the unit circle, as those of trainings do.
        for (let j = 0; j < size; j++) {
          matrix.data[i * size + j] = matrix.data[i * size + j]! * (shift === 1 ? 0.002 : 1);
        }
        matrix.data[i * (size + 1)] = matrix.data[i * (size + 1)]! + shift;
      }
      const { re, im } = decomposeEigen(matrix);
      const found = findDominant(matrix);
      assertClose(
        [found.re, Math.abs(found.im)],
        [re[0]!, Math.abs(im[0]!)],
        1e-10 * found.modulus,
      );
      const row = (data: Float64Array) => ({ rows: 1, columns: size, data });
      const [a, b] = [found.left.re, found.left.im];
      const movedRe = multiply(row(a), matrix).data;
      const movedIm = multiply(row(b), matrix).data;
      const length = Math.sqrt(a.reduce((sum, x, i) => sum + x * x + b[i]! * b[i]!, 0));
      const limit = 1e-8 * found.modulus * length;
      assertClose(movedRe, a.map((x, i) => found.re * x - found.im * b[i]!), limit);
      assertClose(movedIm, a.map((x, i) => found.re * b[i]! + found.im * x), limit);
    }
  });
}
