/** What the log says of an adaptive start that found nothing. */

import assert from "node:assert/strict";
import { describeFailure } from "../../stages/forecast/adaptive_words.ts";

/** A window by its distance, error and baseline. */
function make(distance: number, error: number, baseline: number) {
  return { first: 0, last: 9, distance, error, baseline, accepted: distance <= 0.05 };
}

Deno.test("describeFailure() counts the windows by the condition that they missed, with the best of each", () => {
  const seen = [
    make(NaN, 3, 2),
    make(0.01, 1, 2),
    make(NaN, 2.5, 2),
    make(0.2, 1, 2),
    make(0.07123, 1, 2),
  ];
  assert.equal(
    describeFailure(seen, { windows: 3, epsilon: 0.05 }),
    "no 3 windows one behind the other qualify, the last are taken: of 5 windows 1 qualified; " +
      "2 by a hold-out error above that of linear extrapolation (at best 1.25 times it), " +
      "2 by an eigenvalue farther than 0.05 from the unit circle (at best 0.0712) did not",
  );
});

Deno.test("describeFailure() names predictions that are not finite, and only conditions that were missed", () => {
  const wanted = { windows: 2, epsilon: 0.05 };
  assert.match(
    describeFailure([make(NaN, Infinity, 2), make(NaN, NaN, 2)], wanted),
    /of 2 windows 0 qualified; 2 by a hold-out error above that of linear extrapolation \(none finite\) did not$/,
  );
  assert.equal(
    describeFailure([make(0.06, 1, 2)], { windows: 1, epsilon: 0.05 }),
    "no window qualifies, the last is taken: of 1 window 0 qualified; " +
      "1 by an eigenvalue farther than 0.05 from the unit circle (at best 0.06) did not",
  );
});
