import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import type { Distances } from "../../schemas/distances.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import type { Item } from "../../stages/define.ts";
import { distances } from "../../stages/distances/stage.ts";
import { runKind } from "./run_kind.ts";
import { compareSpectra, makeSpectrum } from "./spectra.ts";

const stream = seedRandom("shares")("spectra");

/** Spectra of 3 to 6 eigenvalues with energies, for three widths and four seeds. */
const spectra = [5, 10, 40].flatMap((width) =>
  [1, 2, 3, 4].map((seed) => {
    const count = 3 + (width + seed) % 4;
    const draw = () => Array.from({ length: count }, () => stream.uniform(0, 1));
    const im = draw();
    return makeSpectrum({ width, seed }, draw().map((re, i) => [re, im[i]!]), { energy: draw() });
  })
);

const given = { between: "width", repeats: "seed" };

async function measureShares(
  of: number,
  params: Readonly<Record<string, JsonValue>> = given,
  items: readonly Item<typeof Spectrum>[] = spectra,
): Promise<readonly Item<typeof Distances>[]> {
  return await Promise.all(Array.from({ length: of }, async (_, part) => {
    const { artifact } = await runKind(distances, { ...params, part, of }, { spectra: items });
    return { ...artifact, labels: { part }, stage: "", address: `${part}` };
  }));
}

for (const weights of ["uniform", "energy"]) {
  Deno.test(`conjugacy gives the same bits from shares as by itself, weights ${weights}`, async () => {
    const params = { ...given, weights, shuffles: 5, permutations: 50 };
    const alone = await compareSpectra(params, spectra);
    for (const count of [1, 3, 100]) {
      const shares = await measureShares(count, { ...given, weights });
      assert.deepEqual(await compareSpectra(params, spectra, shares.toReversed()), alone);
    }
  });
}

Deno.test("distances spread pairs evenly over shares", async () => {
  const shares = await measureShares(5);
  const sizes = shares.map(({ tables }) => tables.distances.first.length);
  assert.deepEqual(sizes, [14, 13, 13, 13, 13]);
});

const refusals: readonly (readonly [
  string,
  () => Promise<readonly Item<typeof Distances>[]>,
  RegExp,
])[] = [
  [
    "a share that is not there",
    async () => (await measureShares(3)).slice(1),
    /distances of all 66 pairs of 12 spectra, but found those of 44/,
  ],
  [
    "a share that comes twice",
    async () => [...await measureShares(2), ...(await measureShares(2)).slice(1)],
    /every pair of spectra once, but found the pair 0, 2 twice/,
  ],
  ["other weights", () => measureShares(1, { ...given, weights: "energy" }), /weights `uniform`/],
  [
    "other spectra",
    () => measureShares(1, given, [...spectra.slice(1), spectra[0]!]),
    /distances of these 12 spectra/,
  ],
  [
    "another artifact under the same labels",
    () => measureShares(1, given, spectra.map((item) => ({ ...item, address: "other" }))),
    /distances of these 12 spectra/,
  ],
];

for (const [name, make, message] of refusals) {
  Deno.test(`conjugacy refuses shares with ${name}`, async () => {
    const shares = await make();
    await assert.rejects(
      () => compareSpectra(given, spectra, shares),
      (error) => error instanceof KooplineError && message.test(error.message),
    );
  });
}

Deno.test("distances refuse a part beyond the number of shares", () =>
  assert.rejects(
    () => runKind(distances, { ...given, part: 4, of: 4 }, { spectra }),
    /a `part` from 0 to 3, but found 4[^]*range: \[0, 4\]/,
  ));

Deno.test("conjugacy says when shares failed", async () => {
  const shares = (await measureShares(3)).slice(1);
  await assert.rejects(
    () => compareSpectra(given, spectra, shares, { missing: { distances: [{ part: 0 }] } }),
    /but found those of 44, since shares failed: 1/,
  );
});

Deno.test("distances say what is missing when one group is left", () =>
  assert.rejects(
    () =>
      runKind(distances, { ...given, part: 0, of: 1 }, { spectra: spectra.slice(0, 4) }, {
        missing: { spectra: [{ width: 10, seed: 1 }] },
      }),
    /found only width=5[^]*failed: 10\./,
  ));
