/** Running the real command line as a process, in a folder of the test's own. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a command runs. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The project's folder, when it is another copy. */
  readonly root?: string;
  /** False for a machine that reaches nothing. */
  readonly network?: boolean;
  /** More options of `deno run`. */
  readonly flags?: readonly string[];
}

const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-sys=cpus",
  "--allow-env=TZ,KOOPLINE_STORE,KOOPLINE_DATA,LOG_TOKENS,LOG_STREAM,NO_COLOR",
  "--allow-net",
];

/** Lists the arguments of Deno that run koopline with the permissions of `deno task`. */
export function listArguments(args: readonly string[], place: Place): string[] {
  const root = place.root ?? ROOT;
  return [
    "run",
    ...PERMISSIONS.filter((one) => place.network !== false || one !== "--allow-net"),
    ...place.flags ?? [],
    "--config",
    join(root, "deno.json"),
    join(root, "main.ts"),
    ...args,
  ];
}

/** The command that starts koopline with the permissions of `deno task`. */
export function buildCommand(args: readonly string[], place: Place): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: listArguments(args, place),
    cwd: place.cwd,
    env: { NO_COLOR: "1", ...place.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs koopline to its end. */
export async function runKoopline(args: readonly string[], place: Place): Promise<Ran> {
  const { code, stdout, stderr } = await buildCommand(args, place).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** Makes a folder for a test and removes it afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "koopline-test-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes files into a folder by relative path. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    await Deno.mkdir(join(target, ".."), { recursive: true });
    await Deno.writeTextFile(target, text);
  }
}

/** The artifact address of every cell of a pipeline, from `plan --json`. */
export async function readAddresses(
  file: string,
  place: Place,
): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await runKoopline(["plan", file, "--json"], place);
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return Object.fromEntries(lines.map(({ cell, artifact }) => [cell, artifact]));
}
