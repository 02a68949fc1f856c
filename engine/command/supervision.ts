/** A run's side of its supervision: what it is told, and what it asks to be remembered. See supervise.ts. */

import { z } from "zod";
import { EXIT } from "./exit.ts";
import { type Attempt, TO_SUPERVISOR } from "./supervise.ts";
import { writeData } from "./terminal.ts";

/** A supervisor, as its run sees it. */
export interface Supervision {
  readonly attempt: Attempt;
  /** Has something told to the process after this one, should this one break down. */
  remember(memory: string): void;
  /** Chooses who hears that the run is to stop; while nobody does, the process ends. */
  listen(onStop: (() => void) | undefined): void;
}

const ATTEMPT = z.strictObject({
  death: z.strictObject({ pid: z.int(), signal: z.string() }).exactOptional(),
  memory: z.string().exactOptional(),
});

/** Reads what the supervisor says, and goes on listening to it. The process ends when the supervisor has. */
export function openSupervision(): Supervision {
  const attempt = ATTEMPT.parse(JSON.parse(readLine()));
  let stop: (() => void) | undefined;
  hear(() => stop === undefined ? Deno.exit(EXIT.interrupted) : stop());
  return {
    attempt,
    remember: (memory) => writeData(`${TO_SUPERVISOR}${memory}\n`),
    listen(onStop) {
      stop = onStop;
    },
  };
}

/** Reads the first line, byte by byte: what follows it belongs to others. */
function readLine(): string {
  const bytes: number[] = [];
  const byte = new Uint8Array(1);
  while (Deno.stdin.readSync(byte) !== null && byte[0] !== 0x0a) bytes.push(byte[0] ?? 0);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

async function hear(onStop: () => void): Promise<void> {
  const bytes = new Uint8Array(64);
  // There is one thing to be told, and the end.
  while (await Deno.stdin.read(bytes) !== null) onStop();
  Deno.exit(EXIT.interrupted);
}
