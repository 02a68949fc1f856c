/** Tables of several chunks from the stage that streams them to whoever reads them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, runKoopline, writeFiles } from "./koopline.ts";

/** 150,000 rows of 40 bytes: chunks of 104,857 rows. */
const ROWS = 150_000;

const SERIES = `import { defineStage, NO_CURVES, Trajectories, z } from "koopline";
const WIDTH = 4;
function makeRows(from, to) {
  const count = to - from;
  const data = new Float64Array(count * WIDTH);
  for (let i = 0; i < data.length; i++) data[i] = from + i / WIDTH;
  return {
    trajectory: new Int32Array(count),
    step: Int32Array.from({ length: count }, (_, i) => from + i),
    values: { width: WIDTH, data },
  };
}
export const series = defineStage({
  kind: "series",
  summary: "A long trajectory.",
  params: z.strictObject({ rows: z.int(), by: z.int(), whole: z.boolean(), fail: z.boolean() }),
  needs: {},
  makes: Trajectories,
  async run({ params: { rows, by, whole, fail }, stream }) {
    const rest = {
      outcomes: { trajectory: Int32Array.of(0), outcome: ["completed"], last_step: Int32Array.of(rows) },
      curves: NO_CURVES,
    };
    const end = { files: {}, meta: { observables: ["a", "b", "c", "d"] } };
    if (whole) return { tables: { snapshots: makeRows(0, rows), ...rest }, ...end };
    const snapshots = stream("snapshots");
    for (let from = 0; from < rows; from += by) {
      await snapshots.append(makeRows(from, Math.min(rows, from + by)));
    }
    if (fail) throw new RangeError("too late");
    return { tables: { snapshots, ...rest }, ...end };
  },
});
`;

const SUM = `import { defineStage, Expectation, one, Trajectories, z } from "koopline";
export const sum = defineStage({
  kind: "sum",
  summary: "Adds all values up.",
  params: z.strictObject({ times: z.number() }),
  needs: { series: one(Trajectories) },
  makes: Expectation,
  run({ params, needs }) {
    const { step, values } = needs.series.tables.snapshots;
    let total = 0;
    for (const value of values.data) total += value;
    return {
      tables: { values: {
        name: ["sum", "last"], value: Float64Array.of(params.times * total, step[step.length - 1]!),
        tolerance: new Float64Array(2), tag: ["D", "D"], source: ["", ""],
      } },
      files: {}, meta: {},
    };
  },
});
`;

const describePipeline = (by: number, whole = false, fail = false, times = 1) =>
  `name: chunks
stages:
  series: { uses: ./series.ts, with: { rows: ${ROWS}, by: ${by}, whole: ${whole}, fail: ${fail} } }
  sum: { uses: ./sum.ts, needs: { series: series }, with: { times: ${times} } }
`;

/** The sum over rows i and elements j of i + j/4. */
const TOTAL = 4 * (ROWS * (ROWS - 1)) / 2 + ROWS * 1.5;

async function inProject(
  work: (place: Place, write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, { "series.ts": SERIES, "sum.ts": SUM });
    await work({ cwd }, (text) => writeFiles(cwd, { "p.yaml": text }));
  });
}

async function runForJson(args: readonly string[], place: Place) {
  const { stdout, stderr, code } = await runKoopline([...args, "--json"], place);
  return { ...JSON.parse(stdout), code, stderr };
}

async function query(place: Place, sql: string): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await runKoopline(["query", "p.yaml", sql, "--format", "json"], place);
  return JSON.parse(stdout);
}

/** Paths of the stored blobs by falling size. */
async function listBlobs({ cwd }: Place): Promise<readonly { path: string; size: number }[]> {
  const blobs: { path: string; size: number }[] = [];
  const objects = join(cwd, "artifacts", "objects");
  for await (const { name } of Deno.readDir(objects)) {
    for await (const file of Deno.readDir(join(objects, name))) {
      const path = join(objects, name, file.name);
      blobs.push({ path, size: (await Deno.stat(path)).size });
    }
  }
  return blobs.sort((a, b) => b.size - a.size);
}

Deno.test("a streamed table is stored in chunks, read whole, verified, and the same however it was written", () =>
  inProject(async (place, write) => {
    await write(describePipeline(7000));
    assert.equal((await runForJson(["run", "p.yaml"], place)).executed, 2);
    const [first, second, third] = await listBlobs(place);
    assert.ok(first !== undefined && first.size > 4_000_000 && first.size < 4_200_000);
    assert.ok(second !== undefined && second.size > 1_500_000 && (third?.size ?? 0) < 100_000);
    const [sum, last] = await query(place, "select value from sum.values");
    assert.deepEqual([sum?.["value"], last?.["value"]], [TOTAL, ROWS - 1]);
    const asked = await query(place, "select count(*) n, max(values[4]) m from series.snapshots");
    assert.deepEqual(asked, [{ n: ROWS, m: ROWS - 1 + 0.75 }]);
    const verified = await runForJson(["verify", "p.yaml"], place);
    assert.deepEqual([verified.verified, verified.differences], [2, 0], verified.stderr);
    const stored = await runForJson(["verify"], place);
    assert.deepEqual(stored.problems, []);

    // Another way of writing is another key with the same artifact, so nothing below it runs.
    for (const text of [describePipeline(150_000), describePipeline(1, true)]) {
      await write(text);
      const { executed, reused } = await runForJson(["run", "p.yaml"], place);
      assert.deepEqual({ executed, reused }, { executed: 1, reused: 1 });
    }
    assert.equal((await listBlobs(place)).filter(({ size }) => size > 1_000_000).length, 2);
  }));

Deno.test("a damaged chunk is set aside and the table derived again", () =>
  inProject(async (place, write) => {
    await write(describePipeline(7000));
    await runKoopline(["run", "p.yaml", "-q"], place);
    const blob = (await listBlobs(place))[1]?.path ?? "";
    const bytes = await Deno.readFile(blob);
    bytes[bytes.length >> 1]! ^= 4;
    await Deno.writeFile(blob, bytes);
    await write(describePipeline(7000, false, false, 2));
    const { code, executed, stderr } = await runForJson(["run", "p.yaml"], place);
    assert.equal(code, 0, stderr);
    assert.equal(executed, 1);
    assert.match(stderr, /"event":"damaged","cell":"series"/);
    assert.equal((await query(place, "select value from sum.values"))[0]?.["value"], 2 * TOTAL);
    assert.deepEqual((await runForJson(["verify"], place)).problems, []);
  }));

Deno.test("chunks of a stage that failed are collected, those of results are not", () =>
  inProject(async (place, write) => {
    await write(describePipeline(7000, false, true));
    assert.equal((await runForJson(["run", "p.yaml"], place)).failed, 1);
    assert.equal((await listBlobs(place)).filter(({ size }) => size > 1_000_000).length, 1);
    await runKoopline(["collect", "--yes"], place);
    assert.equal((await listBlobs(place)).filter(({ size }) => size > 1_000_000).length, 0);

    await write(describePipeline(7000));
    await runKoopline(["run", "p.yaml", "-q"], place);
    const kept = await runForJson(["collect", "--yes"], place);
    assert.equal(kept.collected.objects, 0);
    assert.equal((await runForJson(["run", "p.yaml"], place)).reused, 2);
    const exported = await runKoopline(
      ["export", "p.yaml", "--format", "parquet", "--to", "x"],
      place,
    );
    assert.equal(exported.code, 0, exported.stderr);
  }));
