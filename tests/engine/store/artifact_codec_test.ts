import assert from "node:assert/strict";
import { z } from "zod";
import { decodeArtifact, encodeArtifact } from "../../../engine/store/artifact_codec.ts";
import { type ArtifactValue, defineArtifact } from "../../../schemas/artifact_type.ts";
import { bool, f64, i32, utf8, vector } from "../../../schemas/column.ts";
import { KooplineError, type Problem } from "../../../schemas/error.ts";
import { readChunk } from "./sample.ts";

const Sample = defineArtifact({
  name: "sample",
  version: 3,
  summary: "One of everything.",
  tables: {
    values: {
      meaning: "declared",
      columns: {
        index: i32("row"),
        value: f64("finite"),
        gap: f64("may be NaN", { finite: false }),
        name: utf8("text"),
        kept: bool("flag"),
        vectors: vector("f64", "finite"),
      },
    },
    rows: { meaning: "decided by data", columns: "open" },
  },
  files: { note: { meaning: "a note", mediaType: "text/plain" } },
  meta: z.strictObject({ rank: z.int(), title: z.string() }),
});

function makeSample(): ArtifactValue<typeof Sample> {
  return {
    tables: {
      values: {
        index: Int32Array.of(0, 1),
        value: Float64Array.of(0.5, -0),
        gap: Float64Array.of(NaN, Infinity),
        name: ["a", "ü"],
        kept: Uint8Array.of(0, 1),
        vectors: { width: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
      },
      rows: { anything: Float32Array.of(1.5, NaN), width: ["x", "y"] },
    },
    files: { note: Uint8Array.of(104, 105) },
    meta: { rank: 2, title: "t" },
  };
}

/** A sample in which a stage that nobody type-checked has changed something. */
function spoil(change: (value: Record<string, Record<string, unknown>>) => void): unknown {
  const { tables, files, meta } = makeSample();
  const parts = {
    values: { ...tables.values },
    rows: { ...tables.rows },
    tables: {},
    files: { ...files },
    meta: { ...meta },
  };
  change(parts);
  const { values, rows } = parts;
  return { tables: { values, rows, ...parts.tables }, files: parts.files, meta: parts.meta };
}

function refuse(value: unknown): readonly Problem[] {
  const encode: (type: typeof Sample, value: never, where: string) => unknown = encodeArtifact;
  try {
    Reflect.apply(encode, undefined, [Sample, value, "stage[seed=1]"]);
  } catch (error) {
    if (error instanceof KooplineError) return error.problems;
    throw error;
  }
  throw new Error("encodeArtifact() accepted it");
}

Deno.test("decodeArtifact() gives back what encodeArtifact() was given", () => {
  const encoded = encodeArtifact(Sample, makeSample(), "stage");
  assert.equal(encoded.type, "sample");
  assert.equal(encoded.version, 3);
  assert.deepEqual(Object.keys(encoded.tables), ["values", "rows"]);
  assert.equal(encoded.tables["values"]?.rows, 2);
  assert.deepEqual(decodeArtifact(Sample, encoded), makeSample());
});

Deno.test("encodeArtifact() gives the same bytes whatever the order of a stage's columns", () => {
  const { tables, files, meta } = makeSample();
  const { index, value, gap, name, kept, vectors } = tables.values;
  const values = { vectors, kept, name, gap, value, index };
  const other = {
    meta: { title: meta.title, rank: meta.rank },
    files,
    tables: { ...tables, values },
  };
  assert.deepEqual(
    encodeArtifact(Sample, other, "stage"),
    encodeArtifact(Sample, makeSample(), "stage"),
  );
});

const SPOILED: readonly {
  readonly name: string;
  readonly change: Parameters<typeof spoil>[0];
  readonly says: RegExp;
}[] = [
  {
    name: "a missing column",
    change: ({ values }) => delete values?.["gap"],
    says: /`gap`, .* in table `values`, but found no `gap`/,
  },
  {
    name: "a column too many",
    change: ({ values }) => values && (values["extra"] = new Float64Array(2)),
    says: /only `index`.* in table `values`, but found `extra` as well/,
  },
  {
    name: "another dtype",
    change: ({ values }) => values && (values["value"] = Float32Array.of(1, 2)),
    says:
      /a Float64Array as column `value` of table `values`, but found an object of class Float32/,
  },
  {
    name: "a list of numbers instead of an array",
    change: ({ values }) => values && (values["value"] = [1, 2]),
    says: /a Float64Array as column `value` of table `values`, but found a list/,
  },
  {
    name: "a shorter column",
    change: ({ values }) => values && (values["name"] = ["a"]),
    says: /columns of equal length in table `values`, but found 2 rows in `index` and 1 in `name`/,
  },
  {
    name: "NaN where finite is promised",
    change: ({ values }) => values && (values["value"] = Float64Array.of(1, NaN)),
    says: /finite numbers in column `value` of table `values`, but found NaN in row 1/,
  },
  {
    name: "Infinity in a vector",
    change: ({ values }) =>
      values && (values["vectors"] = { width: 3, data: Float64Array.of(1, 2, 3, 4, -Infinity, 6) }),
    says: /but found -Infinity in row 1, element 1/,
  },
  {
    name: "vectors that do not fill their rows",
    change: ({ values }) => values && (values["vectors"] = { width: 3, data: new Float64Array(7) }),
    says: /whole rows in column `vectors` of table `values`, but found 2.33/,
  },
  {
    name: "vectors of the wrong number of rows",
    change: ({ values }) => values && (values["vectors"] = { width: 3, data: new Float64Array(9) }),
    says: /2 rows in `index` and 3 in `vectors`/,
  },
  {
    name: "elements in vectors of width 0",
    change: ({ values }) => values && (values["vectors"] = { width: 0, data: new Float64Array(9) }),
    says: /whole rows in column `vectors`.*found Infinity rows/,
  },
  {
    name: "a plain array where vectors are declared",
    change: ({ values }) => values && (values["vectors"] = new Float64Array(6)),
    says: /\{ width, data \} as column `vectors`/,
  },
  {
    name: "a fractional width",
    change: ({ values }) =>
      values && (values["vectors"] = { width: 1.5, data: new Float64Array(3) }),
    says: /\{ width, data \} as column `vectors`/,
  },
  {
    name: "a flag of 2",
    change: ({ values }) => values && (values["kept"] = Uint8Array.of(0, 2)),
    says: /0 or 1 in column `kept` of table `values`, but found 2 in row 1/,
  },
  {
    name: "a number among texts",
    change: ({ values }) => values && (values["name"] = ["a", 7]),
    says: /well-formed texts in column `name` of table `values`, but found 7 in row 1/,
  },
  {
    name: "a lone surrogate",
    change: ({ values }) => values && (values["name"] = ["a", "\ud800"]),
    says: /well-formed texts in column `name`.* in row 1/,
  },
  {
    name: "an open table with an object as column",
    change: ({ rows }) => rows && (rows["bad"] = { some: "thing" }),
    says: /an array of f64, f32, i32, utf8 or bool as column `bad` of table `rows`/,
  },
  {
    name: "an open table with vectors of text",
    change: ({ rows }) => rows && (rows["bad"] = { width: 1, data: ["a", "b"] }),
    says: /vectors of f64, f32 or i32 as column `bad`/,
  },
  {
    name: "an open table of unequal columns",
    change: ({ rows }) => rows && (rows["bad"] = new Float64Array(3)),
    says: /columns of equal length in table `rows`/,
  },
  {
    name: "a table too many",
    change: ({ tables }) => tables && (tables["more"] = {}),
    says: /only `values`, `rows` in tables, but found `more` as well/,
  },
  {
    name: "a missing file",
    change: ({ files }) => delete files?.["note"],
    says: /`note` in files, but found no `note`/,
  },
  {
    name: "a text instead of a file",
    change: ({ files }) => files && (files["note"] = "hi"),
    says: /a Uint8Array as file `note`, but found the text "hi"/,
  },
  {
    name: "a wrong meta",
    change: ({ meta }) => meta && (meta["rank"] = "two"),
    says: /a meta that fits the artifact type `sample`, but found at meta.rank: .*number/,
  },
  {
    name: "a meta with an unknown key",
    change: ({ meta }) => meta && (meta["more"] = 1),
    says: /at meta: Unrecognized key: "more"/,
  },
  {
    name: "a meta that JSON cannot hold",
    change: ({ meta }) => meta && (meta["title"] = "\udead"),
    says: /well-formed Unicode at meta\/title, but found a text with a lone surrogate/,
  },
];

for (const { name, change, says } of SPOILED) {
  Deno.test(`encodeArtifact() refuses ${name}`, () => {
    const problems = refuse(spoil(change));
    for (const { code, where } of problems) {
      assert.equal(code, "stage.output");
      assert.equal(where, "stage[seed=1]");
    }
    const texts = problems.map(({ expected, found }) => `Expected ${expected}, but found ${found}`);
    assert.ok(texts.some((text) => says.test(text)), texts.join("\n"));
  });
}

Deno.test("encodeArtifact() refuses what is no artifact at all", () => {
  for (const value of [undefined, null, 7, "text", [], {}, { tables: 1, files: 2 }, () => 1]) {
    assert.equal(refuse(value)[0]?.code, "stage.output");
  }
});

Deno.test("encodeArtifact() reports every problem at once", () => {
  const problems = refuse(spoil(({ values, files }) => {
    delete values?.["gap"];
    delete files?.["note"];
    if (values) values["kept"] = Uint8Array.of(0, 9);
  }));
  assert.equal(problems.length, 3);
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof KooplineError) return error.code;
    throw error;
  }
  return "accepted";
}

