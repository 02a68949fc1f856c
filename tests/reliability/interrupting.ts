/** Interrupting commands as people, terminals and systems do, and what must hold then. */

import assert from "node:assert/strict";
import { type Ended, type Project, sendSignal, startKoopline } from "./project.ts";

/** What stops a command. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a command is interrupted. */
export interface Interruption {
  readonly signal: Deno.Signal;
  /** When: some ms after its start, or with the first line that says it. */
  readonly moment: number | RegExp;
  /** Whether the signal goes to its whole group, as Ctrl-C does, and not to the process that was started. */
  readonly group?: boolean;
}

/** How a command ended that got a signal. */
export interface Stopped extends Ended {
  /** Whether it had ended before. */
  readonly late: boolean;
  /** Seconds from the signal to its end. */
  readonly seconds: number;
}

/** Seconds that only a command takes which does not stop: on a quiet machine it takes two at the most. */
const HANG = 60;

/** Starts a command and interrupts it. */
export async function interrupt(
  args: readonly string[],
  project: Project,
  { signal, moment, group = false }: Interruption,
): Promise<Stopped> {
  const running = startKoopline(args, project, { group });
  if (typeof moment === "number") await new Promise((resume) => setTimeout(resume, moment));
  else for (let line = ""; !moment.test(line); line = (await running.listen()) ?? "started");
  const at = performance.now();
  const late = !running.kill(signal);
  const ended = await running.finish();
  return { ...ended, late, seconds: (performance.now() - at) / 1000 };
}

/** Checks that a command stopped as it was told, or had come to its end. */
export function assertStopped({ code, seconds, stderr }: Stopped, signal: Deno.Signal): void {
  // Before a command listens the system ends it, which shells show as 128 and the signal's number.
  const numbers: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  assert.ok([0, 130, numbers[signal]].includes(code), `code ${code}: ${stderr}`);
  assert.ok(seconds < HANG, `${seconds} s`);
  assert.doesNotMatch(stderr, /defect of koopline|\n\s+at /);
}

/** Finds the process that does the work of a supervisor; undefined when there is none. */
export async function findChild(pid: number): Promise<number | undefined> {
  const words = ["-o", "pid=", "--ppid", `${pid}`];
  const { stdout } = await new Deno.Command("ps", { args: words }).output();
  const [first = ""] = new TextDecoder().decode(stdout).trim().split("\n");
  return first === "" ? undefined : Number(first);
}

/** Waits until a process is gone. @throws when it is still there after a time that only a hang takes. */
export async function waitUntilGone(pid: number): Promise<void> {
  for (let tries = 0; sendSignal(pid, "SIGCONT"); tries++) {
    assert.ok(tries < HANG * 20, `process ${pid} is still there`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
