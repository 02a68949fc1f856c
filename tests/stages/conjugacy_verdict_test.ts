import assert from "node:assert/strict";
import { judgeGroups, type RepeatEvidence } from "../../stages/conjugacy/verdict.ts";

const options = { significance: 0.05, tolerance: 1e-12 };

function gather(distance: number, p: number, given: Partial<RepeatEvidence> = {}, smallest = 0.01) {
  const test = { statistic: 1, p, labellings: 100, exact: true, smallest };
  const repeats = { sizes: [5, 5] as const, floor: 0.2, floorHigh: 0.3, test, ...given };
  return { distance, shuffle: 0.5, repeats };
}

const cases = [
  [
    "W above the floor and labels separated",
    gather(0.4, 0.05),
    "not conjugate",
    /W 0\.400 is above the floor 0\.200 and .* \(p 0\.0500 ≤ 0\.05\)/,
  ],
  [
    "W below the floor though labels are separated",
    gather(0.19, 0.05),
    "undecided",
    /within the floor 0\.200, yet .* they differ, but by less than repeats do/,
  ],
  [
    "W below the floor and labels not separated",
    gather(0.1, 0.06),
    "conjugate",
    /within the floor between repeats \(mean 0\.200, upper bound 0\.300\) and .* \(p 0\.0600 > 0\.05\)/,
  ],
  [
    "W at the floor's upper bound and labels not separated",
    gather(0.3, 0.06),
    "conjugate",
    /within the floor/,
  ],
  [
    "W above the floor's upper bound though labels are not separated",
    gather(0.31, 0.06),
    "undecided",
    /above the floor .* more repeats would tell/,
  ],
  [
    "too few repeats, however far apart",
    gather(100, 0.06, {}, 0.06),
    "undecided",
    /^Too few repeats: with 5 and 5 spectra p cannot fall below 0\.0600/,
  ],
  [
    "W within the tolerance, whatever the test says",
    gather(1e-12, 0.01),
    "conjugate",
    /^W 1\.00e-12 is within the tolerance/,
  ],
  [
    "no repeats and a control that separates",
    { distance: 1, shuffle: 0.05, repeats: undefined },
    "undecided",
    /^No repeats: no floor to hold W 1\.00 against.* separates the spectra \(share 0\.0500 ≤ 0\.05\)/,
  ],
  [
    "no repeats and a control that does not separate",
    { distance: 1, shuffle: 0.06, repeats: undefined },
    "undecided",
    /does not separate the spectra \(share 0\.0600 > 0\.05\)/,
  ],
] as const;

for (const [name, evidence, verdict, reason] of cases) {
  Deno.test(`judgeGroups() says ${verdict} for ${name}`, () => {
    const judged = judgeGroups(evidence, options);
    assert.equal(judged.verdict, verdict);
    assert.match(judged.reason, reason);
  });
}
