/** Quantities measured along a training on their way to a table. */

const PIECE_ROWS = 4096;

/** Rows of the table of curves. */
export interface CurveRows {
  readonly trajectory: Int32Array;
  readonly step: Int32Array;
  readonly quantity: readonly string[];
  readonly value: Float64Array;
}

/** Takes rows. */
export type AppendCurves = (rows: CurveRows) => Promise<void>;

/** Collects measured quantities of trajectory 0. */
export interface Curves {
  /** Adds a row; a value that is not finite is left out. */
  add(step: number, quantity: string, value: number): void;
  /** Whether a `flush` is due. */
  isFull(): boolean;
  /** Hands on what was added since the last call. */
  flush(): Promise<void>;
}

/** Opens a collector. */
export function openCurves(append: AppendCurves): Curves {
  let steps: number[] = [];
  let quantities: string[] = [];
  let values: number[] = [];
  return {
    add(step, quantity, value) {
      if (!Number.isFinite(value)) return;
      steps.push(step);
      quantities.push(quantity);
      values.push(value);
    },
    isFull: () => steps.length >= PIECE_ROWS,
    async flush() {
      const piece = {
        trajectory: new Int32Array(steps.length),
        step: Int32Array.from(steps),
        quantity: quantities,
        value: Float64Array.from(values),
      };
      [steps, quantities, values] = [[], [], []];
      await append(piece);
    },
  };
}
