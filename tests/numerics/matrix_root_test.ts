import assert from "node:assert/strict";
import { makeDiagonal } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { takeRootNear } from "../../numerics/matrix_root.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { assertClose, drawInvertible, drawMatrix, fromRows } from "./matrices.ts";

Deno.test("takeRootNear() takes the root on the side of the given matrix, negative eigenvalues too", () => {
  const { p, inverse } = drawInvertible(seedRandom("root")("p"), 5);
  const root = multiply(
    multiply(p, makeDiagonal(Float64Array.of(0.9, -0.8, 0.5, -0.3, 1.1))),
    inverse,
  );
  const noise = drawMatrix(seedRandom("root")("noise"), 5, 5);
  const near = { ...root, data: root.data.map((value, i) => value + 0.02 * noise.data[i]!) };
  assertClose(takeRootNear(multiply(root, root), near).data, root.data, 1e-12);
});

Deno.test("takeRootNear() takes roots of rotations, by more than a right angle too", () => {
  for (const angle of [0.3, 1.5, 2.4, 3.0]) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const rotation = fromRows([[c, -s], [s, c]]);
    assertClose(takeRootNear(multiply(rotation, rotation), rotation).data, rotation.data, 1e-13);
  }
});

Deno.test("takeRootNear() refuses what has no real root, and what has no eigenvectors", () => {
  const near = fromRows([[1, 0], [0, 1]]);
  const refuse = (square: readonly (readonly number[])[], found: string) =>
    assert.throws(
      () => takeRootNear(fromRows(square), near),
      (error: KooplineError) => error.code === "numeric.undefined" && error.message.includes(found),
    );
  refuse([[-0.5, 0], [0, 0.25]], "the eigenvalue -0.5");
  refuse([[0.25, 1], [0, 0.25]], "condition");
});
