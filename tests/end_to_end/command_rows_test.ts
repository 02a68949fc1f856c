/** Rows out of koopline: queries in every format, and exported folders. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { inProject } from "./command_project.ts";
import { type Place, runKoopline, writeFiles } from "./koopline.ts";

const SQL = "select n, value from number.values order by n";

async function inDoneProject(work: (place: Place) => Promise<void>, file = "numbers.yaml") {
  await inProject(async (place) => {
    const { code, stderr } = await runKoopline(["run", file, "--quiet"], place);
    assert.equal(code, 0, stderr);
    await work(place);
  });
}

Deno.test("query answers as a table, CSV and JSON on standard output", () =>
  inDoneProject(async (place) => {
    const read = async (...args: readonly string[]) => {
      const ran = await runKoopline(["query", "numbers.yaml", SQL, ...args], place);
      assert.deepEqual([ran.code, ran.stderr], [0, ""]);
      return ran.stdout;
    };
    const table = await read();
    assert.match(table, /n +value/);
    assert.match(table, /^.*3.*3.*$/m);
    assert.equal(await read("-f", "csv"), "n,value\r\n1,1\r\n2,2\r\n3,3\r\n");
    assert.deepEqual(JSON.parse(await read("--format", "json")), [
      { n: 1, value: 1 },
      { n: 2, value: 2 },
      { n: 3, value: 3 },
    ]);
  }));

Deno.test("query writes a file in the format of its name", () =>
  inDoneProject(async (place) => {
    const write = async (name: string) => {
      const ran = await runKoopline(["query", "numbers.yaml", SQL, "-o", name], place);
      assert.deepEqual(ran, { code: 0, stdout: "", stderr: "" });
      return await Deno.readFile(join(place.cwd, name));
    };
    assert.equal(new TextDecoder().decode(await write("rows.csv")).split("\r\n").length, 5);
    assert.equal(JSON.parse(new TextDecoder().decode(await write("rows.json"))).length, 3);
    assert.equal(tableFromIPC(await write("rows.arrow")).numRows, 3);
    const parquet = await write("rows.parquet");
    assert.equal(new TextDecoder().decode(parquet.slice(0, 4)), "PAR1");
    assert.match(new TextDecoder().decode(await write("rows.txt")), /n +value/);
  }));

Deno.test("query refuses wrong SQL, unknown tables, files and places that cannot be written", () =>
  inDoneProject(async (place) => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["selct 1"], /\[catalog\.(sql|refused)\]/],
      [["select * from numbr.values"], /numbr[\s\S]*number/],
      [["select valu from number.values"], /valu[\s\S]*value/],
      [["select * from read_csv('numbers.yaml')"], /\[catalog\.refused\]|\[catalog\.sql\]/],
      [["select 1; select 2"], /\[catalog\.\w+\]/],
      [[SQL, "-o", "rows.xlsx"], /--output: Expected a name that ends in \.txt, \.csv.*rows\.xlsx/],
      [[SQL, "-o", "nowhere/rows.csv"], /nowhere\/rows\.csv: Expected a file that can be written/],
      [
        [SQL, "-o", "artifacts"],
        /artifacts: Expected a file that can be written, but found a folder/,
      ],
    ];
    for (const [args, says] of cases) {
      const { code, stdout, stderr } = await runKoopline(["query", "numbers.yaml", ...args], place);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n\s+at |defect/, stderr);
    }
  }));

Deno.test("query says how many cells have no result yet", () =>
  inDoneProject(async (place) => {
    const args = ["query", "numbers.yaml", "select count(*) as cells from koopline.cells", "--set"];
    const { code, stdout, stderr } = await runKoopline([...args, "factor=5", "-f", "csv"], place);
    assert.equal(code, 0);
    assert.equal(stdout, "cells\r\n4\r\n");
    assert.equal(stderr, "Without a result: 1 of 4 cells; `run` makes them.\n");
  }));

for (const format of ["csv", "parquet", "arrow"]) {
  Deno.test(`export writes tables as ${format}, the pipeline and the cells, and nothing hidden`, () =>
    inDoneProject(async (place) => {
      const args = ["export", "numbers.yaml", "--to", "paper", "--format", format];
      const { code, stderr } = await runKoopline(args, place);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, "2 tables, 0 figures, 0 reports in paper\n");
      assert.deepEqual(await listFiles(join(place.cwd, "paper")), [
        "cells.json",
        "numbers.yaml",
        `stages/number.values.${format}`,
        `stages/total.values.${format}`,
      ]);
      const again = await runKoopline(args, place);
      assert.equal(again.code, 2);
      assert.match(again.stderr, /^error paper: Expected a new or empty folder.*something in it/);
    }));
}

Deno.test("export writes figures with their stamps and the lock file", () =>
  inDoneProject(async (place) => {
    await runKoopline(["run", "figure.yaml", "--quiet", "--write-lock"], place);
    const { code, stderr } = await runKoopline(["export", "figure.yaml", "-f", "csv"], place);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "3 tables, 1 figure, 0 reports in drawn-export\n");
    assert.deepEqual(await listFiles(join(place.cwd, "drawn-export")), [
      "cells.json",
      "figure.lock.json",
      "figure.yaml",
      "figures/plot.png",
      "figures/plot.svg",
      "stages/number.values.csv",
      "stages/plot.data.csv",
      "stages/total.values.csv",
      "tables/plot.data.csv",
    ]);
    const trace = await runKoopline(["trace", "drawn-export/figures/plot.svg"], place);
    assert.match(trace.stdout, /^plot of pipeline drawn$/m);
  }, "figure.yaml"));

const VECTORS = `import { defineStage, NO_CURVES, Trajectories, z } from "koopline";
export const vectors = defineStage({
  kind: "vectors",
  summary: "One snapshot of so many observables.",
  params: z.strictObject({ width: z.int() }),
  needs: {},
  makes: Trajectories,
  run: ({ params: { width } }) => ({
    tables: {
      snapshots: {
        trajectory: Int32Array.of(0),
        step: Int32Array.of(0),
        values: { width, data: new Float64Array(width).fill(width) },
      },
      outcomes: {
        trajectory: Int32Array.of(0), outcome: ["completed"], last_step: Int32Array.of(0),
      },
      curves: NO_CURVES,
    },
    files: {},
    meta: { observables: Array.from({ length: width }, (_, i) => "x" + i) },
  }),
});
`;

for (const format of ["csv", "parquet", "arrow"]) {
  Deno.test(`export as ${format} writes a file a cell where lists differ in length from cell to cell`, () =>
    inProject(async (place) => {
      await writeFiles(place.cwd, {
        "vectors.ts": VECTORS,
        "vectors.yaml": `name: vectors
axes: { width: [1, 3] }
stages:
  vectors: { uses: ./vectors.ts, over: [width], with: { width: "\${width}" } }
`,
      });
      await runKoopline(["run", "vectors.yaml", "--quiet"], place);
      const args = ["export", "vectors.yaml", "--format", format];
      const { code, stderr } = await runKoopline(args, place);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await listFiles(join(place.cwd, "vectors-export", "stages")), [
        `vectors.curves.${format}`,
        `vectors.outcomes.${format}`,
        `vectors.snapshots/vectors_width=1.${format}`,
        `vectors.snapshots/vectors_width=3.${format}`,
      ]);
    }));
}

Deno.test("export of a pipeline with a failed cell writes the rest and gives code 1", () =>
  inProject(async (place) => {
    await runKoopline(["run", "failing.yaml", "--quiet"], place);
    const { code, stderr } = await runKoopline(["export", "failing.yaml", "-f", "csv"], place);
    assert.equal(code, 1);
    assert.match(stderr, /^Without a result, and left out: 2 of 6 cells; `run` makes them\.$/m);
    const text = await Deno.readTextFile(
      join(place.cwd, "failing-export", "stages", "number.values.csv"),
    );
    assert.equal(text.trimEnd().split("\r\n").length, 3);
  }));

async function listFiles(folder: string, inside = ""): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, inside))) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (isDirectory) files.push(...await listFiles(folder, path));
    else files.push(path);
  }
  return files.sort();
}
