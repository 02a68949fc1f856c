/** Spoilt inputs of every sort: each is read, or refused with words that help. */

import assert from "node:assert/strict";
import { TRIALS } from "../random.ts";
import { fuzzTarget, listCorpus, readAgain, SEED } from "./fuzz.ts";
import { TARGETS } from "./targets.ts";

/** For one reading, in s of the processor. */
const MOST_SECONDS = 20;

/** For the whole process, in KiB. */
const MOST_MEMORY = 2 * 2 ** 20;

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
    const accepted = tally.read + tally.passedOver;
    assert.ok(accepted > 0 && accepted + tally.refused >= count, `${accepted} were accepted`);
    // Only a blow-up takes ten times of what the slowest takes, or the largest process has.
    assert.ok(tally.longest < MOST_SECONDS, `${tally.longest} s of the processor for one reading`);
    assert.ok(tally.peak < MOST_MEMORY, `${tally.peak} KiB of memory`);
  });
}
