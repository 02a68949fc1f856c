/** However its pairs are expressed, a patch gets A = Y·X⁺. Truth: X⁺ from numerics/svd.ts, which takes them as they are. */

import assert from "node:assert/strict";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { predictPatches } from "../../numerics/patch_operators.ts";
import { multiply, multiplyByTransposed } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import { decomposeSingular } from "../../numerics/svd.ts";
import { assertClose, drawMatrix } from "./matrices.ts";

const SEED = "patch pairs";

/** X (with a row of ones) and Y of a path whose rows are snapshots. */
function pair(path: Matrix, constant: boolean): readonly [x: Matrix, y: Matrix] {
  const { rows, columns: n, data } = path;
  const x = createMatrix(n + Number(constant), rows - 1);
  const y = createMatrix(n, rows - 1);
  x.data.fill(1);
  for (let t = 0; t + 1 < rows; t++) {
    for (let i = 0; i < n; i++) {
      x.data[i * (rows - 1) + t] = data[t * n + i]!;
      y.data[i * (rows - 1) + t] = data[(t + 1) * n + i]!;
    }
  }
  return [x, y];
}

function fitDirectly(x: Matrix, y: Matrix): Matrix {
  const { left, values, rightTransposed } = decomposeSingular(x);
  const after = multiplyByTransposed(y, rightTransposed);
  const scaled = after.data.map((value, i) => value / values[i % values.length]!);
  return multiplyByTransposed({ ...after, data: scaled }, left);
}

function measureLength(numbers: Float64Array): number {
  return Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
}

function subtract(a: Matrix, b: Matrix): Float64Array {
  return a.data.map((value, i) => value - b.data[i]!);
}

for (const [n, rows] of [[20, 61], [40, 121], [70, 131], [9, 131], [40, 50], [60, 50]] as const) {
  for (const constant of [false, true]) {
    Deno.test(`${n} weights in ${rows} snapshots, constant ${constant}: prediction, defect and residual`, () => {
      const path = drawMatrix(seedRandom(SEED)(`${n} × ${rows}`), rows, n);
      const [x, y] = pair(path, constant);
      const operator = fitDirectly(x, y);
      const last = path.data.slice((rows - 1) * n);
      const column = { rows: x.rows, columns: 1, data: new Float64Array(x.rows).fill(1) };
      column.data.set(last);
      for (const [precision, tolerance] of [["float64", 1e-9], ["float32", 2e-3]] as const) {
        const [found] = predictPatches(
          path,
          [Int32Array.from({ length: n }, (_, i) => i)],
          Int32Array.of(1),
          {
            precision,
            constant,
            rank: { kind: "full" },
            cutoffs: ["machine"],
            projection: "none",
          },
        );
        const { defect, residual, radius } = found!.summaries[0]!;
        assertClose(found!.predictions.data, multiply(operator, column).data, tolerance);
        const error = measureLength(subtract(y, multiply(operator, x)));
        assertClose([defect], [error / measureLength(y.data)], tolerance);
        if (constant) continue;
        const { re, im, left } = decomposeEigen(operator);
        const [a, b] = [re[0]!, im[0]!];
        const modulus = Math.sqrt(a * a + b * b);
        assertClose([radius], [modulus], tolerance);
        const both = createMatrix(2, n);
        both.data.set(left.re.data.subarray(0, n));
        both.data.set(left.im.data.subarray(0, n), n);
        const before = multiply(both, x);
        const turn = { rows: 2, columns: 2, data: Float64Array.of(a, -b, b, a) };
        const rest = measureLength(subtract(multiply(both, y), multiply(turn, before)));
        const truth = rest / measureLength(before.data) / modulus;
        assertClose([residual], [truth], tolerance * Math.max(1, truth));
      }
    });
  }
}

Deno.test("pairs of a patch say the same when snapshots lie in another order of weights", () => {
  const path = drawMatrix(seedRandom(SEED)("order"), 90, 40);
  const places = Int32Array.from({ length: 40 }, (_, i) => i);
  const options = {
    precision: "float64",
    constant: true,
    rank: { kind: "full" },
    cutoffs: [0.4],
    projection: "none",
  } as const;
  const [first] = predictPatches(path, [places], Int32Array.of(2), options);
  const [second] = predictPatches(path, [places.toReversed()], Int32Array.of(2), options);
  assertClose(first!.predictions.data, second!.predictions.data, 1e-10);
  assert.equal(first!.summaries[0]!.rank, second!.summaries[0]!.rank);
  assert.ok(first!.summaries[0]!.rank < 41);
  assertClose([first!.summaries[0]!.defect], [second!.summaries[0]!.defect], 1e-12);
});
