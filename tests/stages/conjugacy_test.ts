import assert from "node:assert/strict";
import { measureWasserstein } from "../../numerics/wasserstein.ts";
import { type RandomStream, seedRandom } from "../../numerics/random.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { Spectrum } from "../../schemas/spectrum.ts";
import type { Item } from "../../stages/define.ts";
import truth from "../fixtures/conjugacy_truth.json" with { type: "json" };
import { compareSpectra as compare, type Complex, makeSpectrum as makeItem } from "./spectra.ts";

/** The one row of a table of groups. */
function readOnly(groups: ArtifactValue<typeof Conjugacy>["tables"]["groups"]) {
  assert.equal(groups.a.length, 1);
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values[0]]));
}

/** Repeats of `between=a` and of `between=b`: noisy copies of four eigenvalues, those of b moved. */
function drawGroups(stream: RandomStream, sizes: readonly [number, number], shift: number) {
  return sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, seed) =>
      makeItem(
        { system: "ab"[group]!, seed },
        [0, 1, 2, 3].map((k) => [
          k / 4 + group * shift + stream.uniform(-0.1, 0.1),
          stream.uniform(-0.1, 0.1),
        ]),
      ))
  );
}

const published = Object.entries(truth.eigenvalues)
  .map(([method, eigenvalues]) => makeItem({ method }, eigenvalues));

Deno.test("conjugacy gives the distances and matchings of the authors' published spectra", async () => {
  const { pairs, groups, matching } = await compare(
    { between: "method", shuffles: 2000 },
    published,
  );
  const find = (a: string, b: string) =>
    groups.a.findIndex((_, k) => groups.a[k] === a && groups.b[k] === b);
  for (const { a, b, distance, shuffle } of truth.pairs) {
    const row = find(a, b);
    assert.ok(Math.abs(groups.distance[row]! - distance) <= 1e-15);
    const found = groups.shuffle[row]!;
    const error = Math.sqrt(2 * found * (1 - found) / 2000) + 1e-3;
    assert.ok(Math.abs(found - shuffle) <= 3 * error, `${found} against ${shuffle}`);
    const matched = matching.a.flatMap((_, k) =>
      matching.a[k] === a && matching.b[k] === b
        ? [matching.distance[k]! * matching.weight[k]!]
        : []
    );
    assert.equal(matched.length, 10);
    assert.ok(Math.abs(matched.reduce((sum, part) => sum + part, 0) - distance) <= 1e-12);
  }
  matching.a.forEach((_, k) => {
    const re = matching.re_a[k]! - matching.re_b[k]!, im = matching.im_a[k]! - matching.im_b[k]!;
    assert.ok(Math.abs(matching.distance[k]! - Math.hypot(re, im)) <= 1e-15);
  });
  assert.deepEqual([...pairs.distance], [...groups.distance]);
  assert.ok(pairs.nearest.every((nearest, k) => nearest <= pairs.distance[k]!));
});

Deno.test("conjugacy without repeats has no floor and decides nothing, and says so", async () => {
  const { groups } = await compare({ between: "method" }, published);
  assert.deepEqual([...groups.verdict], ["undecided", "undecided", "undecided"]);
  assert.match(
    groups.reason[0]!,
    /^No repeats: no floor .* does not separate .*decides nothing\.$/,
  );
  assert.match(groups.reason[1]!, /control separates the spectra \(share .* ≤ 0\.05\)/);
  for (const name of ["floor", "floor_high", "low", "high", "energy", "permutation"] as const) {
    assert.deepEqual([...groups[name]], [NaN, NaN, NaN]);
  }
  assert.deepEqual([...groups.labellings], [0, 0, 0]);
});

Deno.test("conjugacy calls equal spectra conjugate, with and without repeats", async () => {
  const [mirror] = Object.values(truth.eigenvalues);
  const twins = [0, 1, 2, 3].flatMap((seed) =>
    ["a", "b"].map((system) =>
      makeItem({ system, seed }, seed % 2 ? mirror! : mirror!.toReversed())
    )
  );
  const { verdict, reason, floor, permutation, shuffle } = readOnly(
    (await compare({ between: "system", repeats: "seed" }, twins)).groups,
  );
  assert.deepEqual([verdict, floor, permutation, shuffle], ["conjugate", 0, 1, 1]);
  assert.match(String(reason), /^W = 0 is within the tolerance 1\.00e-12: equal spectra\.$/);
  const alone = await compare({ between: "system" }, [
    makeItem({ system: "a" }, mirror!),
    makeItem({ system: "b" }, mirror!),
  ]);
  assert.equal(readOnly(alone.groups)["verdict"], "conjugate");
});

