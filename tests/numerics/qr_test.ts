import assert from "node:assert/strict";
import { makeDiagonal, type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply, multiplyBySelf } from "../../numerics/product.ts";
import { factorQr } from "../../numerics/qr.ts";
import { seedRandom } from "../../numerics/random.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "qr";

/** Puts A's columns, given as rows, into the order of the factors. */
function permute(columns: Matrix, order: Int32Array): Matrix {
  return fromRows(Array.from(order, (j) => {
    return [...columns.data.subarray(j * columns.columns, (j + 1) * columns.columns)];
  }));
}

for (const [m, n] of [[1, 1], [7, 1], [5, 5], [9, 4], [40, 33], [71, 70]] as const) {
  Deno.test(`factorQr() factors a random ${m} × ${n} matrix, longest columns first (seed ${SEED})`, () => {
    const columns = drawMatrix(seedRandom(SEED)(`${m} × ${n}`), n, m);
    const { qTransposed, r, order } = factorQr(columns);
    assertClose(
      multiply(transpose(r), qTransposed).data,
      permute(columns, order).data,
      20 * Math.sqrt(m) * Number.EPSILON,
    );
    const identity = makeDiagonal(new Float64Array(n).fill(1));
    assertClose(multiplyBySelf(qTransposed, "rows").data, identity.data, 1e-14);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (j < i) assert.equal(r.data[i * n + j], 0);
        // No later column is longer than the pivot from row i down.
        let square = 0;
        for (let k = i; k <= j; k++) square += r.data[k * n + j]! ** 2;
        assert.ok(Math.sqrt(square) <= Math.abs(r.data[i * n + i]!) * (1 + 1e-14));
      }
    }
  });
}

Deno.test("factorQr() gives zero rows for what a rank lacks, and for columns that are zero", () => {
  const stream = seedRandom(SEED)("rank");
  const columns = multiply(drawMatrix(stream, 9, 3), drawMatrix(stream, 3, 20));
  columns.data.fill(0, 40, 60);
  const { qTransposed, r, order } = factorQr(columns);
  assert.deepEqual([...qTransposed.data.subarray(60)], Array(120).fill(0));
  assert.deepEqual([...r.data.subarray(27)], Array(54).fill(0));
  assertClose(
    multiply(transpose(r), qTransposed).data,
    permute(columns, order).data,
    1e-14,
  );
});

Deno.test("factorQr() keeps columns of 1e-100 that longer ones do not hold", () => {
  const columns = fromRows([[1, 1, 0], [1, 1, 1e-20], [0, 0, 1e-100]]);
  const { r, order } = factorQr(columns);
  assert.equal(order[1], 2);
  assertClose([Math.abs(r.data[4]!) / 1e-100], [1], 1e-14);
  assert.deepEqual([...r.data.subarray(6)], [0, 0, 0]);
});
