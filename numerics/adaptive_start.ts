/**
 * Where a forecast may begin: the adaptive choice of t1 and t2, which Dogra & Redman 2020 (section 5) leave open.
 *
 * Windows of W snapshots begin at rows 0, hop, 2·hop, … . A window is accepted when every eigenvalue that counts, of
 * every patch operator, is within ε of the unit circle, and when the operators predict the end of the window
 * no worse than linear extrapolation does (`adaptive_window.ts`, `hold_out.ts`). As soon as `windows` windows one behind the
 * other are accepted, t1 is the beginning of the first of them and t2 the end of the last. Nothing behind t2 is looked
 * at. When no windows qualify the last ones that were looked at are taken instead, and `began` is false.
 */

import { KooplineError } from "../schemas/error.ts";
import { inspectWindow, type WindowOptions, type WindowWorth } from "./adaptive_window.ts";
import type { Matrix } from "./matrix.ts";

/** The rule. */
export interface AdaptiveStartOptions extends WindowOptions {
  /** Snapshots of a window, W, with those held out at its end. */
  readonly window: number;
  /** Snapshots from the beginning of a window to that of the next. */
  readonly hop: number;
  /** Windows one behind the other that must be accepted. */
  readonly windows: number;
  /** How far a modulus may be from 1, ε. */
  readonly epsilon: number;
}

/** A window that was looked at; rows are those of the snapshots, both included. */
export interface InspectedWindow extends WindowWorth {
  readonly first: number;
  readonly last: number;
  readonly accepted: boolean;
}

/** Where to begin; rows are those of the snapshots, both included. */
export interface AdaptiveStart {
  /** Row of t1. */
  readonly first: number;
  /** Row of t2. */
  readonly last: number;
  /** Whether windows qualified. */
  readonly began: boolean;
  /** All windows that were looked at, in order. */
  readonly windows: readonly InspectedWindow[];
}

/**
 * Finds t1 and t2.
 *
 * @param snapshots rows = snapshots, one recorded step apart; @param patches places of each patch's weights.
 * @param progress is told the share of the windows that are done.
 * @throws KooplineError `numeric.undefined` when not even one window fits; what fits throw.
 */
export function findAdaptiveStart(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  options: AdaptiveStartOptions,
  progress: (fraction: number) => void = () => {},
): AdaptiveStart {
  const { window, hop, windows: wanted } = options;
  const count = 1 + Math.floor((snapshots.rows - window) / hop);
  if (count < 1) throw failShort(snapshots.rows, window);
  const seen: InspectedWindow[] = [];
  let run = 0;
  for (let number = 0; number < count && run < wanted; number++) {
    const inspected = inspectAt(snapshots, patches, number * hop, options);
    seen.push(inspected);
    run = inspected.accepted ? run + 1 : 0;
    progress((number + 1) / count);
  }
  return {
    first: seen.at(-Math.min(wanted, seen.length))!.first,
    last: seen.at(-1)!.last,
    began: run >= wanted,
    windows: seen,
  };
}

function inspectAt(
  { columns, data }: Matrix,
  patches: readonly Int32Array[],
  first: number,
  options: AdaptiveStartOptions,
): InspectedWindow {
  const { window: rows, epsilon } = options;
  const part = data.subarray(first * columns, (first + rows) * columns);
  const worth = inspectWindow({ rows, columns, data: part }, patches, options);
  // The distance is NaN where linear extrapolation predicts better.
  const accepted = worth.distance <= epsilon;
  return { ...worth, first, last: first + rows - 1, accepted };
}

function failShort(rows: number, window: number): KooplineError {
  return new KooplineError({
    code: "numeric.undefined",
    expected: `at least ${window} snapshots, which make a window`,
    found: `${rows}`,
    hint: "Record more steps, or take a shorter window.",
  });
}
