/**
 * The engine's budgets (docs/architecture.md), measured as whole processes beside make, doit and snakemake.
 *
 * Ratios within one run on one machine; nothing here passes or fails.
 */

import { join, resolve } from "node:path";
import { buildCommand, nameKind } from "./command.ts";
import { benchLinearAlgebra } from "./linear_algebra.ts";
import { benchRecording } from "./memory.ts";
import { isInstalled, measureBest, measureProcess } from "./process.ts";
import { benchKoopman } from "./koopman.ts";
import { benchLayerMemory } from "./koopman_memory.ts";
import { benchFits } from "./operator_fit.ts";
import { PEERS, writeInputs } from "./peers.ts";
import { benchTraining } from "./training.ts";

const TASKS = 1000;

function leafPipeline(folder: string, tasks: number): string {
  return `name: leaves
axes: { i: { range: [0, ${tasks}] } }
stages:
  leaf: { uses: ${nameKind(folder, "leaf")}, over: [i], with: { file: "in/\${i}.txt" } }
  all: { uses: ${nameKind(folder, "join")}, needs: { leaves: leaf } }
`;
}

const wide = (folder: string) =>
  `name: wide
axes: { a: { range: [0, 250] }, b: { range: [0, 200] } }
stages:
  spin: { uses: ${nameKind(folder, "spin")}, over: [a, b], with: { start: "\${a}", steps: 1 } }
  again: { uses: ${nameKind(folder, "join")}, over: [a, b], needs: { leaves: spin } }
`;

const spin = (folder: string) =>
  `name: spin
axes: { i: { range: [0, 16] } }
stages:
  spin: { uses: ${nameKind(folder, "spin")}, over: [i], with: { start: "\${i}", steps: 200000000 } }
`;

interface Row {
  readonly name: string;
  readonly cold: number;
  readonly noop: number;
  readonly edited: number;
}

function print(text: string): void {
  console.log(text);
}

async function measureTool(
  name: string,
  folder: string,
  command: readonly string[],
  clean: () => Promise<void>,
): Promise<Row> {
  await clean();
  const cold = await measureBest(1, command, { cwd: folder });
  const noop = await measureBest(3, command, { cwd: folder });
  await Deno.writeTextFile(join(folder, "in", "7.txt"), `edited for ${name}\n`);
  const edited = await measureBest(1, command, { cwd: folder });
  return { name, cold: cold.seconds, noop: noop.seconds, edited: edited.seconds };
}

async function benchLeaves(folder: string): Promise<void> {
  print(`\n${TASKS} leaf tasks and a join, whole processes, seconds`);
  await writeInputs(folder, TASKS);
  const pipeline = join(folder, "leaves.yaml");
  await Deno.writeTextFile(pipeline, leafPipeline(folder, TASKS));
  const command = buildCommand("run", "leaves.yaml", "--quiet", "--jobs", "2");
  const own = await measureTool("koopline", folder, command, async () => {
    // One run beforehand, in another store: modules compiled, packages in the cache.
    await measureBest(1, [...command, "--store", join(folder, "warm")], { cwd: folder });
  });
  const rows = [own];
  for (const peer of PEERS) {
    if (!await isInstalled(peer.probe)) {
      print(`  ${peer.name}: skipped, it is not installed`);
      continue;
    }
    await peer.prepare(folder, TASKS);
    rows.push(await measureTool(peer.name, folder, peer.run, () => clearOutputs(folder)));
  }
  print("            cold   no-op   one edited   no-op ÷ koopline");
  for (const { name, cold, noop, edited } of rows) {
    print(
      `  ${name.padEnd(10)}${cold.toFixed(2).padStart(5)}${noop.toFixed(3).padStart(8)}` +
        `${edited.toFixed(2).padStart(10)}${(noop / own.noop).toFixed(2).padStart(16)}`,
    );
  }
  print(`  no-op of ${TASKS + 1} cells: ${own.noop.toFixed(3)} s (budget 0.35 s)`);
  const perCell = ((own.cold - own.noop) / TASKS) * 1000;
  print(`  cold overhead per trivial cell: ${perCell.toFixed(2)} ms (budget 2 ms)`);
}

async function clearOutputs(folder: string): Promise<void> {
  await Deno.remove(join(folder, "out"), { recursive: true });
  await Deno.mkdir(join(folder, "out"));
  await Deno.remove(join(folder, "all.txt")).catch(() => {});
}

async function benchPlan(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "wide.yaml"), wide(folder));
  const { seconds, peak, code, stderr } = await measureProcess(buildCommand("plan", "wide.yaml"), {
    cwd: folder,
  });
  if (code !== 0) throw new Error(stderr);
  print(
    `\nplan of 100,000 cells: ${seconds.toFixed(1)} s, ${
      peak.toFixed(0)
    } MiB (budget 10 s, 1024 MiB)`,
  );
}

async function benchWorkers(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "spin.yaml"), spin(folder));
  const seconds: number[] = [];
  for (const jobs of [1, 2]) {
    const store = await Deno.makeTempDir({ dir: folder });
    const command = buildCommand("run", "spin.yaml", "-q", "-j", String(jobs), "--store", store);
    seconds.push((await measureBest(1, command, { cwd: folder })).seconds);
  }
  const [one = 0, two = 1] = seconds;
  print(
    `\ntwo workers: ${(one / two).toFixed(2)} × one (${one.toFixed(1)} s, ${
      two.toFixed(1)
    } s; budget 1.7 ×)`,
  );
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await benchLeaves(resolve(folder));
    await benchPlan(resolve(folder));
    await benchWorkers(resolve(folder));
    await benchRecording(resolve(folder), print);
    await benchLinearAlgebra(print);
    await benchTraining(resolve(folder), print);
    await benchFits(resolve(folder), print);
    await benchKoopman(resolve(folder), print);
    await benchLayerMemory(resolve(folder), print);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
