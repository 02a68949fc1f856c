/**
 * Reads spoilt inputs in a process of its own: `program.ts TARGET SEED FIRST COUNT`, or `program.ts TARGET corpus FILE…`.
 *
 * It says the number of each input before it reads it, so that whoever started it knows which one it was when
 * it hangs or ends.
 */

// Before everything that keeps a constructor.
import { takeAsked } from "./allocation.ts";
import process from "node:process";
import { checkSeeds } from "./check_seeds.ts";
import { judgeReading } from "./judge.ts";
import { TARGETS } from "./targets.ts";
import { makeInput, type Reading, type Target } from "./target.ts";

/** Memory that one reading may ask for by number, in bytes: the least, and for each byte of the input. */
const LEAST_ASKED = 32 * 2 ** 20;
const ASKED_FOR_BYTE = 2000;

/** What the process says, a line of JSON each. */
export type Line =
  | { readonly kind: "begun"; readonly input: number }
  | { readonly kind: "defect"; readonly input: number; readonly words: string }
  | { readonly kind: "ended"; readonly tally: Tally };

/** What became of the readings, and what they cost. */
export interface Tally {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
  readonly passedOver: number;
  /** The most that one reading took, in s of the processor, and asked for, in bytes. */
  readonly longest: number;
  readonly asked: number;
  /** The most memory that the process had, in KiB. */
  readonly peak: number;
  /** Time of the processor that the process took, in s. */
  readonly seconds: number;
}

function say(line: Line): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
}

/** Gives the processor's time so far, in s: a crowded machine does not change it. */
function measureTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function readInputs(
  target: Target,
  inputs: Iterable<readonly [number, Uint8Array]>,
): Promise<void> {
  const counts = { read: 0, refused: 0, "passed over": 0, defect: 0 };
  const most = { longest: 0, asked: 0 };
  let total = 0;
  for (const [input, bytes] of inputs) {
    say({ kind: "begun", input });
    total++;
    for (const reading of target.readings) {
      takeAsked();
      const begun = measureTime();
      const verdict = await judgeReading(reading, bytes.slice());
      most.longest = Math.max(most.longest, measureTime() - begun);
      const asked = takeAsked();
      most.asked = Math.max(most.asked, asked);
      counts[verdict.kind]++;
      const words = verdict.kind === "defect" ? verdict.words : describeGreed(asked, bytes);
      if (words !== undefined) say({ kind: "defect", input, words: name(reading, words) });
    }
  }
  const { read, refused, "passed over": passedOver } = counts;
  const peak = readPeak();
  const tally = { inputs: total, read, refused, passedOver, ...most, peak, seconds: measureTime() };
  say({ kind: "ended", tally });
}

/** Peak memory in KiB. On Linux the system's own count of it begins with that of the process that started this one. */
function readPeak(): number {
  if (Deno.build.os !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))?.[1]);
}

function name(reading: Reading, words: string): string {
  return `${reading.name}: ${words}`;
}

function describeGreed(asked: number, { length }: Uint8Array): string | undefined {
  if (asked <= LEAST_ASKED + ASKED_FOR_BYTE * length) return undefined;
  return `asked for ${asked} bytes of memory for an input of ${length}`;
}

function* makeInputs(target: Target, seed: string, first: number, count: number) {
  for (let input = first; input < first + count; input++) {
    yield [input, makeInput(target, seed, input)] as const;
  }
}

function* readFiles(files: readonly string[]) {
  for (const [index, file] of files.entries()) yield [index, Deno.readFileSync(file)] as const;
}

if (import.meta.main) {
  const [name = "", seed = "", ...rest] = Deno.args;
  const target = await TARGETS[name]?.load();
  if (target === undefined) throw new Error(`no target ${name}`);
  if (seed === "corpus") await readInputs(target, readFiles(rest));
  else {
    const [first = 0, count = 0] = rest.map(Number);
    if (first === 0) await checkSeeds(target);
    await readInputs(target, makeInputs(target, seed, first, count));
  }
  // Timers of libraries would keep it alive.
  Deno.exit(0);
}
