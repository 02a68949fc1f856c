/** Truth: numpy's `pinv` (tests/fixtures/patch_operators.py), full rank, truncated, rank-deficient, few pairs. */

import assert from "node:assert/strict";
import cases from "../fixtures/patch_operators.json" with { type: "json" };
import { predictPatches } from "../../numerics/patch_operators.ts";
import { assertClose } from "./matrices.ts";

for (const { name, constant, rcond, steps, weights, snapshots, ...results } of cases) {
  for (const precision of ["float32", "float64"] as const) {
    const kind = constant ? "affine" : "linear";
    Deno.test(`predictPatches() agrees with numpy's pinv: ${name}, ${snapshots.length} numbers, ${kind}, ${precision}`, () => {
      const [found] = predictPatches(
        { rows: snapshots.length / weights, columns: weights, data: Float64Array.from(snapshots) },
        [Int32Array.from({ length: weights }, (_, i) => i)],
        Int32Array.from(steps),
        { precision, constant, rank: { kind: "full" }, cutoffs: [rcond], projection: "none" },
      );
      const truth = results[precision];
      const [summary] = found!.summaries;
      assert.equal(summary!.rank, truth.rank);
      const tolerance = precision === "float32" ? 2e-4 : 1e-10;
      assert.ok(Math.abs(summary!.radius - truth.radius) < tolerance, `radius ${summary!.radius}`);
      const { residual, defect } = summary!;
      const near = precision === "float32" ? 2e-3 : 1e-6;
      assertClose([residual, defect], [truth.residual, truth.defect], near);
      const size = Math.max(...truth.path.flat().map(Math.abs));
      assertClose(found!.predictions.data, truth.path.flat(), tolerance * size);
    });
  }
}
