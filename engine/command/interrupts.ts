/** Ctrl-C and SIGTERM. */

import { EXIT } from "./exit.ts";

/** Turns Ctrl-C and SIGTERM into an abort; a second one ends the process at once. */
export function listenForInterrupts(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) Deno.exit(EXIT.interrupted);
    controller.abort();
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, stop);
  return {
    signal: controller.signal,
    close: () => signals.forEach((name) => Deno.removeSignalListener(name, stop)),
  };
}
