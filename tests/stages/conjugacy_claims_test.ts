import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { compareSpectra, makeSpectrum } from "./spectra.ts";

/** Spectra of one real eigenvalue by group, one a seed from 1 on. */
const PLACES = { relu: [0, 0, 0], tanh: [1, 2, 6], sigmoid: [3, 1, 10] } as const;

function placeSpectra(places: Readonly<Record<string, readonly number[]>>) {
  return Object.entries(places).flatMap(([activation, list]) =>
    list.map((re, k) => makeSpectrum({ activation, seed: k + 1 }, [[re, 0]]))
  );
}

const given = {
  between: "activation",
  repeats: "seed",
  shuffles: 1,
  bootstrap: { resamples: 20_000, level: 0.9 },
};
const claim = { less: ["relu", "tanh"], than: ["relu", "sigmoid"] };

/** The quantile of a statistic over all 27 draws of three repeats. */
function findExactQuantile(statistic: (draw: readonly number[]) => number, share: number): number {
  const three = [0, 1, 2];
  const values = three.flatMap((i) => three.flatMap((j) => three.map((k) => statistic([i, j, k]))))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  return values[Math.floor(share * values.length)]!;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function readClaim(
  contrast: {
    readonly less: readonly (string | number)[];
    readonly than: readonly (string | number)[];
  },
  places: Readonly<Record<string, readonly number[]>> = PLACES,
) {
  const params = {
    ...given,
    contrasts: [{ less: [...contrast.less], than: [...contrast.than] }],
  };
  const { contrasts } = await compareSpectra(params, placeSpectra(places));
  return Object.fromEntries(Object.entries(contrasts).map(([name, values]) => [name, values[0]]));
}

function assertNear(found: unknown, expected: number, what: string): void {
  assert.ok(Math.abs(Number(found) - expected) <= 1e-12, `${what}: ${found} is not ${expected}`);
}

Deno.test("a contrast holds the means, and the paired bootstrap's exact quantiles", async () => {
  const row = await readClaim(claim);
  const { tanh, sigmoid } = PLACES;
  assertNear(row["less"], 3, "less");
  assertNear(row["than"], 14 / 3, "than");
  assertNear(row["difference"], 14 / 3 - 3, "difference");
  assertNear(row["ratio"], 14 / 9, "ratio");
  assertNear(row["share"], 2 / 3, "share");
  assert.equal(row["count"], 3);
  const mean = (list: readonly number[], draw: readonly number[]) =>
    average(draw.map((k) => list[k]!));
  const difference = (draw: readonly number[]) => mean(sigmoid, draw) - mean(tanh, draw);
  const ratio = (draw: readonly number[]) => mean(sigmoid, draw) / mean(tanh, draw);
  assertNear(row["difference_low"], findExactQuantile(difference, 0.05), "difference_low");
  assertNear(row["difference_high"], findExactQuantile(difference, 0.95), "difference_high");
  assertNear(row["ratio_low"], findExactQuantile(ratio, 0.05), "ratio_low");
  assertNear(row["ratio_high"], findExactQuantile(ratio, 0.95), "ratio_high");
});

Deno.test("a contrast with one group twice is held against the floor of that group", async () => {
  const row = await readClaim({ less: ["tanh", "tanh"], than: ["relu", "sigmoid"] });
  // |1−2|, |1−6|, |2−6|; by seed against the others 3, 2.5, 4.5, and W 3, 1, 10.
  assertNear(row["less"], 10 / 3, "less");
  assertNear(row["share"], 1 / 3, "share");
  const within = (draw: readonly number[]) => {
    const pairs = [[0, 1], [0, 2], [1, 2]].filter(([i, j]) => draw[i!] !== draw[j!]);
    return average(
      pairs.map(([i, j]) => Math.abs(PLACES.tanh[draw[i!]!]! - PLACES.tanh[draw[j!]!]!)),
    );
  };
  const ratio = (draw: readonly number[]) =>
    average(draw.map((k) => PLACES.sigmoid[k]!)) / within(draw);
  assertNear(row["ratio_low"], findExactQuantile(ratio, 0.05), "ratio_low");
  assertNear(row["ratio_high"], findExactQuantile(ratio, 0.95), "ratio_high");
});

Deno.test("a contrast holds, fails or stays undecided by the interval of its difference", async () => {
  const far = { a: [0, 0, 0, 0], b: [1, 1.1, 0.9, 1], c: [4, 5, 6, 4] };
  const holds = await readClaim({ less: ["a", "b"], than: ["a", "c"] }, far);
  assert.equal(holds["verdict"], "holds");
  assert.match(String(holds["reason"]), /is above 0; the claim holds in 4 of 4 repeats\.$/);
  const fails = await readClaim({ less: ["a", "c"], than: ["a", "b"] }, far);
  assert.equal(fails["verdict"], "fails");
  assert.match(String(fails["reason"]), /is below 0; the claim holds in 0 of 4 repeats\.$/);
  assert.equal((await readClaim(claim))["verdict"], "undecided");
});

Deno.test("a contrast is taken over the repeats that its groups share, and takes numbers as names", async () => {
  const spectra = [[5, 1, 0], [5, 2, 0], [10, 2, 1], [10, 3, 9], [40, 2, 2], [40, 1, 7]].map(
    ([width = 0, seed = 0, re = 0]) => makeSpectrum({ width, seed }, [[re, 0]]),
  );
  const { contrasts } = await compareSpectra(
    { between: "width", repeats: "seed", contrasts: [{ less: [5, 10], than: [5, 40] }] },
    spectra,
  );
  assert.deepEqual(
    [contrasts.less_b[0], contrasts.less[0], contrasts.than[0], contrasts.count[0]],
    ["10", 1, 2, 1],
  );
  assert.ok(Number.isNaN(contrasts.ratio_low[0]));
  assert.deepEqual([contrasts.verdict[0], contrasts.reason[0]], [
    "undecided",
    "No interval: there is one repeat only.",
  ]);
});

Deno.test("a contrast is undecided when no resample has two repeats for its floor", async () => {
  const spectra = placeSpectra({ a: [0, 1], b: [0, 5] });
  const reasons = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(async (seed) => {
    const { contrasts } = await compareSpectra({
      ...given,
      bootstrap: { resamples: 1 },
      contrasts: [{ less: ["a", "a"], than: ["b", "b"] }],
      seed,
    }, spectra);
    assert.equal(contrasts.verdict[0] === "undecided", Number.isNaN(contrasts.difference_low[0]));
    return contrasts.reason[0]!;
  }));
  assert.ok(reasons.includes("No interval: no resample has two different repeats."));
  assert.ok(reasons.every((reason) => !reason.includes("NaN")), reasons.join("\n"));
});

