/** Rows of the table `paths`, gathered one by one. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";

/** Gathers rows. */
export interface PathRows {
  add(method: string, cutoff: number, step: number, quantity: string, value: number): void;
  tabulate(): ArtifactValue<typeof Forecast>["tables"]["paths"];
}

/** Opens a table of paths. */
export function openPathRows(): PathRows {
  const method: string[] = [];
  const cutoff: number[] = [];
  const step: number[] = [];
  const quantity: string[] = [];
  const value: number[] = [];
  return {
    add(...row) {
      method.push(row[0]);
      cutoff.push(row[1]);
      step.push(row[2]);
      quantity.push(row[3]);
      value.push(row[4]);
    },
    tabulate: () => ({
      method,
      cutoff: Float64Array.from(cutoff),
      step: Int32Array.from(step),
      quantity,
      value: Float64Array.from(value),
    }),
  };
}