Deno.test("conjugacy calls groups of one distribution conjugate and separated groups not", async () => {
  const verdicts = async (shift: number) =>
    await Promise.all(Array.from({ length: 20 }, async (_, k) => {
      const spectra = drawGroups(seedRandom(`${k}`)("spectra"), [5, 5], shift);
      const { groups } = await compare(
        { between: "system", repeats: "seed", shuffles: 1 },
        spectra,
      );
      return groups.verdict[0];
    }));
  const null_ = await verdicts(0);
  assert.ok(null_.filter((verdict) => verdict === "conjugate").length >= 16, null_.join());
  assert.deepEqual(new Set(await verdicts(0.3)), new Set(["not conjugate"]));
});

Deno.test("conjugacy averages W over equal repeats, and the floor over different ones", async () => {
  const place = (system: string, seed: number, x: number) => makeItem({ system, seed }, [[x, 0]]);
  const { pairs, groups } = await compare({ between: "system", repeats: "seed" }, [
    place("a", 1, 0),
    place("a", 2, 10),
    place("b", 1, 1),
    place("b", 2, 14),
  ]);
  const row = readOnly(groups);
  // |0−1| and |10−14|; within: |0−10| and |1−14|.
  assert.deepEqual([row["distance"], row["deviation"], row["count"]], [2.5, 1.5, 2]);
  assert.equal(row["floor"], 11.5);
  assert.deepEqual([row["low"], row["high"]], [1, 4]);
  assert.deepEqual([...pairs.repeat_a], ["1", "1", "1", "2", "2", "1"]);
  assert.deepEqual([...pairs.repeat_b], ["2", "1", "2", "1", "2", "2"]);
  assert.deepEqual([...pairs.distance], [10, 1, 14, 9, 4, 13]);
});

Deno.test("conjugacy averages W over all cross pairs when the groups' repeats differ", async () => {
  const place = (system: string, seed: number, x: number) => makeItem({ system, seed }, [[x, 0]]);
  const bootstrap = { resamples: 2000, level: 0.9999 };
  const { groups } = await compare({ between: "system", repeats: "seed", bootstrap }, [
    place("a", 1, 0),
    place("a", 2, 10),
    place("b", 2, 1),
    place("b", 3, 14),
    place("b", 4, 14),
  ]);
  const { distance, count, floor, labellings, verdict, reason, low, high } = readOnly(groups);
  // The extremes: only 0 drawn against only 1, and against only 14.
  assert.deepEqual([low, high], [1, 14]);
  assert.deepEqual([count, labellings], [6, 10]);
  assert.ok(Math.abs(Number(distance) - (1 + 14 + 14 + 9 + 4 + 4) / 6) < 1e-12);
  assert.ok(Math.abs(Number(floor) - (10 + 13 + 13 + 0) / 4) < 1e-12);
  assert.equal(verdict, "undecided");
  assert.match(String(reason), /^Too few repeats: with 2 and 3 spectra p cannot fall below 0\.100/);
});

Deno.test("conjugacy compares one spectrum with a group of repeats", async () => {
  const stream = seedRandom("one against many")("spectra");
  const many = drawGroups(stream, [1, 19], 1);
  const { verdict, permutation, low, floor } = readOnly(
    (await compare({ between: "system", repeats: "seed" }, many)).groups,
  );
  assert.deepEqual([verdict, permutation, low], ["not conjugate", 1 / 20, NaN]);
  assert.ok(Number(floor) > 0);
});

Deno.test("conjugacy compares spectra of unequal length by their mass", async () => {
  const { groups, matching } = await compare({ between: "system" }, [
    makeItem({ system: "a" }, [[0, 0], [1, 0]]),
    makeItem({ system: "b" }, [[0, 0], [0.5, 0], [1, 0]]),
  ]);
  assert.ok(Math.abs(groups.distance[0]! - 1 / 6) < 1e-15);
  assert.deepEqual([...matching.weight], [2 / 6, 1 / 6, 1 / 6, 2 / 6]);
});

Deno.test("conjugacy tells producers apart by the label `stage`, and groups keep the order of the axis", async () => {
  const spectra = ["mirror", "gradient"].map((stage) =>
    makeItem({ stage }, truth.eigenvalues.mirror)
  );
  const artifact = await compare({ between: "stage" }, spectra);
  assert.deepEqual([artifact.groups.a[0], artifact.groups.b[0]], ["mirror", "gradient"]);
});

