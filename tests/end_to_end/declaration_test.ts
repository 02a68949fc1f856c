/** What a stage kind of the user's own declares, and mistakes in it. */

import assert from "node:assert/strict";
import { inFolder, runKoopline, writeFiles } from "./koopline.ts";
import { runForJson } from "./command_project.ts";

const READER = `import { defineStage, Expectation, z } from "koopline";
export const reader = defineStage({
  kind: "reader",
  summary: "The length of a file.",
  params: z.strictObject({ path: z.string() }),
  needs: {},
  makes: Expectation,
  reads: ({ path }) => [path],
  run: ({ params, files }) => ({
    tables: { values: {
      name: ["length"], value: Float64Array.of(files[params.path].bytes.length),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  }),
});
`;

const pipeline = (path: string) =>
  `name: reading
stages: { reader: { uses: ./reader.ts, with: { path: "${path}" } } }
`;

for (const path of ["data.txt", "__proto__", "constructor"]) {
  Deno.test(`a declared file is part of the key, also when it is called ${path}`, () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, { "reader.ts": READER, "p.yaml": pipeline(path), [path]: "one" });
      const first = await runForJson(["run", "p.yaml", "--json"], { cwd });
      assert.equal(first.value.executed, 1, first.stderr);
      const again = await runForJson(["run", "p.yaml", "--json"], { cwd });
      assert.equal(again.value.reused, 1);
      await writeFiles(cwd, { [path]: "three" });
      const edited = await runForJson(["run", "p.yaml", "--json"], { cwd });
      assert.equal(edited.value.executed, 1);
    }));
}

Deno.test("a kind whose `reads` throws is an error of the kind, without a stack", () =>
  inFolder(async (cwd) => {
    const broken = READER.replace("[path]", "[path.missing.name]");
    await writeFiles(cwd, { "reader.ts": broken, "p.yaml": pipeline("data.txt") });
    const { code, stderr } = await runKoopline(["plan", "p.yaml"], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /p\.yaml:2:11: Expected `reads` of the kind to take these parameters/);
    assert.match(stderr, /TypeError: Cannot read properties of undefined/);
    assert.doesNotMatch(stderr, /defect|\n\s+at /);
  }));

const LABELS = `import { defineStage, Expectation, many, z } from "koopline";
export const labels = defineStage({
  kind: "labels",
  summary: "The names of its inputs' labels.",
  params: z.strictObject({}),
  needs: { from: many(Expectation) },
  makes: Expectation,
  run: ({ needs }) => ({
    tables: { values: {
      name: [Object.keys(needs.from[0].labels).join()], value: Float64Array.of(0),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  }),
});
`;

for (const axes of ["b: [1], a: [1, 2]", "a: [1, 2], b: [1]"]) {
  Deno.test(`a stage sees labels in one order, also when the axes are { ${axes} }`, () =>
    inFolder(async (cwd) => {
      const text = `name: labelled
axes: { ${axes} }
stages:
  reader: { uses: ./reader.ts, over: [a, b], with: { path: data.txt } }
  labels: { uses: ./labels.ts, needs: { from: reader } }
`;
      const files = { "reader.ts": READER, "labels.ts": LABELS, "p.yaml": text, "data.txt": "one" };
      await writeFiles(cwd, files);
      const ran = await runKoopline(["run", "p.yaml", "--quiet"], { cwd });
      assert.equal(ran.code, 0, ran.stderr);
      const sql = "select name from labels.values";
      const { stdout } = await runKoopline(["query", "p.yaml", sql, "-f", "csv"], { cwd });
      assert.match(stdout, /^name\r?\n"a,b"\r?\n$/);
    }));
}

Deno.test("a schema that transforms does so once", () =>
  inFolder(async (cwd) => {
    const doubling = READER.replace("path: z.string()", "path: z.string().transform((p) => p + p)")
      .replace("reads: ({ path }) => [path],", "")
      .replace("files[params.path].bytes.length", "params.path.length");
    await writeFiles(cwd, { "reader.ts": doubling, "p.yaml": pipeline("four") });
    const ran = await runKoopline(["run", "p.yaml", "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const sql = "select value from reader.values";
    const { stdout } = await runKoopline(["query", "p.yaml", sql, "-f", "csv"], { cwd });
    assert.match(stdout, /^value\r?\n8\r?\n$/);
  }));

Deno.test("`koopline` gives stages functions whose bits are the same everywhere", () =>
  inFolder(async (cwd) => {
    const exponential = READER.replace("z }", "exp, z }").replace(
      "reads: ({ path }) => [path],",
      "",
    )
      .replace("files[params.path].bytes.length", "exp(1)");
    await writeFiles(cwd, { "reader.ts": exponential, "p.yaml": pipeline("one") });
    const ran = await runKoopline(["run", "p.yaml", "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const sql = "select value from reader.values";
    const { stdout } = await runKoopline(["query", "p.yaml", sql, "-f", "csv"], { cwd });
    assert.match(stdout, /^value\r?\n2\.718281828459045\r?\n$/);
  }));
