/** Starting, hearing and killing processes that work on a store. */

import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./store_process.ts", import.meta.url));

/** A process that works on a store. */
export interface StoreProcess {
  /** The next line it says; undefined when it has ended. */
  listen(): Promise<string | undefined>;
  /** Ends it as the system does when memory is short, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits for its end. */
  finish(): Promise<{ readonly code: number; readonly error: string }>;
}

/**
 * Starts `store_process.ts` with a command.
 *
 * @param wrap a program, with arguments, that starts it in surroundings of its own.
 */
export function spawnStoreProcess(
  args: readonly string[],
  wrap: readonly string[] = [],
): StoreProcess {
  const [program = Deno.execPath(), ...rest] = [
    ...wrap,
    Deno.execPath(),
    "run",
    "--allow-all",
    PROGRAM,
    ...args,
  ];
  const child = new Deno.Command(program, { args: rest, stdout: "piped", stderr: "piped" }).spawn();
  const lines = readLines(child.stdout);
  const error = new Response(child.stderr).text();
  const finish = async () => {
    while ((await lines.next()).done !== true);
    const { code } = await child.status;
    return { code, error: await error };
  };
  return {
    async listen() {
      const { value } = await lines.next();
      return typeof value === "string" ? value : undefined;
    },
    async kill() {
      child.kill("SIGKILL");
      await finish();
    },
    finish,
  };
}

/** Reads the lines of a stream; what is behind the last line's end is no line. */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
