/** Stages that go on without inputs that failed: what they see, and what is said of their results. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, runKoopline, writeFiles } from "./koopline.ts";

const NUMBER = `import { defineStage, Expectation, z } from "koopline";
export const number = defineStage({
  kind: "number",
  summary: "A number, or a failure.",
  params: z.strictObject({ value: z.number(), bad: z.array(z.number()) }),
  needs: {},
  makes: Expectation,
  run({ params }) {
    if (params.bad.includes(params.value)) throw new RangeError(params.value + " is no number");
    return {
      tables: { values: {
        name: ["n"], value: Float64Array.of(params.value),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;

const TOTAL = `import { defineStage, Expectation, many, z } from "koopline";
export const total = defineStage({
  kind: "total",
  summary: "Adds numbers.",
  params: z.strictObject({}),
  needs: { numbers: many(Expectation) },
  makes: Expectation,
  run({ needs, missing }) {
    const sum = needs.numbers.reduce((all, { tables }) => all + tables.values.value[0]!, 0);
    return {
      tables: { values: {
        name: ["sum"], value: Float64Array.of(sum),
        tolerance: Float64Array.of(0), tag: ["D"], source: [JSON.stringify(missing)],
      } },
      files: {}, meta: {},
    };
  },
});
`;

/** Tells what a kind that shows the pipeline is told of failures. */
const SHOWN = `import { any, defineStage, Expectation, z } from "koopline";
export const shown = defineStage({
  kind: "shown",
  summary: "Shows what failed.",
  params: z.strictObject({}),
  needs: {},
  open: true,
  makes: Expectation,
  shows: "pipeline",
  run({ pipeline, needs, missing }) {
    const failed = pipeline?.failed ?? [];
    return {
      tables: { values: {
        name: ["failed", "needs", "missing"], value: new Float64Array(3), tolerance: new Float64Array(3),
        tag: ["D", "D", "D"],
        source: [JSON.stringify(failed), JSON.stringify(Object.keys(needs)), JSON.stringify(missing)],
      } },
      files: {}, meta: {},
    };
  },
});
`;

const describePipeline = (bad: number, other: number) =>
  `name: numbers
axes: { n: [12, 13, 14] }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}", bad: [${bad}] } }
  other: { uses: ./number.ts, with: { value: 1, bad: [${other}] } }
  total: { uses: ./total.ts, needs: { numbers: [number, other] }, allow_missing: true }
  strict: { uses: ./total.ts, needs: { numbers: number } }
  further: { uses: ./total.ts, needs: { numbers: total } }
  shown: { uses: ./shown.ts, needs: { a: further, b: strict }, allow_missing: true }
  plot:
    uses: figure
    needs: { number: number, other: other }
    allow_missing: true
    with:
      title: Numbers
      sql: select n as x, value as y from number.values union all select 0, value from other.values
      plot: { kind: scatter, x: x, y: y }
  report:
    uses: report
    needs: { figures: [plot], total: total, strict: strict }
    allow_missing: true
    with: { text: report.md }
`;

const REPORT = `# Numbers

![](figure:plot)

\`\`\`table
caption: The totals.
select name, value from total.values union all select name, value from strict.values
\`\`\`
`;

