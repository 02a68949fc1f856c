/** Running whole processes and measuring what a person would wait for. */

/** What a process took. */
export interface Measured {
  readonly seconds: number;
  /** Seconds of processor time of all its threads and children, sampled; 0 where the system does not say. */
  readonly cpu: number;
  /** Largest resident size in MiB, with that of its children; sampled, 0 where the system does not say. */
  readonly peak: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function measureProcess(
  command: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Measured> {
  const [program = "", ...args] = command;
  const started = performance.now();
  const child = new Deno.Command(program, {
    args,
    cwd: options.cwd,
    env: { ...options.env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let [peak, cpu] = [0, 0];
  const timer = setInterval(() => {
    const processes = listTree(child.pid);
    peak = Math.max(peak, addUp(processes, readPeak));
    cpu = Math.max(cpu, addUp(processes, readProcessorTime));
  }, 20);
  const output = await child.output();
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    seconds,
    cpu,
    peak,
    code: output.code,
    stdout: decode(output.stdout),
    stderr: decode(output.stderr),
  };
}

/** The best of several runs, which disturbs least with what else the machine does. */
export async function measureBest(
  times: number,
  command: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Measured> {
  let best: Measured | undefined;
  for (let run = 0; run < times; run++) {
    const measured = await measureProcess(command, options);
    if (measured.code !== 0) throw new Error(`${command.join(" ")}: ${measured.stderr}`);
    if (best === undefined || measured.seconds < best.seconds) best = measured;
  }
  if (best === undefined) throw new Error("measureBest() needs at least one run");
  return best;
}

/** Whether a program can be started. */
export async function isInstalled(command: readonly string[]): Promise<boolean> {
  try {
    return (await measureProcess(command, { cwd: "." })).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The interpreters that may have PyTorch: the one in the path, and Debian's. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** Finds a Python that has PyTorch. */
export async function findTorch(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    if (await isInstalled([python, "-c", "import torch"])) return python;
  }
  return undefined;
}

/** Lists a process and those that it started: a run works in a child. */
function listTree(pid: number): readonly number[] {
  try {
    // The system lists them by the thread that started them.
    const tasks = `/proc/${pid}/task`;
    const children = Array.from(Deno.readDirSync(tasks), ({ name }) => name).flatMap((task) =>
      Deno.readTextFileSync(`${tasks}/${task}/children`).split(" ").filter((word) => word !== "")
    );
    return [pid, ...children.map(Number).flatMap(listTree)];
  } catch {
    return [pid];
  }
}

function addUp(processes: readonly number[], read: (pid: number) => number): number {
  return processes.reduce((sum, pid) => sum + read(pid), 0);
}

function readPeak(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** User and system time. The system counts in ticks of a hundredth of a second. */
function readProcessorTime(pid: number): number {
  try {
    // The name, in parentheses, may hold blanks.
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
