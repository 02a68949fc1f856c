import assert from "node:assert/strict";
import { listenForInterrupts } from "../../../engine/command/interrupts.ts";

Deno.test({
  name: "a run that its supervisor tells to stop takes a signal of its own for the same interrupt",
  ignore: Deno.build.os === "windows",
  // The listeners stay: a late signal must not end a run that writes down what it did.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    let tell: (() => void) | undefined;
    let stops = 0;
    const interrupts = listenForInterrupts(() => stops += 1, {
      attempt: {},
      remember: () => {},
      listen: (onStop) => tell = onStop,
    });
    tell?.();
    // What was given back to the system would end this process; SIGINT is for those who run the tests.
    for (const signal of ["SIGTERM", "SIGHUP"] as const) Deno.kill(Deno.pid, signal);
    await new Promise((resume) => setTimeout(resume, 100));
    interrupts.close();
    assert.ok(interrupts.signal.aborted);
    assert.equal(stops, 1);
  },
});
