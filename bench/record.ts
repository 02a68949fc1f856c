/** A stage kind that records a long trajectory in pieces, to see how much memory that takes. */

import { defineStage, NO_CURVES, Trajectories, z } from "koopline";

/** Rows of one piece. */
const PIECE = 1000;

/** Records a line: `steps` snapshots of `width` equal observables. */
export const record = defineStage({
  kind: "bench_record",
  summary: "Records a long trajectory.",
  params: z.strictObject({ steps: z.int().min(1), width: z.int().min(1) }),
  needs: {},
  makes: Trajectories,
  async run({ params: { steps, width }, stream }) {
    const snapshots = stream("snapshots");
    // Rows are copied by `append`, so one piece's memory serves all.
    const memory = new Float64Array(PIECE * width);
    const numbers = new Int32Array(PIECE);
    for (let from = 0; from < steps; from += PIECE) {
      const rows = Math.min(PIECE, steps - from);
      const data = memory.subarray(0, rows * width);
      // Filled by the engine itself: a loop of ours would leave garbage of its own until it is compiled.
      for (let row = 0; row < rows; row++) {
        data.fill((from + row) / steps, row * width, (row + 1) * width);
      }
      await snapshots.append({
        trajectory: numbers.subarray(0, rows),
        step: numbers.subarray(0, rows),
        values: { width, data },
      });
    }
    return {
      tables: {
        snapshots,
        outcomes: {
          trajectory: Int32Array.of(0),
          outcome: ["completed"],
          last_step: Int32Array.of(steps - 1),
        },
        curves: NO_CURVES,
      },
      files: {},
      meta: { observables: Array.from({ length: width }, (_, j) => `x${j}`) },
    };
  },
});
