/** Good files stay good: what is spoilt later was read before, and reads the same each time. */

import assert from "node:assert/strict";
import { KooplineError } from "../../../schemas/error.ts";
import type { Reading, Target } from "./target.ts";

/** Asserts that each seed is accepted by one reading at least, and read the same twice. */
export async function checkSeeds({ name, seeds, readings }: Target): Promise<void> {
  for (const [index, seed] of seeds.entries()) {
    let accepted = 0;
    for (const reading of readings) {
      const [first, second] = [await tryReading(reading, seed), await tryReading(reading, seed)];
      assert.deepEqual(second, first, `seed ${index} of ${name} by ${reading.name}`);
      if (first !== undefined && !(first instanceof KooplineError)) accepted++;
    }
    assert.ok(accepted > 0, `no reading accepts seed ${index} of ${name}`);
  }
}

async function tryReading({ read }: Reading, seed: Uint8Array): Promise<unknown> {
  try {
    return await read(seed.slice());
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
}