Deno.test("a contrast with a missing group says so, and one with an unknown group is refused", async () => {
  const spectra = placeSpectra({ relu: [0, 1], tanh: [2, 3] });
  const params = { ...given, contrasts: [claim] };
  const { contrasts } = await compareSpectra(params, spectra, [], {
    missing: { spectra: [{ activation: "sigmoid", seed: 1 }, { activation: "sigmoid", seed: 2 }] },
  });
  assert.deepEqual([contrasts.verdict[0], contrasts.reason[0], contrasts.count[0]], [
    "undecided",
    "Missing: sigmoid.",
    0,
  ]);
  await assert.rejects(
    () => compareSpectra(params, spectra),
    (error) =>
      error instanceof KooplineError && error.code === "pipeline.params" &&
      /groups of the spectra: relu, tanh, but found "sigmoid"/.test(error.message),
  );
});

Deno.test("the multiple of the floor has the exact quantiles of joint draws of shared repeats", async () => {
  const { groups } = await compareSpectra(
    given,
    placeSpectra({ a: PLACES.tanh, b: PLACES.sigmoid }),
  );
  const { tanh: a, sigmoid: b } = PLACES;
  // Across |1−3|, |2−1|, |6−10|; within 1, 5, 4 and 2, 7, 9.
  assertNear(groups.to_floor[0], (7 / 3) / (28 / 6), "to_floor");
  const multiple = (draw: readonly number[]) => {
    const pairs = [[0, 1], [0, 2], [1, 2]].filter(([i, j]) => draw[i!] !== draw[j!]);
    const within = [a, b].flatMap((list) =>
      pairs.map(([i, j]) => Math.abs(list[draw[i!]!]! - list[draw[j!]!]!))
    );
    return average(draw.map((k) => Math.abs(a[k]! - b[k]!))) / average(within);
  };
  assertNear(groups.to_floor_low[0], findExactQuantile(multiple, 0.05), "to_floor_low");
  assertNear(groups.to_floor_high[0], findExactQuantile(multiple, 0.95), "to_floor_high");
});
