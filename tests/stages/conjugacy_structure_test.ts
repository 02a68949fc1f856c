import assert from "node:assert/strict";
import { conjugacy } from "../../stages/conjugacy/stage.ts";
import { runKind } from "./run_kind.ts";
import { compareSpectra, makeSpectrum } from "./spectra.ts";

const given = { between: "system", repeats: "seed", shuffles: 1, permutations: 10 };

Deno.test("conjugacy finds the spectrum of a factor within that of its extension, not the reverse", async () => {
  // A product of rotations and contractions, and its projection on the first two.
  const whole = [[0.9, 0.1], [0.9, -0.1], [0.5, 0], [0.25, 0]];
  const noisy = (eigenvalues: readonly (readonly number[])[], by: number) =>
    eigenvalues.map(([re = 0, im = 0]) => [re + by, im]);
  const spectra = [1, 2].flatMap((seed) => [
    makeSpectrum({ system: "extension", seed }, noisy(whole, 0.01 * seed)),
    makeSpectrum({ system: "factor", seed }, noisy(whole.slice(0, 2), 0)),
  ]);
  const { subsets, pairs } = await compareSpectra({ ...given, subset_tolerance: 0.015 }, spectra);
  const [down, up] = ["factor", "extension"].map((part) => subsets.part.indexOf(part));
  assert.deepEqual([subsets.whole[down!], subsets.whole[up!]], ["extension", "factor"]);
  assert.ok(Math.abs(subsets.tolerance[down!]! - 0.015) < 1e-12);
  assert.ok(Math.abs(subsets.largest[down!]! - 0.02) < 1e-12);
  // Within the extension 0.01 both ways, within the factor 0.
  assert.ok(Math.abs(subsets.floor[down!]! - 0.005) < 1e-12);
  assert.deepEqual([subsets.share[down!], subsets.contained[down!], subsets.count[down!]], [
    0.5,
    0,
    2,
  ]);
  assert.deepEqual([subsets.tolerance[up!], subsets.contained[up!]], [Infinity, 0]);
  const row = pairs.a.findIndex((a, k) => a === "extension" && pairs.b[k] === "factor");
  assert.deepEqual([pairs.a_in_b[row], Math.round(pairs.b_in_a[row]! * 1e6)], [Infinity, 10000]);
  const wide = await compareSpectra({ ...given, subset_tolerance: 0.021 }, spectra);
  assert.equal(wide.subsets.contained[down!], 1);
  // Without a tolerance of its own, that of equality.
  const strict = await compareSpectra(given, spectra);
  assert.equal(strict.subsets.share[down!], 0);
});

Deno.test("conjugacy clusters groups by mean W, and spectra by W", async () => {
  const spectra = [["a", 0], ["b", 10], ["c", 1]].flatMap(([system = "", place]) =>
    [1, 2].map((seed) => makeSpectrum({ system, seed }, [[Number(place) + seed / 10, 0]]))
  );
  const { clusters, leaves, groups, pairs } = await compareSpectra(given, spectra);
  const joins = clusters.level.flatMap((level, k) =>
    level === "groups"
      ? [[clusters.left[k], clusters.right[k], clusters.height[k], clusters.size[k]]]
      : []
  );
  // a and c are 1 apart; b is 10 from a and 9 from c.
  assert.deepEqual(joins, [[0, 2, 1, 2], [3, 1, 9.5, 3]]);
  assert.deepEqual([...groups.cophenetic], [9.5, 1, 9.5]);
  const order = leaves.level.flatMap((level, k) => level === "groups" ? [leaves.group[k]] : []);
  assert.deepEqual(order, ["a", "c", "b"]);
  const named = leaves.level.flatMap((level, k) =>
    level === "spectra" ? [`${leaves.group[k]}${leaves.repeat[k]}`] : []
  );
  assert.deepEqual(named, ["a1", "a2", "c1", "c2", "b1", "b2"]);
  assert.equal(clusters.level.filter((level) => level === "spectra").length, 5);
  // Two repeats of one group are 0.1 apart.
  assert.ok(Math.abs(pairs.cophenetic[0]! - 0.1) < 1e-12);
});

Deno.test("conjugacy weighs eigenvalues by energy and by residual", async () => {
  // Equal but for one eigenvalue, which carries a tenth of the energy.
  const known = { energy: [9, 1], residual: [0, 0.09] };
  const spectra = [
    makeSpectrum({ system: "a" }, [[1, 0], [0, 0]], known),
    makeSpectrum({ system: "b" }, [[1, 0], [0.5, 0]], known),
  ];
  const measure = async (weights: string) =>
    (await compareSpectra({ between: "system", weights }, spectra)).groups.distance[0]!;
  assert.equal(await measure("uniform"), 0.25);
  assert.ok(Math.abs(await measure("energy") - 0.05) < 1e-8);
  // 1 / (1 + 0.09/0.01) = 1/10 against 1: a share of 1/11.
  assert.ok(Math.abs(await measure("residual") - 0.5 / 11) < 1e-8);
});

Deno.test("conjugacy moves mass where energies differ", async () => {
  const spectra = [
    makeSpectrum({ system: "a" }, [[0, 0], [1, 0]], { energy: [3, 1] }),
    makeSpectrum({ system: "b" }, [[0, 0], [1, 0]], { energy: [1, 3] }),
  ];
  const { groups, matching } = await compareSpectra(
    { between: "system", weights: "energy" },
    spectra,
  );
  // Half of the mass goes from 0 to 1.
  assert.equal(groups.distance[0], 0.5);
  assert.deepEqual([...matching.weight], [0.25, 0.5, 0.25]);
});

Deno.test("conjugacy refuses weights that spectra do not have", async () => {
  const spectra = [
    makeSpectrum({ system: "a" }, [[0, 0]], { energy: [0] }),
    makeSpectrum({ system: "b" }, [[0, 0]]),
  ];
  const compare = (weights: string, items: typeof spectra) =>
    compareSpectra({ between: "system", weights }, items);
  await assert.rejects(
    () => compare("residual", spectra),
    /finite residuals to weigh eigenvalues by, but found NaN for eigenvalue 0 at system=a[^]*Imported/,
  );
  await assert.rejects(
    () => compare("energy", spectra),
    /energies, not all 0, .* but found 0 for every eigenvalue at system=a/,
  );
  await assert.rejects(() => compare("energy", spectra.toReversed()), /found NaN .* at system=b/);
});

Deno.test("conjugacy names what is missing", async () => {
  const spectra = ["a", "b"].map((system) => makeSpectrum({ system, seed: 1 }, [[0, 0]]));
  const { artifact } = await runKind(conjugacy, given, { spectra, distances: [] }, {
    missing: { spectra: [{ system: "b", seed: 2 }, { system: "c", seed: 1 }] },
  });
  assert.deepEqual(artifact.meta.missing, [
    { group: "b", repeat: "2" },
    { group: "c", repeat: "1" },
  ]);
  assert.deepEqual(artifact.meta.groups, ["a", "b"]);
});

Deno.test("conjugacy says what is missing when one group is left", () =>
  assert.rejects(
    () =>
      compareSpectra(given, [makeSpectrum({ system: "a", seed: 1 }, [[0, 0]])], [], {
        missing: { spectra: [{ system: "a", seed: 2 }, { system: "b", seed: 1 }] },
      }),
    /found only system=a\.\n {2}Missing, because what makes them failed: b\./,
  ));
