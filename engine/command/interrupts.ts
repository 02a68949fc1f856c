/** Ctrl-C, SIGTERM and a terminal that is closed. */

import { EXIT } from "./exit.ts";

/** Milliseconds that a run has to write down what it did, once it was told to stop. */
const LONGEST_STOP = 1700;

/** What is listened to while something runs. */
export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Ends listening; signals end the process again. */
  close(): void;
}

/**
 * Turns the first signal into an abort. A second one ends the process at once, as the system does, and so does this
 * when stopping takes too long: everything in a store is whole at any moment.
 *
 * @param onStop called with the abort, and before the process is ended: what must not be left on a terminal goes.
 */
export function listenForInterrupts(onStop: () => void = () => {}): Interrupts {
  const controller = new AbortController();
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const giveBack = () => signals.forEach((name) => Deno.removeSignalListener(name, stop));
  const stop = () => {
    // The system takes over: it also ends a process whose thread is busy.
    giveBack();
    timer = setTimeout(() => Deno.exit(EXIT.interrupted), LONGEST_STOP);
    onStop();
    controller.abort(new DOMException("The command was interrupted.", "AbortError"));
  };
  for (const name of signals) Deno.addSignalListener(name, stop);
  return {
    signal: controller.signal,
    close() {
      clearTimeout(timer);
      if (!controller.signal.aborted) giveBack();
    },
  };
}
