/** A stage kind that records a long trajectory in pieces, to see how much memory that takes. */

import { defineStage, NO_CURVES, Trajectories, z } from "koopline";

/** Rows of one piece. */
const PIECE = 1000;

/** Records rotations by falling angles: `steps` snapshots of `width` observables. */
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
    const state = Float64Array.from({ length: width }, (_, j) => 0.1 + j / (10 * width));
    for (let from = 0; from < steps; from += PIECE) {
      const rows = Math.min(PIECE, steps - from);
      const data = memory.subarray(0, rows * width);
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < width; j++) state[j] = 3.9 * state[j]! * (1 - state[j]!);
        data.set(state, row * width);
      }
      await snapshots.append({
        trajectory: new Int32Array(rows),
        step: Int32Array.from({ length: rows }, (_, row) => from + row),
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
