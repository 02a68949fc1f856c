/**
 * The supervisor of a run: the process that a user starts, which starts the real one and waits for it.
 *
 * V8 ends a whole process when the objects of one worker fill its heap, and so do the system when memory is
 * gone and native code that crashes: nothing inside can turn that into the failure of one cell. This process
 * lives on, and starts the run again, which then finds out whose fault it was (`engine/run/aftermath.ts`). It
 * loads nothing of the engine, since every run pays for it.
 *
 * Its child's standard input is a pipe: the first line says what became of the process before, a second one
 * tells it to stop, and its end that nobody waits for it any more. Standard output is a pipe as well: a line
 * that begins with {@link TO_SUPERVISOR} is kept for the next process, and the rest is the answer of the one
 * that comes to its end.
 */

import { EXIT } from "./exit.ts";
import { listSignals } from "./interrupts.ts";
import { writeData } from "./terminal.ts";

/** The first argument of a run that has a supervisor. */
export const SUPERVISED = "supervised:";

/** Begins a line of standard output that is for the supervisor. */
export const TO_SUPERVISOR = "\0";

/** What a run's supervisor tells it. */
export interface Attempt {
  /** The process before this one, when it broke down. */
  readonly death?: Death;
  /** What the latest process that said something wanted the next one to know. */
  readonly memory?: string;
}

/** How a process ended that nobody had told to. */
export interface Death {
  readonly pid: number;
  readonly signal: string;
}

/** A process that breaks down is ended by one of these; by others, when somebody ends it. */
const BREAKDOWNS: ReadonlySet<string> = new Set([
  "SIGTRAP",
  "SIGABRT",
  "SIGILL",
  "SIGSEGV",
  "SIGBUS",
  "SIGFPE",
  "SIGSYS",
  "SIGKILL",
]);

/** A run that was told to stop and has not after so many ms is ended: a little longer than it gives itself. */
const LONGEST_STOP = 1900;

/**
 * Lists the arguments of Deno that start a command's child.
 *
 * @returns undefined when the command does its work itself: it is no run, it was told to, it is a child, or it
 * cannot start one that may do what it may itself.
 */
export function listChildArguments(args: readonly string[]): readonly string[] | undefined {
  const here = import.meta.dirname;
  const isAlone = args.some((one) => ["--unsupervised", "-h", "--help"].includes(one));
  if (args[0] !== "run" || isAlone || here === undefined) return undefined;
  // How processes end is told by signals, which Windows has not.
  const permissions = Deno.build.os === "windows" ? undefined : listPermissions();
  if (permissions === undefined) return undefined;
  const root = here.replace(/\/engine\/command$/, "");
  const config = ["--config", `${root}/deno.json`];
  return ["run", "--no-prompt", ...permissions, ...config, `${root}/main.ts`, SUPERVISED, ...args];
}

const WHOLE = ["read", "write", "net", "run", "sys", "env", "import", "ffi"] as const;
const SYSTEM = ["cpus", "hostname"] as const;
const VARIABLES = [
  "TZ",
  "KOOPLINE_STORE",
  "KOOPLINE_DATA",
  "LOG_TOKENS",
  "LOG_STREAM",
  "NO_COLOR",
] as const;

/**
 * Lists the flags that give a child what this process may do.
 *
 * @returns undefined when they cannot: programs cannot ask for lists of paths and hosts.
 */
function listPermissions(): readonly string[] | undefined {
  const granted = new Set<string>();
  for (const name of WHOLE) {
    const { state, partial } = Deno.permissions.querySync({ name });
    if (partial) return undefined;
    if (state === "granted") granted.add(name);
  }
  if (!granted.has("read") || !granted.has("write") || !granted.has("run")) return undefined;
  const flags = [...granted].map((name) => `--allow-${name}`);
  const list = (name: string, parts: readonly string[]) => {
    if (!granted.has(name) && parts.length > 0) flags.push(`--allow-${name}=${parts.join(",")}`);
  };
  list("sys", SYSTEM.filter((kind) => isGranted({ name: "sys", kind })));
  list("env", VARIABLES.filter((variable) => isGranted({ name: "env", variable })));
  return flags;
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** Whether a run was told to stop, and how to be told. */
interface Stopping {
  told: boolean;
  /** Stops the process that runs now. */
  stop: () => void;
  /** Ends it. */
  end: () => void;
}

/**
 * Runs a command as a child, and again each time that it breaks down. That comes to an end: a process which
 * finds that nobody can be blamed for the death of the one before ends with an error, and each of the others
 * fails a cell or runs those that are suspected alone.
 *
 * @returns the exit code of the one that comes to its end.
 */
export async function supervise(child: readonly string[]): Promise<number> {
  const stopping = listenForStop();
  let attempt: Attempt = {};
  for (;;) {
    const ended = await runChild(child, attempt, stopping);
    if (ended.signal === null) {
      writeData(ended.answer);
      return ended.code;
    }
    if (stopping.told || isInterrupt(ended.signal)) return EXIT.interrupted;
    if (!BREAKDOWNS.has(ended.signal)) return ended.code;
    const memory = ended.memory ?? attempt.memory;
    attempt = {
      death: { pid: ended.pid, signal: ended.signal },
      ...(memory === undefined ? {} : { memory }),
    };
  }
}

/** The first signal stops the run, the second one ends it. */
function listenForStop(): Stopping {
  const stopping: Stopping = { told: false, stop: () => {}, end: () => {} };
  const hear = () => {
    if (stopping.told) return stopping.end();
    stopping.told = true;
    stopping.stop();
    setTimeout(() => stopping.end(), LONGEST_STOP);
  };
  for (const name of listSignals()) Deno.addSignalListener(name, hear);
  return stopping;
}

function isInterrupt(signal: string): boolean {
  return listSignals().some((name) => name === signal);
}

/** How a child ended. */
interface Ended {
  readonly pid: number;
  readonly code: number;
  readonly signal: string | null;
  readonly answer: string;
  readonly memory: string | undefined;
}

async function runChild(
  args: readonly string[],
  attempt: Attempt,
  stopping: Stopping,
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  const tell = (line: string) => {
    // One that has ended hears nothing any more.
    input.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
  };
  stopping.stop = () => tell("stop");
  stopping.end = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  tell(JSON.stringify(attempt));
  if (stopping.told) stopping.stop();
  const [{ code, signal }, text] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
  ]);
  return { pid: child.pid, code, signal, ...sortOutput(text) };
}

/** Parts what a child wrote into its answer and what it wanted to be remembered. */
function sortOutput(text: string): Pick<Ended, "answer" | "memory"> {
  const lines = text.split("\n");
  const answer = lines.filter((line) => !line.startsWith(TO_SUPERVISOR)).join("\n");
  return { answer, memory: lines.findLast((line) => line.startsWith(TO_SUPERVISOR))?.slice(1) };
}
