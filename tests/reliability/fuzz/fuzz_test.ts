/** Spoilt inputs of every sort: each is read, or refused with words that help. */

import assert from "node:assert/strict";
import { fuzzTarget, listCorpus, readAgain, SEED, TRIALS } from "./fuzz.ts";
import { TARGETS } from "./targets.ts";

Deno.test("every past failure of the corpus is read or refused", async () => {
  for (const [target, files] of listCorpus()) {
    assert.deepEqual(await readAgain(target, files), [], `of ${target}`);
  }
});

for (const [target, { inputs }] of Object.entries(TARGETS)) {
  const count = Math.ceil(inputs * TRIALS);
  Deno.test(`${count} spoilt inputs of ${target} are read or refused, seed ${SEED}`, async () => {
    const { failures, tally } = await fuzzTarget(target, count);
    assert.deepEqual(failures, []);
    assert.equal(tally.inputs, count);
    assert.ok(tally.refused > count / 10, `only ${tally.refused} readings were refused`);
    assert.ok(tally.read + tally.passedOver > 0, "no reading was accepted");
  });
}
