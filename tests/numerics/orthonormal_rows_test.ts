import assert from "node:assert/strict";
import { type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { openOrthonormalRows } from "../../numerics/orthonormal_rows.ts";
import { seedRandom } from "../../numerics/random.ts";
import { drawMatrix, fromRows } from "./matrices.ts";

function measureDefect(rows: Matrix): number {
  const products = multiply(rows, transpose(rows));
  return Math.max(
    ...products.data.map((value, i) => Math.abs(value - (i % (rows.rows + 1) === 0 ? 1 : 0))),
  );
}

for (const size of [1, 1e-6, 1e-11]) {
  Deno.test(`append() keeps rows orthonormal when all but ${size} of a block is old (seed rows)`, () => {
    const stream = seedRandom("rows")(String(size));
    const list = openOrthonormalRows(200);
    list.append(drawMatrix(stream, 20, 200), 0);
    for (let block = 0; block < 5; block++) {
      const old = multiply(drawMatrix(stream, 4, list.matrix.rows), list.matrix);
      const fresh = drawMatrix(stream, 4, 200);
      // Two of the four rows nearly parallel besides.
      fresh.data.copyWithin(200, 0, 200);
      const tilt = drawMatrix(stream, 1, 200).data;
      const data = old.data.map((value, i) => value + size * fresh.data[i]!);
      for (let i = 0; i < 200; i++) data[200 + i] = data[200 + i]! + 1e-3 * size * tilt[i]!;
      assert.equal(list.append({ ...old, data }, 0).rows, 4);
    }
    assert.equal(list.matrix.rows, 40);
    assert.ok(measureDefect(list.matrix) < 1e-13, `${measureDefect(list.matrix)}`);
  });
}

Deno.test("append() adds nothing for rows that are old, zero or too many", () => {
  const list = openOrthonormalRows(3);
  assert.equal(list.append(fromRows([[1, 1, 0], [2, 2, 0], [0, 0, 0]]), 1e-14).rows, 1);
  assert.equal(list.append(fromRows([[1, 0, 0], [0, 0, 5], [1, 2, 3]]), 1e-14).rows, 2);
  assert.equal(list.append(fromRows([[4, 5, 6]]), 1e-14).rows, 0);
  assert.ok(measureDefect(list.matrix) < 1e-15);
});
