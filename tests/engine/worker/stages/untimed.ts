/** A stage without the clock effect that looks for a clock all the same. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

/** Tells what it found. */
export const untimed = defineStage({
  kind: "untimed",
  summary: "Looks for the clock in its context, and for one that an earlier cell left behind.",
  params: z.strictObject({}),
  needs: {},
  makes: Numbers,
  run(context) {
    // Does not compile once the contract gives such a kind a clock.
    const absent: undefined = context.clock;
    const kept: unknown = Reflect.get(Numbers, "clock");
    return {
      tables: { numbers: { value: new Float64Array(0) } },
      files: {},
      meta: { text: `${typeof absent} ${typeof kept}` },
    };
  },
});
