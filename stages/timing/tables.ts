/** Samples as tables: one row a sample, and one a task with median and quartiles. */

import { findQuantile } from "../../numerics/quantile.ts";
import type { TimedSample } from "./measure.ts";

/**
 * Lays samples out.
 *
 * @param operations floating-point operations of one call by task.
 */
export function tabulateSamples<N extends string>(
  taken: readonly TimedSample<N>[],
  operations: Readonly<Record<N, number>>,
) {
  const groups = [...Map.groupBy(taken, ({ task }) => task)];
  const sorted = groups.map(([, samples]) =>
    Float64Array.from(samples, ({ seconds }) => seconds).sort()
  );
  const quantile = (share: number) =>
    Float64Array.from(sorted, (seconds) => findQuantile(seconds, share));
  return {
    samples: {
      task: taken.map(({ task }) => task),
      sample: Int32Array.from(taken, ({ sample }) => sample),
      seconds: Float64Array.from(taken, ({ seconds }) => seconds),
    },
    medians: {
      task: groups.map(([task]) => task),
      samples: Int32Array.from(groups, ([, samples]) => samples.length),
      calls: Int32Array.from(groups, ([, samples]) => samples[0]?.calls ?? 0),
      median: quantile(0.5),
      lower: quantile(0.25),
      upper: quantile(0.75),
      operations: Float64Array.from(groups, ([task]) => operations[task]),
    },
  };
}
