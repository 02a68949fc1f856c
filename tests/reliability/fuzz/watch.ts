/** Watches the process that reads spoilt inputs: one that hangs or ends is a failure of the input it read. */

import { fileURLToPath } from "node:url";
import { readLines } from "../../engine/store/spawn.ts";
import type { Line, Tally } from "./program.ts";

/** Something that went wrong with an input. */
export interface Failure {
  readonly input: number;
  readonly words: string;
}

/** What a process did. */
export interface Watched {
  readonly failures: readonly Failure[];
  /** Undefined when it did not come to its end. */
  readonly tally: Tally | undefined;
  /** The input it read last; −1 when it read none. */
  readonly last: number;
}

const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/** An input that takes longer hangs, in ms: the slowest takes a hundredth of it on a quiet machine. */
const LONGEST = 180_000;

/** A heap that outgrows this, in MiB, ends the process. */
const HEAP = 768;

/** Runs `program.ts` with arguments, to its end or to that of its input's time. */
export async function watchProgram(args: readonly string[]): Promise<Watched> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--config",
      CONFIG,
      `--v8-flags=--max-old-space-size=${HEAP}`,
      PROGRAM,
      ...args,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  const failures: Failure[] = [];
  let tally: Tally | undefined;
  let last = -1;
  let hangs = false;
  const begin = () =>
    setTimeout(() => {
      hangs = true;
      child.kill("SIGKILL");
    }, LONGEST);
  let timer = begin();
  for await (const text of readLines(child.stdout)) {
    const line: Line = JSON.parse(text);
    clearTimeout(timer);
    timer = begin();
    if (line.kind === "begun") last = line.input;
    else if (line.kind === "defect") failures.push(line);
    else tally = line.tally;
  }
  await child.status;
  clearTimeout(timer);
  if (tally === undefined) {
    const words = hangs ? `no end within ${LONGEST / 1000} s` : `the process ended: ${await said}`;
    failures.push({ input: last, words });
  }
  return { failures, tally, last };
}