async function inProject(
  work: (place: Place, write: (bad: number, other: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  await inFolder(async (cwd) => {
    const files = {
      "number.ts": NUMBER,
      "total.ts": TOTAL,
      "shown.ts": SHOWN,
      "report.md": REPORT,
    };
    await writeFiles(cwd, files);
    await work(
      { cwd },
      (bad, other) => writeFiles(cwd, { "p.yaml": describePipeline(bad, other) }),
    );
  });
}

async function readRows(place: Place, sql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const { stdout } = await runKoopline(["query", "p.yaml", sql, "--format", "json"], place);
  return JSON.parse(stdout);
}

Deno.test("stages with allow_missing take what there is, and say what is not", () =>
  inProject(async (place, write) => {
    await write(13, 1);
    const ran = await runKoopline(["run", "p.yaml", "--json"], place);
    assert.equal(ran.code, 1, ran.stderr);
    const { executed, failed, blocked, incomplete } = JSON.parse(ran.stdout);
    assert.deepEqual({ executed, failed, blocked }, { executed: 7, failed: 2, blocked: 1 });
    assert.deepEqual(incomplete, ["total", "further", "shown", "plot", "report"]);

    const totals = await readRows(place, "select value, source from total.values");
    assert.equal(totals[0]?.["value"], 26);
    assert.deepEqual(JSON.parse(String(totals[0]?.["source"])), {
      numbers: [{ n: 13, stage: "number" }, { stage: "other" }],
    });
    const shown = await readRows(place, "select source from shown.values");
    const [failures, needs, missing] = shown.map(({ source }) => JSON.parse(String(source)));
    assert.deepEqual(
      failures,
      [13, 1].map((value) => ({
        cell: value === 13 ? "number[n=13]" : "other",
        problem: "Expected the stage to return its artifact, but found RangeError: " +
          `${value} is no number.`,
      })),
    );
    assert.deepEqual(needs, ["a", "b"]);
    assert.deepEqual(missing, { b: [{}] });
    const drawn = await readRows(place, "select x, y from plot.data order by x");
    assert.deepEqual(drawn, [{ x: 12, y: 12 }, { x: 14, y: 14 }]);
    const page = await Deno.readTextFile(
      join(place.cwd, "artifacts", "out", "numbers", "report.html"),
    );
    assert.match(page, />26</);

    const explained = await runKoopline(["explain", "p.yaml", "total"], place);
    assert.match(explained.stdout, /missing {3}numbers: n=13,stage=number\n +numbers: stage=other/);
    const verified = await runKoopline(["verify", "p.yaml", "--json"], place);
    const { verified: count, differences } = JSON.parse(verified.stdout);
    assert.deepEqual({ count, differences }, { count: 7, differences: 0 }, verified.stderr);
  }));

Deno.test("a result with missing inputs has a key of its own, is not compared with the lock, and is made anew when they come", () =>
  inProject(async (place, write) => {
    await write(0, 0);
    const whole = await runKoopline(["run", "p.yaml", "--write-lock", "--json"], place);
    assert.equal(whole.code, 0, whole.stderr);

    await write(13, 0);
    const planned = await runKoopline(["plan", "p.yaml"], place);
    assert.match(planned.stdout, /^number +3 to run$/m);
    const locked = await runKoopline(["run", "p.yaml", "--locked"], place);
    assert.equal(locked.code, 1, locked.stderr);
    assert.match(
      locked.stderr,
      /^not compared with the lock: total and 4 cells more: inputs missing$/m,
    );
    assert.doesNotMatch(locked.stderr, /lock\.differs/);
    const verified = await runKoopline(["verify", "p.yaml"], place);
    assert.match(verified.stderr, /no difference, 3 as the lock says, 5 not compared with it/);

    await write(0, 0);
    const back = await runKoopline(["run", "p.yaml", "--locked", "--json"], place);
    assert.equal(back.code, 0, back.stderr);
    const { executed, differences } = JSON.parse(back.stdout);
    assert.deepEqual({ executed, differences }, { executed: 0, differences: 0 });
  }));

Deno.test("plan names the inputs that went missing and those that came", () =>
  inProject(async (place, write) => {
    await write(13, 0);
    await runKoopline(["run", "p.yaml", "-q"], place);
    await write(0, 0);
    await runKoopline(["run", "p.yaml", "-q", "--only", "number"], place);
    const { stdout } = await runKoopline(["plan", "p.yaml"], place);
    assert.match(stdout, /input numbers\[n=13,stage=number\]: missing → \w{12}/);
  }));

Deno.test("without anything at a port that it has to have, a stage with allow_missing is blocked", () =>
  inProject(async (place, write) => {
    await write(13, 1);
    const text = await Deno.readTextFile(join(place.cwd, "p.yaml"));
    const only = text.replace("[12, 13, 14]", "[13]");
    await writeFiles(place.cwd, { "p.yaml": only });
    const { stdout } = await runKoopline(["run", "p.yaml", "--json"], place);
    const { executed, failed, blocked } = JSON.parse(stdout);
    assert.deepEqual({ executed, failed, blocked }, { executed: 0, failed: 2, blocked: 6 });
  }));

Deno.test("allow_missing means nothing to a stage whose ports take one artifact", () =>
  inProject(async (place, write) => {
    await write(0, 0);
    const text = await Deno.readTextFile(join(place.cwd, "p.yaml"));
    await writeFiles(place.cwd, {
      "p.yaml": text.replace(
        "uses: ./number.ts, with",
        "uses: ./number.ts, allow_missing: true, with",
      ),
    });
    const { code, stderr } = await runKoopline(["plan", "p.yaml"], place);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /p\.yaml:5:\d+: Expected `allow_missing` on a stage with a port that takes/,
    );
  }));
