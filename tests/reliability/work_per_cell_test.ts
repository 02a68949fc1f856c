/** The work of a command is the same for each cell, however many there are: counted in operations on files. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { planCollection } from "../../engine/store/collect.ts";
import { runPipeline } from "../../engine/run/run.ts";
import { openSession, planSession } from "../../engine/run/session.ts";
import { openStore } from "../../engine/store/store.ts";
import { inProject, type Project } from "./project.ts";

/** What the engine does with files in the main thread. */
const OPERATIONS = [
  "openSync",
  "readFileSync",
  "readTextFileSync",
  "statSync",
  "lstatSync",
  "renameSync",
  "removeSync",
  "mkdirSync",
  "readDirSync",
  "utimeSync",
  "linkSync",
] as const;

/** Counts the operations on files while some work is done. */
async function countOperations(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const originals = OPERATIONS.map((name) => [name, Reflect.get(Deno, name)] as const);
  try {
    for (const [name, original] of originals) {
      Reflect.set(Deno, name, (...args: unknown[]) => {
        count += 1;
        return Reflect.apply(original, Deno, args);
      });
    }
    await work();
  } finally {
    for (const [name, original] of originals) Reflect.set(Deno, name, original);
  }
  return count;
}

/** A pipeline of `cells` numbers and one cell that gathers them. */
function describePipeline(cells: number): string {
  return `name: many\naxes: { n: { range: [0, ${cells}] } }\nstages:\n` +
    `  number: { uses: ./number.ts, over: [n], with: { value: "\${n}" } }\n` +
    `  all: { uses: ./total.ts, needs: { numbers: number } }\n`;
}

const NUMBER = `import { defineStage, Expectation, z } from "koopline";
export const number = defineStage({
  kind: "number",
  summary: "A number.",
  params: z.strictObject({ value: z.number() }),
  needs: {},
  makes: Expectation,
  run: ({ params }) => ({
    tables: { values: {
      name: ["n"], value: Float64Array.of(params.value),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  }),
});
`;

/** The most that each command does for one cell, beyond what it does once. */
const MOST = { plan: 1, cold: 60, again: 8, changed: 3, collect: 10 } as const;

type Command = keyof typeof MOST;

/** Counts the operations of each command over so many cells. */
async function countAll(
  project: Project,
  cells: number,
): Promise<Readonly<Record<Command, number>>> {
  const file = join(project.cwd, "many.yaml");
  const request = { file, set: {}, store: join(project.cwd, `store-${cells}`) };
  await Deno.writeTextFile(file, describePipeline(cells));
  await Deno.writeTextFile(join(project.cwd, "number.ts"), NUMBER);
  const plan = async () => planSession(await openSession(request));
  const run = async () => {
    const session = await openSession(request);
    const { ends } = await runPipeline({
      session,
      cells: session.pipeline.cells,
      jobs: 1,
      retry: "none",
      measure: false,
      lock: undefined,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
    for (const { kind } of ends.values()) assert.ok(kind === "executed" || kind === "reused");
  };
  const counts = {
    plan: await countOperations(plan),
    cold: await countOperations(run),
    again: await countOperations(run),
    collect: await countOperations(() =>
      Promise.resolve(planCollection(openStore(request.store), {}))
    ),
  };
  await Deno.writeTextFile(join(project.cwd, "number.ts"), `${NUMBER}// Edited.\n`);
  return { ...counts, changed: await countOperations(plan) };
}

const FEW = 10;

Deno.test("ten times as many cells take at most ten times as many operations on files, a fixed number for each", () =>
  inProject(async (project) => {
    const few = await countAll(project, FEW);
    const many = await countAll(project, 10 * FEW);
    const commands: readonly Command[] = ["plan", "cold", "again", "changed", "collect"];
    for (const command of commands) {
      const [was, is] = [few[command], many[command]];
      assert.ok(is <= 10 * was, `${command}: ${was} and ${is}`);
      const each = (is - was) / (9 * FEW);
      assert.ok(each <= MOST[command], `${command}: ${each} a cell`);
    }
  }));

const PLANNED = 100_000;
const GIBIBYTE = 1_073_741_824;

/** Plans in a process of its own, and prints its peak in bytes. */
const PLAN = `
import { runProgram } from "${import.meta.resolve("../../engine/command/program.ts")}";
const code = await runProgram(["plan", "many.yaml", "--json"]);
const [, kib] = /VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
console.error(Number(kib) * 1024);
Deno.exit(code);
`;

Deno.test({
  name: `a plan of ${PLANNED} cells takes less than a GiB`,
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inProject(async ({ cwd }) => {
      const config = new URL("../../deno.json", import.meta.url).pathname;
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, "plan.ts"],
        cwd,
      }).output();
      const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assert.equal(code, 0, errors);
      assert.equal(out?.trimEnd().split("\n").length, PLANNED + 1);
      const peak = Number(errors);
      assert.ok(peak > 50_000_000 && peak < GIBIBYTE, `${peak} bytes`);
    }, {
      "plan.ts": PLAN,
      "number.ts": NUMBER,
      "many.yaml": describePipeline(PLANNED),
    }),
});
