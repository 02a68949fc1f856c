/** A stage that reads the clock, and one that tries to come by the clock of the first. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

/** Readings of the clock while it works in between. */
const READINGS = 5;
const WORK = 1e6;

/** Tells what it learned of the time, under both names that it may go by. */
export const timed = defineStage({
  kind: "timed",
  summary: "Reads the clock, and leaves it where another cell of its worker finds it.",
  params: z.strictObject({ keep: z.boolean() }),
  needs: {},
  makes: Numbers,
  effects: ["clock"],
  run({ params, clock }) {
    const value = new Float64Array(READINGS);
    let x = 0.3;
    for (let i = 0; i < READINGS; i++) {
      for (let k = 0; k < WORK; k++) x = 3.9 * x * (1 - x);
      value[i] = clock();
    }
    if (params.keep) Object.assign(Numbers, { clock });
    const frozen = [Date.now(), performance.now(), x > 2 ? 1 : 0];
    return {
      tables: { numbers: { value } },
      files: {},
      meta: { text: JSON.stringify(frozen) },
    };
  },
});
