import assert from "node:assert/strict";
import { descent } from "../../stages/descent/stage.ts";
import { operator } from "../../stages/operator/stage.ts";
import { rootfinding } from "../../stages/rootfinding/stage.ts";
import { spectrum } from "../../stages/spectrum/stage.ts";
import { assertClose } from "../numerics/matrices.ts";
import { PUBLISHED_BISECTION } from "./fit_spectrum.ts";
import { makeItem, runKind } from "./run_kind.ts";

/** The spectrum of the published mirror descent, 100 snapshots from 25 initial conditions. */
async function computePublished(with_: unknown) {
  const initial = { kind: "grid", points: 5, low: 0.1, high: 0.9 };
  const { artifact } = await runKind(descent, { method: "mirror", initial }, {});
  const fitted = await runKind(operator, with_, { trajectories: [makeItem(artifact)] });
  return (await runKind(spectrum, {}, { operator: makeItem(fitted.artifact) })).artifact;
}

Deno.test("spectrum orders eigenvalues by falling modulus and numbers them", async () => {
  const { tables, meta } = await computePublished({ delays: 4 });
  const { index, re, im, modulus, angle } = tables.eigenvalues;
  assert.equal(meta.rank, 10);
  assert.deepEqual([...index], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([...modulus], [...modulus].sort((a, b) => b - a));
  assertClose(modulus, re.map((value, i) => Math.sqrt(value * value + im[i]! * im[i]!)), 1e-15);
  assertClose(angle, re.map((value, i) => Math.atan2(im[i]!, value)), 1e-15);
});

Deno.test("spectrum gives each mode length 1 over the delayed observables", async () => {
  const { tables } = await computePublished({ delays: 4 });
  const { re, im } = tables.modes;
  assert.deepEqual([re.width, im.width, re.data.length], [10, 10, 100]);
  const lengths = Array.from({ length: 10 }, (_, j) => {
    const part = (data: Float64Array) => data.slice(10 * j, 10 * j + 10);
    return part(re.data).reduce((sum, value) => sum + value * value, 0) +
      part(im.data).reduce((sum, value) => sum + value * value, 0);
  });
  assertClose(lengths, Array(10).fill(1), 1e-14);
});

Deno.test("a mode over delays is a geometric sequence with its eigenvalue as ratio", async () => {
  // Delayed copies of an exactly linear system obey x_{t+1} = λ·x_t along each mode.
  const initial = {
    kind: "grid",
    points: 1,
    left: { low: -1, high: -1 },
    right: { low: 0.3, high: 0.3 },
  };
  const { artifact } = await runKind(
    rootfinding,
    { method: "bisection", initial, observe: ["width"], steps: 30 },
    {},
  );
  const fitted = await runKind(operator, { delays: 2 }, { trajectories: [makeItem(artifact)] });
  const { tables } =
    (await runKind(spectrum, {}, { operator: makeItem(fitted.artifact) })).artifact;
  const length = Math.sqrt(1 + 0.25 + 0.0625);
  assertClose(tables.modes.re.data, [1 / length, 0.5 / length, 0.25 / length], 1e-14);
  assertClose(tables.eigenvalues.energy, [1], 1e-14);
  assert.ok(tables.eigenvalues.residual[0]! < 1e-15);
});

Deno.test("residuals tell the invented eigenvalues of bisection's zeros from the others", async () => {
  const { artifact } = await runKind(
    rootfinding,
    PUBLISHED_BISECTION,
    {},
  );
  const fitted = await runKind(operator, { delays: 4 }, { trajectories: [makeItem(artifact)] });
  const { tables } =
    (await runKind(spectrum, {}, { operator: makeItem(fitted.artifact) })).artifact;
  const { residual, energy, condition } = tables.eigenvalues;
  assert.ok(residual.slice(0, 6).every((value) => value < 0.25));
  assert.ok(residual.slice(6).every((value) => value > 0.99));
  assert.deepEqual([...energy.slice(6)], [NaN, NaN, NaN, NaN]);
  assert.ok(condition.slice(6).every((value) => value > 1e6));
});

Deno.test("exact and projected fits have one set of eigenvalues", async () => {
  const [projected, exact] = [
    await computePublished({ delays: 2 }),
    await computePublished({ delays: 2, method: "exact" }),
  ];
  assertClose(exact.tables.eigenvalues.re, projected.tables.eigenvalues.re, 0);
});