Deno.test("conjugacy draws the same numbers for a pair of groups when a third joins", async () => {
  const spectra = drawGroups(seedRandom("third")("spectra"), [6, 6], 0.1);
  const others = drawGroups(seedRandom("fourth")("spectra"), [6, 0], 0.1)
    .map((item) => ({ ...item, labels: { ...item.labels, system: "c" } }));
  const given = { between: "system", repeats: "seed", permutations: 200 };
  const [two, three] = [
    await compare(given, spectra),
    await compare(given, [...spectra, ...others]),
  ];
  for (const name of Object.keys(two.groups) as (keyof typeof two.groups)[]) {
    // The only number that is of all groups together.
    if (name === "cophenetic") continue;
    assert.equal(two.groups[name][0], three.groups[name][0], name);
  }
  assert.notDeepEqual((await compare({ ...given, seed: 1 }, spectra)).groups, two.groups);
});

Deno.test("conjugacy's pairs hold W between every two spectra", async () => {
  const spectra = drawGroups(seedRandom("pairs")("spectra"), [3, 2], 0.1);
  const { pairs } = await compare({ between: "system", repeats: "seed" }, spectra);
  const points = spectra.map(({ tables: { eigenvalues: { re, im } } }) => ({ re, im }));
  const expected = points.flatMap((a, i) =>
    points.slice(i + 1).map((b) => measureWasserstein(a, b))
  );
  assert.deepEqual([...pairs.distance], expected);
});

const one: Complex[] = [[1, 0]];
const refusals:
  readonly (readonly [string, JsonValue, readonly Item<typeof Spectrum>[], RegExp])[] = [
    [
      "a `between` that no spectrum has, naming the labels there are",
      { between: "depth" },
      [makeItem({ width: 5, seed: 1 }, one), makeItem({ width: 10, seed: 1 }, one)],
      /`depth`, which the spectrum at width=5, seed=1 does not have[^]*labels are `width`, `seed`/,
    ],
    [
      "a `repeats` that only some spectra have",
      { between: "width", repeats: "seed" },
      [makeItem({ width: 5, seed: 1 }, one), makeItem({ width: 10 }, one)],
      /as `repeats`, but found `seed`, which the spectrum at width=10 does not have/,
    ],
    [
      "spectra without labels",
      { between: "width" },
      [makeItem({}, one)],
      /at no labels does not have[^]*gather them over an axis/,
    ],
    [
      "several spectra of one group without `repeats`, naming what tells them apart",
      { between: "width" },
      [makeItem({ width: 5, seed: 1 }, one), makeItem({ width: 5, seed: 2 }, one)],
      /one spectrum for each `width`, but found two for width=5[^]*differ in `seed`.*in `repeats`/,
    ],
    [
      "several spectra of one repeat",
      { between: "width", repeats: "seed" },
      [makeItem({ width: 5, seed: 1, d: 0 }, one), makeItem({ width: 5, seed: 1, d: 1 }, one)],
      /for each `width` and `seed`, but found two for width=5, seed=1[^]*differ in `d`/,
    ],
    [
      "one group alone",
      { between: "width", repeats: "seed" },
      [makeItem({ width: 5, seed: 1 }, one), makeItem({ width: 5, seed: 2 }, one)],
      /at least two values of `width` to compare, but found only width=5/,
    ],
    [
      "no spectra",
      { between: "width" },
      [],
      /at least two values of `width` to compare, but found no spectrum/,
    ],
    [
      "an empty spectrum",
      { between: "width" },
      [makeItem({ width: 5 }, one), makeItem({ width: 10 }, [])],
      /spectra with eigenvalues, but found an empty one at width=10/,
    ],
    [
      "the same label in `between` and `repeats`",
      { between: "width", repeats: "width" },
      [makeItem({ width: 5 }, one)],
      /different labels in `between` and `repeats`, but found `width` in both/,
    ],
  ];

for (const [name, params, spectra, message] of refusals) {
  Deno.test(`conjugacy refuses ${name}`, () =>
    assert.rejects(
      () => compare(params, spectra),
      (error) => {
        assert.ok(error instanceof KooplineError);
        assert.equal(error.code, "input.value");
        assert.match(error.message, message);
        return true;
      },
    ));
}
