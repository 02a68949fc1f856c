/** Trajectories of which every step has a file of its own. */

import type { StepsParams } from "./params.ts";

/** Lists the files of a pattern with the numbers of their steps. */
export function listStepFiles(
  pattern: string,
  { first, last, every, digits }: StepsParams,
): readonly { readonly step: number; readonly path: string }[] {
  const count = Math.floor((last - first) / every) + 1;
  return Array.from({ length: count }, (_, k) => {
    const step = first + k * every;
    return { step, path: pattern.replace("*", String(step).padStart(digits, "0")) };
  });
}
