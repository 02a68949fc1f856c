/**
 * The experiment of widths whole, as a reader runs it: time, memory, reruns after an edit, and what a second worker gives.
 *
 * `deno run -A bench/experiments.ts` takes about ten minutes on two cores; nothing here passes or fails. It measures the
 * machine as it finds it: run it on an idle one.
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCommand } from "./command.ts";
import { type Measured, measureProcess } from "./process.ts";

const PIPELINES = fileURLToPath(new URL("../pipelines/", import.meta.url));
const FILES = ["fcn_width.yaml", "fcn_width.md", "truth/fcn_width.csv"];
const PIPELINE = "fcn_width.yaml";
/** As the task `run` has it: docs/architecture.md. */
const ALLOCATION = { MALLOC_MMAP_THRESHOLD_: "262144" };

type Print = (text: string) => void;

async function copyPipeline(folder: string): Promise<void> {
  for (const file of FILES) {
    await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
    await Deno.copyFile(join(PIPELINES, file), join(folder, file));
  }
}

async function measureRun(folder: string, ...args: readonly string[]): Promise<Measured> {
  const command = buildCommand("run", PIPELINE, "--json", ...args);
  const measured = await measureProcess(command, { cwd: folder, env: ALLOCATION });
  if (measured.code !== 0) throw new Error(`${command.join(" ")}: ${measured.stderr}`);
  return measured;
}

function countExecuted({ stdout }: Measured): number {
  const { executed } = JSON.parse(stdout);
  return executed;
}

async function editFigure(folder: string): Promise<void> {
  const file = join(folder, PIPELINE);
  const text = await Deno.readTextFile(file);
  const edited = text.replace("where seed = 2\n", "where seed = 3\n");
  if (edited === text) throw new Error(`${PIPELINE} has no figure of seed 2 to edit`);
  await Deno.writeTextFile(file, edited);
}

/** Prints what the whole experiment takes: cold, again, and after an edit to one figure. */
export async function benchWhole(folder: string, print: Print): Promise<void> {
  print("\nfcn_width.yaml whole: 750 trainings, 75 fits, figures, report; two workers");
  const cold = await measureRun(folder, "--jobs", "2");
  print(
    `  cold: ${cold.seconds.toFixed(0)} s (budget 300 s), peak ${cold.peak.toFixed(0)} MiB ` +
      `(budget 2048 MiB), ${countExecuted(cold)} cells`,
  );
  const again = await measureRun(folder, "--jobs", "2");
  print(`  again: ${again.seconds.toFixed(2)} s, ${countExecuted(again)} cells`);
  await editFigure(folder);
  const edited = await measureRun(folder, "--jobs", "2");
  print(
    `  after an edit to one figure's SQL: ${edited.seconds.toFixed(2)} s (budget 5 s), ` +
      `${countExecuted(edited)} cells`,
  );
}

/** Prints how much faster two workers are than one at two seeds' trainings and fits. */
export async function benchPair(folder: string, print: Print): Promise<void> {
  const seconds: number[] = [];
  for (const jobs of [1, 2]) {
    const store = await Deno.makeTempDir({ dir: folder });
    const place = ["--set", "last_seed=3", "--only", "spectrum", "--store", store];
    seconds.push((await measureRun(folder, ...place, "--jobs", String(jobs))).seconds);
  }
  const [one = NaN, two = NaN] = seconds;
  print(
    `\ntwo seeds of it, trained and fitted: two workers ${(one / two).toFixed(2)} × one ` +
      `(${one.toFixed(1)} s, ${two.toFixed(1)} s; budget 1.7 ×)`,
  );
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await copyPipeline(folder);
    await benchPair(folder, (text) => console.log(text));
    await benchWhole(folder, (text) => console.log(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
