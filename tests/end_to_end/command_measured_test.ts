/** Cells that read the clock: alone, in no lock, marked wherever their times are shown, measured again when asked. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, parseLines, runForJson } from "./command_project.ts";
import { type Place, runKoopline, writeFiles } from "./koopline.ts";

/** The stage kind `spent`: the seconds that a number of steps take, and what it read of the frozen clocks. */
const SPENT = `import { defineStage, Expectation, many, z } from "koopline";
export const spent = defineStage({
  kind: "spent",
  summary: "Times a loop.",
  params: z.strictObject({ steps: z.int().default(100000) }),
  needs: { numbers: many(Expectation) },
  makes: Expectation,
  effects: ["clock"],
  run({ params, clock }) {
    const begin = clock();
    let x = 0.3;
    while (clock() - begin < 0.002) {
      for (let i = 0; i < params.steps; i++) x = 3.9 * x * (1 - x);
    }
    const seconds = clock() - begin + 0 * x + 0 * (Date.now() - 946684800000) + 0 * performance.now();
    return {
      tables: { values: {
        name: ["seconds"], value: Float64Array.of(seconds),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;

const TIMED = `name: timed
axes: { n: [1, 2, 3], m: [4, 5] }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}", spin: 300000 } }
  spent: { uses: ./spent.ts, over: [m], needs: { numbers: number }, with: { steps: "\${1000 * m}" } }
  sooner: { uses: ./spent.ts, over: [m], needs: { numbers: number }, with: { steps: "\${m}" } }
  after: { uses: ./total.ts, needs: { numbers: [spent, sooner] } }
  other: { uses: ./total.ts, needs: { numbers: number } }
  plot:
    uses: figure
    needs: { spent: spent }
    with:
      title: Seconds
      sql: select m, value from spent.values order by m
      plot: { kind: scatter, x: m, y: value }
  report: { uses: report, needs: { figures: [plot], times: spent, others: other }, with: { text: timed.md } }
`;

const TEXT = `# Times

![How long.](figure:plot)

It took {{ select max(value) from spent.values | .3f }} s beside {{ select value from other.values }}.

\`\`\`table
caption: The times.
select m, value from spent.values order by m
\`\`\`

\`\`\`table
caption: The total.
select name, value from other.values
\`\`\`
`;

async function inTimedProject(work: (place: Place) => Promise<void>): Promise<void> {
  await inProject(async (place) => {
    await writeFiles(place.cwd, { "spent.ts": SPENT, "timed.yaml": TIMED, "timed.md": TEXT });
    await work(place);
  });
}

async function readPlan(place: Place, ...more: readonly string[]) {
  const { stdout } = await runKoopline(["plan", "timed.yaml", "--json", ...more], place);
  return parseLines(stdout);
}

Deno.test("cells that read the clock run after all that can run, one at a time, beside nothing", () =>
  inTimedProject(async (place) => {
    const args = ["run", "timed.yaml", "--json", "-j", "4"];
    const { code, stderr } = await runKoopline(args, place);
    assert.equal(code, 0, stderr);
    const events = parseLines(stderr).filter(({ event }) =>
      ["started", "executed"].includes(event)
    );
    const running = new Set<string>();
    const began: string[] = [];
    for (const { event, cell } of events) {
      const isTimed = /^(spent|sooner)/.test(cell);
      const beside = [...running].filter((one) => one !== cell);
      if (event === "started") {
        assert.ok(!isTimed || running.size === 0, `${cell} began beside ${beside}`);
        assert.ok(
          ![...running].some((one) => /^(spent|sooner)/.test(one)),
          `${cell} beside ${beside}`,
        );
        running.add(cell);
        began.push(cell);
      } else running.delete(cell);
    }
    const timed = began.filter((cell) => /^(spent|sooner)/.test(cell));
    assert.equal(timed.length, 4);
    // \`other\` is ready together with them and goes first.
    assert.ok(began.indexOf("other") < began.indexOf(timed[0] ?? ""), began.join(" "));
  }));

Deno.test("a lock leaves out what reads the clock and all that is made from it, and runs agree with it", () =>
  inTimedProject(async (place) => {
    const written = await runKoopline(["run", "timed.yaml", "--write-lock"], place);
    assert.equal(written.code, 0, written.stderr);
    assert.match(
      written.stderr,
      /^measured 4 cells by the clock \(spent, sooner\), 3 cells made from that \(after, plot, report\): in no lock/m,
    );
    const lock = JSON.parse(await Deno.readTextFile(join(place.cwd, "timed.lock.json")));
    assert.deepEqual(Object.keys(lock.cells), [
      "number[n=1]",
      "number[n=2]",
      "number[n=3]",
      "other",
    ]);
    const fresh = ["run", "timed.yaml", "--locked", "--quiet", "--store", "another"];
    assert.deepEqual(await runKoopline(fresh, place), { code: 0, stdout: "", stderr: "" });
    const { code, stderr } = await runKoopline(["verify", "timed.yaml"], place);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^4 cells executed again in .*, no difference, 4 as the lock says, measured and left out: 4 cells by the clock \(spent, sooner\), 3 cells made from that \(after, plot, report\)$/m,
    );
    const { value } = await runForJson(["verify", "timed.yaml", "--json"], place);
    assert.deepEqual([value.verified, value.locked, value.measured], [4, 4, 7]);
  }));

