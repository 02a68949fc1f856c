/**
 * Time-delay embedding: row t becomes [x_t, x_{t+1}, …, x_{t+d}], oldest first.
 *
 * Takens 1981; in the form of Redman et al. 2024 (Identifying Equivalent Training Dynamics), Sec. 3.
 */

import { KooplineError } from "../schemas/error.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/**
 * Embeds one trajectory.
 *
 * @param trajectory T × D, one row a snapshot.
 * @param delays d ≥ 0, the number of extra copies in a row.
 * @returns (T − d) × (d + 1)·D.
 * @throws KooplineError `input.shape` when the trajectory has no more than d snapshots.
 */
export function embedDelays({ rows, columns, data }: Matrix, delays: number): Matrix {
  if (rows <= delays) {
    throw new KooplineError({
      code: "input.shape",
      expected: `more than ${delays} snapshots for ${delays} delays`,
      found: `${rows}`,
      hint: "Take fewer delays or record longer trajectories.",
    });
  }
  const embedded = createMatrix(rows - delays, (delays + 1) * columns);
  for (let t = 0; t < embedded.rows; t++) {
    const window = data.subarray(t * columns, (t + delays + 1) * columns);
    embedded.data.set(window, t * embedded.columns);
  }
  return embedded;
}
