import assert from "node:assert/strict";
import { computeOptimalThreshold } from "../../numerics/hard_threshold.ts";
import { seedRandom } from "../../numerics/random.ts";
import { chooseRank, type Cutoff, type RankRule } from "../../numerics/rank.ts";
import { decomposeSingular } from "../../numerics/svd.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { drawMatrix } from "./matrices.ts";

const VALUES = Float64Array.of(10, 5, 1, 0.1, 1e-9);
const SIZE = { rows: 5, columns: 100 };

function choose(rule: RankRule, cutoff: Cutoff = 0, values = VALUES): number {
  return chooseRank(values, SIZE, rule, cutoff).rank;
}

Deno.test("chooseRank() keeps what lies strictly above the relative cut-off", () => {
  assert.equal(choose({ kind: "full" }), 5);
  assert.equal(choose({ kind: "full" }, 1e-10), 4);
  assert.equal(choose({ kind: "full" }, 0.1), 2);
  assert.equal(choose({ kind: "full" }, 0.09), 3);
});

Deno.test("chooseRank() takes max(n, P)·2⁻⁵² for `machine`", () => {
  const { rank, cutoff } = chooseRank(
    Float64Array.of(1, 3e-14, 2e-14),
    SIZE,
    { kind: "full" },
    "machine",
  );
  assert.equal(cutoff, 100 * 2 ** -52);
  assert.equal(rank, 2);
});

Deno.test("chooseRank() keeps a fixed rank, or fewer where the cut-off leaves fewer", () => {
  assert.equal(choose({ kind: "fixed", rank: 3 }), 3);
  assert.equal(choose({ kind: "fixed", rank: 3 }, 0.2), 2);
});

Deno.test("chooseRank() keeps the fewest values with a share of Σσ²", () => {
  // Σσ² = 126.01: 100 is .7936 of it, 125 is .99198, 126 is .99992.
  assert.equal(choose({ kind: "energy", fraction: 0.79 }), 1);
  assert.equal(choose({ kind: "energy", fraction: 0.8 }), 2);
  assert.equal(choose({ kind: "energy", fraction: 0.992 }), 3);
  const huge = VALUES.map((value) => value * 1e300);
  assert.equal(choose({ kind: "energy", fraction: 0.8 }, 0, huge), 2);
});

// The coefficients of Gavish & Donoho 2014, table IV, to their printed digits.
const TABLE = [[0.05, 1.5194], [0.1, 1.6089], [0.25, 1.8371], [0.5, 2.1711], [1, 2.8582]];
for (const [aspect, expected] of TABLE) {
  Deno.test(`ω(${aspect}) is the published ${expected}`, () => {
    assert.ok(Math.abs(computeOptimalThreshold(aspect!) - expected!) < 3e-4);
  });
}

Deno.test("chooseRank() finds the rank of a signal in noise by the optimal threshold", () => {
  const stream = seedRandom("rank")("optimal");
  const noise = drawMatrix(stream, 40, 80);
  for (let i = 0; i < 3; i++) noise.data[i * 80 + i] = 60 + i;
  const { values } = decomposeSingular(noise);
  const { rank } = chooseRank(values, noise, { kind: "optimal" }, 0);
  assert.equal(rank, 3);
});

Deno.test("chooseRank() refuses what leaves nothing, with the numbers", () => {
  const refuse = (run: () => unknown, found: string) =>
    assert.throws(
      run,
      (error: KooplineError) => error.code === "numeric.rank" && error.message.includes(found),
    );
  refuse(() => choose({ kind: "full" }, "machine", new Float64Array(5)), "σ₁ = 0");
  refuse(() => choose({ kind: "fixed", rank: 6 }), "at most 5 for 5 observables × 100 pairs");
  refuse(() => choose({ kind: "optimal" }, 0, Float64Array.of(1, 1, 1, 1, 1)), "σ₁ = 1");
});