Deno.test("a measurement is kept by the next run, and taken again by run --measure", () =>
  inTimedProject(async (place) => {
    const first = await runForJson(["run", "timed.yaml", "--json"], place);
    assert.deepEqual([first.value.executed, first.value.measured], [11, 7]);
    const before = await readPlan(place);
    const second = await runForJson(["run", "timed.yaml", "--json"], place);
    assert.equal(second.value.executed, 0);
    const planned = await readPlan(place, "--measure");
    const timed = planned.filter(({ measured }) => measured === "clock");
    assert.deepEqual(new Set(timed.map(({ plan }) => plan)), new Set(["run"]));
    assert.deepEqual(timed[0].reasons, ["it reads the clock and --measure was given"]);
    const only = ["run", "timed.yaml", "--json", "--measure", "--only", "spent"];
    assert.equal((await runForJson(only, place)).value.executed, 2);
    const third = await runForJson(["run", "timed.yaml", "--json"], place);
    assert.equal(third.value.executed, 3, "what is made from the new times");
    const after = await readPlan(place);
    const changed = after.filter(({ artifact }, i) => artifact !== before[i].artifact);
    assert.deepEqual(
      changed.map(({ cell }) => cell).sort(),
      ["after", "plot", "report", "spent[m=4]", "spent[m=5]"],
    );
  }));

Deno.test("a run says what it measured, and what was measured before it; not what failed or did not run", () =>
  inTimedProject(async (place) => {
    const run = async (...more: readonly string[]) => {
      const { stderr } = await runKoopline(["run", "timed.yaml", ...more], place);
      return stderr.split("\n").filter((line) => /^(measured|kept) /.test(line));
    };
    assert.deepEqual(await run("--only", "spent"), [
      "measured 2 cells by the clock (spent): in no lock, never the same twice",
    ]);
    assert.deepEqual(await run(), [
      "measured 2 cells by the clock (sooner), 3 cells made from that (after, plot, report): " +
      "in no lock, never the same twice",
      "kept     2 cells by the clock (spent), measured before; --measure does it again",
    ]);
    await writeFiles(place.cwd, { "timed.md": `${TEXT}\nMore.\n` });
    assert.deepEqual(await run(), [
      "measured 1 cell made from times (report): in no lock, never the same twice",
      "kept     4 cells by the clock (spent, sooner), 2 cells made from that (after, plot), " +
      "measured before; --measure does it again",
    ]);
    const { value } = await runForJson(["run", "timed.yaml", "--json"], place);
    assert.deepEqual([value.measured, value.measured_before], [0, 7]);
    await writeFiles(place.cwd, {
      "spent.ts": SPENT.replace(
        "const begin",
        'if (params.steps > 1) throw new Error("no"); const begin',
      ),
    });
    assert.deepEqual(await run("--only", "spent,sooner"), []);
  }));

Deno.test("plan, explain, trace and the report say what was measured, and where", () =>
  inTimedProject(async (place) => {
    const plan = await runKoopline(["plan", "timed.yaml"], place);
    assert.match(plan.stdout, /^spent .*measured: reads the clock, runs alone$/m);
    assert.match(plan.stdout, /^after .*measured: made from times$/m);
    assert.doesNotMatch(plan.stdout, /^(number|other) .*measured/m);
    await runKoopline(["run", "timed.yaml", "-q"], place);
    const machine = new RegExp(
      `measured {2}\\d{4}-.*Z on ${Deno.build.os} ${Deno.build.arch}, \\d+ processors?.*, Deno ${Deno.version.deno}$`,
      "m",
    );
    const spent = await runKoopline(["explain", "timed.yaml", "spent"], place);
    assert.match(spent.stdout, machine);
    const after = await runKoopline(["explain", "timed.yaml", "after"], place);
    assert.match(after.stdout, /measured {2}made from measured inputs$/m);
    const other = await runKoopline(["explain", "timed.yaml", "other"], place);
    assert.doesNotMatch(other.stdout, /^ {2}measured/m);
    const out = "artifacts/out/timed";
    const trace = await runKoopline(["trace", `${out}/figures/plot.svg`], place);
    assert.match(trace.stdout, machine);
    const page = await Deno.readTextFile(join(place.cwd, out, "report.html"));
    const badge = /<abbr class="tag" title="measured: [^"]*">measured<\/abbr>/;
    const cut = (text: string) => page.slice(page.indexOf(text), page.indexOf(text) + 400);
    assert.match(cut("<b>Figure 1.</b>").split("</figcaption>")[0] ?? "", badge);
    assert.match(cut("<b>Table 1.</b>").split("</figcaption>")[0] ?? "", badge);
    assert.doesNotMatch(cut("<b>Table 2.</b>").split("</figcaption>")[0] ?? "", badge);
    assert.match(page, /<dt>measured<\/dt><dd>4 cells on [^<]*processor/);
    await runKoopline(["export", "timed.yaml", "--to", "paper", "--format", "csv"], place);
    const cells: readonly { readonly cell: string; readonly measured?: string }[] = JSON.parse(
      await Deno.readTextFile(join(place.cwd, "paper", "cells.json")),
    );
    const measured = cells.filter((one) => one.measured !== undefined).map(({ cell }) => cell);
    assert.equal(measured.length, 7);
    assert.ok(!measured.includes("other"));
  }));
