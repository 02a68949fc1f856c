/** Timers without time: they run in the order in which they were set, however long they were to wait. */

import { refuse } from "./impurity.ts";
import { lockProperty } from "./lock_property.ts";

type Handler = (...given: unknown[]) => void;

/** A pending timer. Converts to its number, as browsers give; has `unref`, as Node gives. */
class Timer {
  constructor(readonly id: number) {}

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

const pending = new Map<number, { readonly run: Handler; readonly given: readonly unknown[] }>();
let last = 0;

/** Replaces the timers. */
export function sealTimers(): void {
  // One turn of the event loop a timer, so that promises settle in between as they do outside.
  const turn = setTimeout;
  const set = (run: unknown, given: readonly unknown[]): Timer => {
    if (typeof run !== "function") refuse("a timer that evaluates text");
    const id = ++last;
    pending.set(id, { run: (...given) => run(...given), given });
    turn(runNext, 0);
    return new Timer(id);
  };
  const clear = (timer?: unknown) => void pending.delete(Number(timer));
  lockProperty(
    globalThis,
    "setTimeout",
    (run: unknown, _delay?: number, ...given: unknown[]) => set(run, given),
  );
  lockProperty(globalThis, "setImmediate", (run: unknown, ...given: unknown[]) => set(run, given));
  lockProperty(globalThis, "clearTimeout", clear);
  lockProperty(globalThis, "clearImmediate", clear);
  lockProperty(globalThis, "clearInterval", clear);
  lockProperty(globalThis, "setInterval", () => refuse("a call of setInterval"));
  lockProperty(AbortSignal, "timeout", () => refuse("a call of AbortSignal.timeout"));
}

/** Forgets every pending timer, so that none runs into the next cell. */
export function clearTimers(): void {
  pending.clear();
}

function runNext(): void {
  for (const [id, { run, given }] of pending) {
    pending.delete(id);
    run(...given);
    return;
  }
}
