/** The error function on all lanes of a vector. */

import { fillLanes } from "./lanes.ts";

/** erf x is not there yet: NaN. */
export function erfLanes<T>(_x: v128): v128 {
  return fillLanes<T>(NaN);
}
