import assert from "node:assert/strict";
import fc from "fast-check";
import { measureDistances, type Points } from "../../numerics/plane_distances.ts";
import { measureNearest } from "../../numerics/nearest_distance.ts";
import { coupleOptimally, measureWasserstein } from "../../numerics/wasserstein.ts";
import { KooplineError } from "../../schemas/error.ts";
import truth from "../fixtures/conjugacy_truth.json" with { type: "json" };

const SEED = 20260103;
const spectra = Object.fromEntries(
  Object.entries(truth.eigenvalues).map(([name, list]) => [name, collectPoints(list)]),
);

function collectPoints(list: readonly (readonly number[])[]): Points {
  return {
    re: Float64Array.from(list, ([re]) => re!),
    im: Float64Array.from(list, ([, im]) => im!),
  };
}

const real = (...re: number[]) => collectPoints(re.map((x) => [x, 0]));

const points = fc.array(
  fc.tuple(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -2, max: 2, noNaN: true }),
  ),
  { minLength: 1, maxLength: 9 },
).map(collectPoints);

/** ∫ |F(x) − G(x)| dx, the closed form of W on a line. */
function integrateCdfs(a: Float64Array, b: Float64Array): number {
  const cuts = [...a, ...b].sort((x, y) => x - y);
  const share = (of: Float64Array, x: number) =>
    of.filter((value) => value <= x).length / of.length;
  return cuts.slice(1).reduce((sum, cut, k) => {
    const left = cuts[k]!;
    return sum + (cut - left) * Math.abs(share(a, left) - share(b, left));
  }, 0);
}

for (const { a, b, distance } of truth.pairs) {
  Deno.test(`measureWasserstein() gives ${distance} for the authors' ${a} and ${b} spectra`, () => {
    assert.ok(Math.abs(measureWasserstein(spectra[a]!, spectra[b]!) - distance) <= 1e-15);
  });
}

Deno.test("measureWasserstein() is the integral between distribution functions on a line, for any counts", () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      const flat = (of: Points) => ({ re: of.re, im: new Float64Array(of.re.length) });
      const distance = measureWasserstein(flat(a), flat(b));
      assert.ok(Math.abs(distance - integrateCdfs(a.re, b.re)) <= 1e-12);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("measureWasserstein() is a metric: zero to itself, symmetric, with the triangle inequality", () => {
  fc.assert(
    fc.property(points, points, points, (a, b, c) => {
      const ab = measureWasserstein(a, b);
      assert.equal(measureWasserstein(a, a), 0);
      assert.ok(Math.abs(ab - measureWasserstein(b, a)) <= 1e-12);
      assert.ok(ab <= measureWasserstein(a, c) + measureWasserstein(c, b) + 1e-12);
    }),
    { seed: SEED, numRuns: 100 },
  );
});

Deno.test("measureWasserstein() does not see the order of eigenvalues", () => {
  assert.equal(measureWasserstein(real(3, 1, 2), real(2, 3, 1)), 0);
});

Deno.test("coupleOptimally() splits the mass of an eigenvalue between two", () => {
  const { from, to, units, total, distance } = coupleOptimally(
    measureDistances(real(0, 1), real(0, 0.5, 1)),
  );
  // Thirds against halves in sixths: 0 gives 2 to 0 and 1 to ½; 1 gives 1 to ½ and 2 to 1.
  assert.deepEqual([[...from], [...to], [...units], total], [[0, 0, 1, 1], [0, 1, 1, 2], [
    2,
    1,
    1,
    2,
  ], 6]);
  assert.ok(Math.abs(distance - 1 / 6) <= 1e-15);
});

Deno.test("measureWasserstein() refuses an empty spectrum", () => {
  assert.throws(
    () => measureWasserstein(real(), real(1)),
    (error) => error instanceof KooplineError && /0 and 1 eigenvalues/.test(error.message),
  );
});

Deno.test("measureDistances() refuses eigenvalues so far apart that their distance overflows", () => {
  assert.throws(
    () => measureWasserstein(real(1.7e308), real(-1.7e308)),
    (error) => error instanceof KooplineError && error.code === "numeric.not_finite",
  );
});

Deno.test("measureNearest() averages both directions", () => {
  // From {0, 0, 3} to {0, 1}: 0, 0, 2; back: 0, 1.
  const nearest = measureNearest(measureDistances(real(0, 0, 3), real(0, 1)));
  assert.ok(Math.abs(nearest - (2 / 3 + 1 / 2) / 2) <= 1e-15);
});

Deno.test("measureNearest() never exceeds W", () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      assert.ok(measureNearest(measureDistances(a, b)) <= measureWasserstein(a, b) + 1e-12);
    }),
    { seed: SEED, numRuns: 200 },
  );
});