Deno.test("decodeArtifact() refuses another type, another version, and damage", () => {
  const encoded = encodeArtifact(Sample, makeSample(), "stage");
  const { values, rows } = encoded.tables;
  assert.ok(values !== undefined && rows !== undefined);
  const bytes = readChunk(encoded, "values");
  const cases: readonly (readonly [string, typeof encoded])[] = [
    ["store.format", { ...encoded, type: "other" }],
    ["store.format", { ...encoded, version: 2 }],
    ["store.corrupt", { ...encoded, tables: { values } }],
    ["store.corrupt", { ...encoded, tables: { values: rows, rows } }],
    ["store.corrupt", { ...encoded, tables: { values: { ...values, rows: 3 }, rows } }],
    ["store.corrupt", { ...encoded, tables: { values: { rows: 2, chunks: [] }, rows } }],
    ["store.corrupt", {
      ...encoded,
      tables: { values: { rows: 3, chunks: [{ rows: 3, bytes }] }, rows },
    }],
    ["store.corrupt", { ...encoded, files: {} }],
    ["store.corrupt", { ...encoded, meta: { rank: 2 } }],
    ["store.corrupt", {
      ...encoded,
      tables: { values: { rows: 2, chunks: [{ rows: 2, bytes: bytes.subarray(0, 200) }] }, rows },
    }],
  ];
  for (const [code, damaged] of cases) {
    assert.equal(codeOf(() => decodeArtifact(Sample, damaged)), code);
  }
});
