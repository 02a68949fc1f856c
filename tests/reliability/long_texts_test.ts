/** As many and as long texts as a pipeline may make: its plan stays within a GiB; more are refused as soon as they are counted. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { NUMBER } from "../end_to_end/command_project.ts";
import { inFolder, ROOT, writeFiles } from "../end_to_end/koopline.ts";

const GIBIBYTE = 2 ** 30;

/** Plans in a process of its own, and prints its peak in bytes after what the plan says. */
const PLAN = `
import { runProgram } from "${import.meta.resolve("../../engine/command/program.ts")}";
const code = await runProgram(["plan", Deno.args[0]]);
const [, kib] = /VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
console.error("peak", Number(kib) * 1024);
Deno.exit(code);
`;

const KIND = NUMBER.replace("value: z.number()", "text: z.string(), value: z.number()");

/** A text of so many characters, and its cell's number, in each of so many cells. */
function describe(characters: number, cells: number): string {
  return `name: long
parameters: { long: ${"x".repeat(characters)} }
axes: { n: { range: [0, ${cells}] } }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: 1, text: "\${long}\${n}" } }
`;
}

async function measurePlan(cwd: string, file: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", join(ROOT, "deno.json"), "plan.ts", file],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, errors, peak: Number(/peak (\d+)/.exec(errors ?? "")?.[1]) };
}

Deno.test({
  name:
    "the longest texts that 100,000 cells may have are planned in less than a GiB, longer ones refused",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, {
        "plan.ts": PLAN,
        "number.ts": KIND,
        "most.yaml": describe(1330, 100_000),
        "more.yaml": describe(60_000, 900_000),
      });
      const most = await measurePlan(cwd, "most.yaml");
      assert.equal(most.code, 0, most.errors);
      assert.match(most.out ?? "", /^100,000 cells: 100,000 to run$/m);
      assert.ok(most.peak > 50_000_000 && most.peak < GIBIBYTE, `${most.peak} bytes`);
      const more = await measurePlan(cwd, "more.yaml");
      assert.equal(more.code, 2, more.errors);
      assert.match(more.errors ?? "", /at most 134,217,728 characters in all cells together/);
      assert.ok(more.peak < GIBIBYTE, `${more.peak} bytes`);
    }),
});
