/** Snapshots on their way from a net to a table: measured, checked, and handed on in pieces. */

import type { Probe } from "./observable.ts";
import type { Trainable } from "./trainer.ts";

/** About how many bytes of snapshots are held back. */
const PIECE_BYTES = 1 << 20;
const MOST_ROWS = 1024;

/** Rows of the table of snapshots. */
export interface SnapshotRows {
  readonly trajectory: Int32Array;
  readonly step: Int32Array;
  readonly values: { readonly width: number; readonly data: Float64Array };
}

/** Takes rows; they may change once it has returned. */
export type AppendSnapshots = (rows: SnapshotRows) => Promise<void>;

/** Records snapshots of one trajectory. */
export interface Recorder {
  /**
   * Records the net as it is after a step.
   *
   * @returns whether every observable was finite; a snapshot that is not is left out.
   */
  record(step: number, trainer: Trainable, loss: number): boolean;
  /** Whether the next snapshot needs a `flush` before it. */
  isFull(): boolean;
  /** Hands on what was recorded since the last call. */
  flush(): Promise<void>;
  /** Forgets what was recorded since the last flush, after a step. */
  dropAfter(step: number): void;
}

/**
 * Opens a recorder of trajectory 0.
 *
 * @param append receives at least one piece, if only an empty one, so that the width is known.
 */
export function openRecorder(probe: Probe, append: AppendSnapshots): Recorder {
  const width = probe.names.length;
  const capacity = Math.max(1, Math.min(MOST_ROWS, Math.floor(PIECE_BYTES / (8 * width))));
  const trajectory = new Int32Array(capacity);
  const steps = new Int32Array(capacity);
  const data = new Float64Array(capacity * width);
  let rows = 0;
  let pieces = 0;
  return {
    record(step, trainer, loss) {
      const begin = rows * width;
      const end = begin + width;
      probe.measure(trainer, loss, data.subarray(begin, end));
      for (let i = begin; i < end; i++) if (!Number.isFinite(data[i])) return false;
      steps[rows++] = step;
      return true;
    },
    isFull: () => rows === capacity,
    async flush() {
      if (rows === 0 && pieces > 0) return;
      const piece = {
        trajectory: trajectory.subarray(0, rows),
        step: steps.subarray(0, rows),
        values: { width, data: data.subarray(0, rows * width) },
      };
      rows = 0;
      pieces++;
      await append(piece);
    },
    dropAfter(step) {
      while (rows > 0 && steps[rows - 1]! > step) rows--;
    },
  };
}
