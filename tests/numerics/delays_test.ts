import assert from "node:assert/strict";
import { embedDelays } from "../../numerics/delays.ts";
import { collectPairs } from "../../numerics/pairs.ts";
import { fromRows } from "./matrices.ts";

Deno.test("embedDelays() puts the oldest snapshot first and keeps T − d rows", () => {
  const trajectory = fromRows([[1, 10], [2, 20], [3, 30], [4, 40]]);
  assert.deepEqual(
    embedDelays(trajectory, 2),
    fromRows([[1, 10, 2, 20, 3, 30], [2, 20, 3, 30, 4, 40]]),
  );
});

Deno.test("embedDelays() without delays changes nothing", () => {
  const trajectory = fromRows([[1, 10], [2, 20]]);
  assert.deepEqual(embedDelays(trajectory, 0), trajectory);
});

Deno.test("embedDelays() refuses delays as long as the trajectory", () => {
  assert.throws(() => embedDelays(fromRows([[1], [2]]), 2), /more than 2 snapshots .* found 2/);
});

Deno.test("collectPairs() pairs each delayed row with the next of the same trajectory", () => {
  const pairs = collectPairs([fromRows([[1], [2], [4]]), fromRows([[6], [7], [5], [3]])], 1);
  // Columns of x and y, divided by the largest power of two in the data, which is 4.
  assert.equal(pairs.scale, 4);
  assert.deepEqual(pairs.x, fromRows([[0.25, 1.5, 1.75], [0.5, 1.75, 1.25]]));
  assert.deepEqual(pairs.y, fromRows([[0.5, 1.75, 1.25], [1, 1.25, 0.75]]));
});
