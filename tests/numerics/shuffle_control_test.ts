import assert from "node:assert/strict";
import { apportionMass } from "../../numerics/masses.ts";
import { measureDistances, type Points } from "../../numerics/plane_distances.ts";
import { seedRandom } from "../../numerics/random.ts";
import { countShuffles } from "../../numerics/shuffle_control.ts";
import { coupleOptimally } from "../../numerics/wasserstein.ts";
import truth from "../fixtures/conjugacy_truth.json" with { type: "json" };

type Complex = readonly [number, number];

function collectPoints(list: readonly (readonly number[])[]): Points {
  return {
    re: Float64Array.from(list, ([re]) => re!),
    im: Float64Array.from(list, ([, im]) => im!),
  };
}

function countFraction(a: Points, b: Points, shuffles: number): number {
  const coupling = coupleOptimally(measureDistances(a, b));
  return countShuffles(a, b, coupling, shuffles, seedRandom("control")("coins")) / shuffles;
}

/** The least total cost over all permutations of `b`. */
function searchAll(a: readonly Complex[], b: readonly Complex[]): number {
  const [first, ...others] = a;
  if (first === undefined) return 0;
  return Math.min(
    ...b.map((match, k) =>
      Math.hypot(first[0] - match[0], first[1] - match[1]) + searchAll(others, b.toSpliced(k, 1))
    ),
  );
}

const spectra: Readonly<Record<string, Points>> = Object.fromEntries(
  Object.entries(truth.eigenvalues).map(([name, list]) => [name, collectPoints(list)]),
);

for (const { a, b, shuffle } of truth.pairs) {
  Deno.test(`countShuffles() agrees with the published control of ${a} and ${b} within Monte Carlo error`, () => {
    const shuffles = 20_000;
    const fraction = countFraction(spectra[a]!, spectra[b]!, shuffles);
    const variance = fraction * (1 - fraction) * (1 / truth.shuffles + 1 / shuffles);
    const difference = Math.abs(fraction - shuffle);
    assert.ok(difference <= 3 * Math.sqrt(variance), `${fraction} against ${shuffle}`);
  });
}

Deno.test("countShuffles() agrees with all swaps and all permutations of five pairs", () => {
  const stream = seedRandom("enumerated")("places");
  const draw = () => Array.from({ length: 5 }, (): Complex => [stream.uniform(), stream.uniform()]);
  const a = draw(), b = draw();
  const coupling = coupleOptimally(measureDistances(collectPoints(a), collectPoints(b)));
  const matched = a.map((point, k): [Complex, Complex] => [point, b[coupling.to[k]!]!]);
  const least = searchAll(a, b);
  let kept = 0;
  for (let mask = 0; mask < 32; mask++) {
    const side = (which: number) => matched.map((pair, k) => pair[which ^ (mask >> k) & 1]!);
    if (searchAll(side(0), side(1)) >= least - 1e-12) kept++;
  }
  const shuffles = 10_000;
  const fraction = countFraction(collectPoints(a), collectPoints(b), shuffles);
  assert.ok(kept > 2 && kept < 32, `${kept} of 32 swaps keep W: too easy a case`);
  assert.ok(Math.abs(fraction - kept / 32) <= 0.02, `${fraction} against ${kept / 32}`);
});

Deno.test("countShuffles() counts every shuffle of identical spectra", () => {
  assert.equal(countFraction(spectra["mirror"]!, spectra["mirror"]!, 50), 1);
});

Deno.test("countShuffles() counts every shuffle where gaps are wider than matched distances", () => {
  const a = collectPoints([[0, 0], [10, 0], [20, 0]]);
  const b = collectPoints([[1, 0], [11, 0], [21, 0]]);
  assert.equal(countFraction(a, b, 50), 1);
});

Deno.test("countShuffles() keeps only the swaps of all or of none for two distant clusters", () => {
  const angles = [0, 1, 2, 3, 4, 5].map((k) => k * Math.PI / 3);
  const a = collectPoints(angles.map((angle) => [Math.cos(angle), Math.sin(angle)]));
  const b = collectPoints(angles.map((angle) => [100 + Math.cos(angle), Math.sin(angle)]));
  assert.ok(Math.abs(countFraction(a, b, 20_000) - 2 / 64) < 0.005);
});

Deno.test("countShuffles() swaps the parts of a coupling between unequally long spectra", () => {
  // Doubling every eigenvalue leaves the spectrum's measure, so each part may swap alone without a change.
  const doubled = collectPoints(truth.eigenvalues.mirror.flatMap((value) => [value, value]));
  assert.equal(countFraction(spectra["mirror"]!, doubled, 20), 1);
  // Distant clusters of 2 and 3: four parts, of which all swap, or none.
  const a = collectPoints([[0, 0], [0, 1]]);
  const b = collectPoints([[100, 0], [100, 0.5], [100, 1]]);
  assert.ok(Math.abs(countFraction(a, b, 20_000) - 2 / 16) < 0.01);
});

Deno.test("countShuffles() decides weighted shuffles as optimal transport of the swapped masses does", () => {
  const stream = seedRandom("weighted")("places");
  for (const [m, n] of [[4, 4], [3, 5], [6, 4]] as const) {
    const draw = (count: number) => {
      const numbers = () => Float64Array.from({ length: count }, () => stream.uniform(0, 1));
      return { points: { re: numbers(), im: numbers() }, masses: apportionMass(numbers(), 1000) };
    };
    const a = draw(m), b = draw(n);
    const masses = { rows: a.masses, columns: b.masses };
    const coupling = coupleOptimally(measureDistances(a.points, b.points), masses);
    const { from, to, units, distance, total } = coupling;
    const coins = seedRandom("weighted")("coins");
    let kept = 0;
    for (let shuffle = 0; shuffle < 200; shuffle++) {
      const swapped = Array.from(units, () => coins.uniform() < 0.5);
      const pick = (first: boolean): Points => {
        const read = (of: "re" | "im") =>
          Float64Array.from(
            swapped,
            (swap, k) => swap === first ? b.points[of][to[k]!]! : a.points[of][from[k]!]!,
          );
        return { re: read("re"), im: read("im") };
      };
      const again = coupleOptimally(measureDistances(pick(true), pick(false)), {
        rows: units,
        columns: units,
      });
      assert.equal(again.total, total);
      if (again.distance >= distance * (1 - 1e-9)) kept++;
    }
    const found = countShuffles(a.points, b.points, coupling, 200, seedRandom("weighted")("coins"));
    assert.equal(found, kept, `${m} against ${n}`);
  }
});
