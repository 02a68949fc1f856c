/** An edit reruns what it touches, the plan says so beforehand, and nothing else runs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, runKoopline, writeFiles } from "./koopline.ts";

const SQUARE = `import { defineStage, Expectation, z } from "koopline";
import { scale } from "./scale.ts";
export const square = defineStage({
  kind: "square",
  summary: "Squares a number.",
  params: z.strictObject({ value: z.number(), note: z.string().default("") }),
  needs: {},
  makes: Expectation,
  run: ({ params }) => ({
    tables: { values: {
      name: ["square"], value: Float64Array.of(scale(params.value * params.value)),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  }),
});
`;

const TOTAL = `import { defineStage, Expectation, many, z } from "koopline";
export const total = defineStage({
  kind: "total",
  summary: "Adds numbers up.",
  params: z.strictObject({ factor: z.number().default(1) }),
  needs: { numbers: many(Expectation) },
  makes: Expectation,
  run: ({ params, needs }) => ({
    tables: { values: {
      name: ["total"],
      value: Float64Array.of(params.factor *
        needs.numbers.reduce((sum, { tables }) => sum + (tables.values.value[0] ?? 0), 0)),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  }),
});
`;

const PIPELINE = `name: sums
axes: { n: [1, 2, 3] }
parameters: { factor: 1 }
stages:
  squares: { uses: ./square.ts, over: [n], with: { value: "\${n}" } }
  sum: { uses: ./total.ts, needs: { numbers: squares }, with: { factor: "\${factor}" } }
  twice: { uses: ./total.ts, needs: { numbers: sum }, with: { factor: 2 } }
`;

const FILES = {
  "sums.yaml": PIPELINE,
  "square.ts": SQUARE,
  "scale.ts": "export const scale = (x: number): number => x;\n",
  "total.ts": TOTAL,
};

interface PlanLine {
  readonly cell: string;
  readonly plan: string;
  readonly reasons?: readonly string[];
}

async function readPlan(place: Place, ...args: readonly string[]): Promise<readonly PlanLine[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["plan", "sums.yaml", "--json", ...args],
    place,
  );
  assert.equal(code, 0, stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

async function listOpen(place: Place, ...args: readonly string[]): Promise<readonly string[]> {
  const plan = await readPlan(place, ...args);
  return plan.filter((line) => line.plan !== "reuse").map(({ cell, plan }) => `${cell} ${plan}`);
}

async function runAndCount(
  place: Place,
  ...args: readonly string[]
): Promise<{ readonly executed: number; readonly reused: number }> {
  const { code, stdout, stderr } = await runKoopline(
    ["run", "sums.yaml", "--json", ...args],
    place,
  );
  assert.equal(code, 0, stderr);
  const { executed, reused } = JSON.parse(stdout);
  return { executed, reused };
}

async function inProject(work: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, FILES);
    assert.deepEqual(await runAndCount({ cwd }), { executed: 5, reused: 0 });
    await work({ cwd });
  });
}

Deno.test("a second run executes nothing", () =>
  inProject(async (place) => {
    assert.deepEqual(await runAndCount(place), { executed: 0, reused: 5 });
    assert.deepEqual(await listOpen(place), []);
  }));

Deno.test("after a parameter edit the plan names the cells that run and the reason, and run does that", () =>
  inProject(async (place) => {
    const plan = await readPlan(place, "--set", "factor=3");
    assert.deepEqual(
      plan.filter(({ plan }) => plan !== "reuse").map(({ cell, plan, reasons }) => ({
        cell,
        plan,
        reasons,
      })),
      [
        { cell: "sum", plan: "run", reasons: ["parameter factor: 1 → 3"] },
        { cell: "twice", plan: "wait", reasons: undefined },
      ],
    );
    assert.deepEqual(await runAndCount(place, "--set", "factor=3"), { executed: 2, reused: 3 });
  }));

Deno.test("switching a parameter back runs nothing", () =>
  inProject(async (place) => {
    await runAndCount(place, "--set", "factor=3");
    assert.deepEqual(await runAndCount(place), { executed: 0, reused: 5 });
  }));

Deno.test("an edit in a helper module reruns only the stages that import it, and stops at equal bytes", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "scale.ts": "export const scale = (x: number): number => 1 * x;\n",
    });
    const plan = await readPlan(place);
    const runs = plan.filter(({ plan }) => plan === "run");
    assert.deepEqual(runs.map(({ cell }) => cell), [
      "squares[n=1]",
      "squares[n=2]",
      "squares[n=3]",
    ]);
    for (const { reasons } of runs) {
      assert.equal(reasons?.length, 1);
      assert.match(reasons?.[0] ?? "", /^module \.\/scale\.ts: [0-9a-f]{12} → [0-9a-f]{12}$/);
    }
    // The squares give the same bytes, so the sums below them are found under their old keys.
    assert.deepEqual(await runAndCount(place), { executed: 3, reused: 2 });
  }));

Deno.test("an edit in a helper module that changes values reruns everything below", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "scale.ts": "export const scale = (x: number): number => 2 * x;\n",
    });
    assert.deepEqual(await runAndCount(place), { executed: 5, reused: 0 });
  }));

Deno.test("renaming a stage reruns nothing", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "sums.yaml": PIPELINE.replaceAll("squares", "powers").replace("twice:", "doubled:"),
    });
    assert.deepEqual(await runAndCount(place), { executed: 0, reused: 5 });
  }));

Deno.test("an added axis value runs its own cell and what gathers it", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, { "sums.yaml": PIPELINE.replace("[1, 2, 3]", "[1, 2, 3, 4]") });
    const plan = await readPlan(place);
    const open = plan.filter(({ plan }) => plan !== "reuse");
    assert.deepEqual(open.map(({ cell, plan }) => `${cell} ${plan}`), [
      "squares[n=4] run",
      "sum wait",
      "twice wait",
    ]);
    assert.deepEqual(await runAndCount(place), { executed: 3, reused: 3 });
  }));

Deno.test("a folder that was moved, with its store, reruns nothing", () =>
  inProject(async ({ cwd }) => {
    await inFolder(async (elsewhere) => {
      const moved = join(elsewhere, "moved");
      await Deno.rename(cwd, moved);
      assert.deepEqual(await runAndCount({ cwd: moved }), { executed: 0, reused: 5 });
      await Deno.rename(moved, cwd);
    });
  }));

Deno.test("a file that nothing reads changes no key", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, { "unrelated.ts": "export const x = 1;\n", "notes.md": "hello\n" });
    assert.deepEqual(await listOpen(place), []);
  }));
