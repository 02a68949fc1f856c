/** The clock of a cell that may read the time: it ends with the cell, so that no other comes by it. */

import type { Clock } from "../../stages/define.ts";
import { HINTS, refuse } from "./impurity.ts";

const MILLISECONDS = 1000;

/** A clock and its end. */
export interface CellClock {
  /** Gives seconds, monotonic. */
  readonly read: Clock;
  /** Ends it: whoever kept `read` is refused from here on. */
  close(): void;
}

/**
 * Opens a clock.
 *
 * @param now gives milliseconds, monotonic.
 */
export function openClock(now: () => number): CellClock {
  let isOpen = true;
  return {
    read: () =>
      isOpen ? now() / MILLISECONDS : refuse("a look at a clock that has ended", HINTS.clock),
    close() {
      isOpen = false;
    },
  };
}
