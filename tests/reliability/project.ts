/** Projects, processes and stores for tests that end, starve and mistreat running koopline. */

import { join } from "node:path";
import { openStore } from "../../engine/store/store.ts";
import {
  inFolder,
  listArguments,
  type Place,
  type Ran,
  writeFiles,
} from "../end_to_end/koopline.ts";
import { FILES } from "./project_files.ts";

/** A folder with the files of `project_files.ts`. */
export interface Project extends Place {
  /** Where runs keep their store when nothing else is said. */
  readonly store: string;
}

/** Runs a test in a new copy of the project, with more files or others. */
export async function inProject(
  work: (project: Project) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, { ...FILES, ...files });
    await work({ cwd, store: join(cwd, "artifacts") });
  });
}

/** How koopline is started. */
export interface StartOptions {
  /** A program, with arguments, that starts it in surroundings of its own. */
  readonly wrap?: readonly string[];
  /** Whether it leads a process group of its own, which {@link Running.kill} then ends as a whole. */
  readonly group?: boolean;
}

/** A koopline that runs. */
export interface Running {
  readonly pid: number;
  /** Sends a signal, to its group when it leads one. False when it has ended. */
  kill(signal: Deno.Signal): boolean;
  /** The next line that it wrote to standard error, as `--json` does with events; undefined at its end. */
  listen(): Promise<string | undefined>;
  /** Waits for its end. @throws when it hangs: it is ended after {@link LONGEST}. */
  finish(): Promise<Ended>;
}

/** How a process ended; `stderr` is all of it, also what was listened to. */
export interface Ended extends Ran {
  readonly signal: Deno.Signal | null;
}

/** Longer than anything here takes on the busiest machine, in ms. */
const LONGEST = 15 * 60_000;

/** Starts koopline as a process. */
export function startKoopline(
  args: readonly string[],
  place: Place,
  { wrap = [], group = false }: StartOptions = {},
): Running {
  const [program = "", ...rest] = [...wrap, Deno.execPath(), ...listArguments(args, place)];
  const child = new Deno.Command(program, {
    args: rest,
    cwd: place.cwd,
    env: { NO_COLOR: "1", ...place.env },
    detached: group,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let hangs = false;
  const watchdog = setTimeout(() => {
    hangs = sendSignal(child.pid, "SIGKILL");
  }, LONGEST);
  const heard: string[] = [];
  const lines = readLines(child.stderr);
  const stdout = new Response(child.stdout).text();
  const listen = async () => {
    const { value } = await lines.next();
    if (typeof value !== "string") return undefined;
    heard.push(value);
    return value;
  };
  return {
    pid: child.pid,
    kill: (signal) => sendSignal(group ? -child.pid : child.pid, signal),
    listen,
    async finish() {
      while (await listen() !== undefined);
      const { code, signal } = await child.status;
      clearTimeout(watchdog);
      if (hangs) throw new Error(`koopline ${args.join(" ")} hung:\n${heard.join("\n")}`);
      return { code, signal, stdout: await stdout, stderr: heard.join("\n") };
    },
  };
}

/** Runs koopline in a project to its end. */
export function runToEnd(
  args: readonly string[],
  place: Place,
  options: StartOptions = {},
): Promise<Ended> {
  return startKoopline(args, place, options).finish();
}

/** Sends a signal to a process. False when there is none any more. */
export function sendSignal(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Reads the artifact's address of every key that has one, so that two stores can be compared. */
export function readStore(root: string): ReadonlyMap<string, string> {
  const addresses: [string, string][] = [];
  for (const { key, outcome } of openStore(root).listRecords()) {
    if (outcome.kind === "done") addresses.push([key, outcome.artifact]);
  }
  return new Map(addresses.sort());
}

/** Lists the cells of which `run --json` said on standard error that something happened. */
export function listCells(stderr: string, event: string): readonly string[] {
  return stderr.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line))
    .filter((one) => one.event === event).map(({ cell }) => String(cell));
}
