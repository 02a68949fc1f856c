/** Ctrl-C, SIGTERM and a terminal that is closed. */

import { EXIT } from "./exit.ts";
import type { Supervision } from "./supervision.ts";

/** Milliseconds that a run has to write down what it did, once it was told to stop. */
const LONGEST_STOP = 1700;

/** What is listened to while something runs. */
export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Ends listening; signals end the process again. */
  close(): void;
}

/** Lists the signals by which people and systems stop a command. */
export function listSignals(): readonly Deno.Signal[] {
  return Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/**
 * Turns the first signal into an abort. A second one ends the process at once, as the system does, and so does this
 * when stopping takes too long: everything in a store is whole at any moment.
 *
 * A terminal sends a signal to a supervisor and to its run, and the supervisor tells the run: that is one
 * interrupt. What a second one does is for the supervisor to say, who ends the run.
 *
 * @param onStop called with the abort, and before the process is ended: what must not be left on a terminal goes.
 */
export function listenForInterrupts(
  onStop: () => void = () => {},
  supervision?: Supervision,
): Interrupts {
  const controller = new AbortController();
  const signals = listSignals();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const giveBack = () => signals.forEach((name) => Deno.removeSignalListener(name, stop));
  const stop = () => {
    if (controller.signal.aborted) return;
    // The system takes over: it also ends a process whose thread is busy.
    if (supervision === undefined) giveBack();
    timer = setTimeout(() => Deno.exit(EXIT.interrupted), LONGEST_STOP);
    onStop();
    controller.abort(new DOMException("The command was interrupted.", "AbortError"));
  };
  for (const name of signals) Deno.addSignalListener(name, stop);
  supervision?.listen(stop);
  return {
    signal: controller.signal,
    close() {
      clearTimeout(timer);
      if (controller.signal.aborted) return;
      giveBack();
      supervision?.listen(undefined);
    },
  };
}
