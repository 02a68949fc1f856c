/** Tables of Parquet files, by the writer that the catalog exports with. */

import assert from "node:assert/strict";
import { catchImport, importBytes } from "./files.ts";
import { type ParquetColumn, writeParquet } from "./parquet_file.ts";

const as = "trajectories";
const FILE = { as, file: "t.parquet" } as const;

const RUNS: readonly ParquetColumn[] = [
  { name: "trajectory", data: [1, 1, 0, 0], type: "INT32" },
  { name: "step", data: [0n, 1n, 1n, 0n], type: "INT64" },
  { name: "x", data: [3, 4, 2, 1], type: "DOUBLE" },
  { name: "y", data: [0.5, 0.25, -2, 8], type: "FLOAT" },
];

for (const codec of ["SNAPPY", "UNCOMPRESSED"] as const) {
  Deno.test(`import reads trajectories from a Parquet table, ${codec}`, async () => {
    const { tables, meta } = await importBytes(FILE, writeParquet(RUNS, codec));
    assert.deepEqual(tables["snapshots"], {
      trajectory: Int32Array.of(0, 0, 1, 1),
      step: Int32Array.of(0, 1, 0, 1),
      values: { width: 2, data: Float64Array.of(1, 8, 2, -2, 3, 0.5, 4, 0.25) },
    });
    assert.deepEqual(meta, { observables: ["x", "y"] });
  });
}

Deno.test("import reads lists of numbers as vectors, and long columns of few values", async () => {
  const rows = 5000;
  const weights = Array.from({ length: rows }, (_, i) => [i % 3, -(i + 1) / 8, 1]);
  const bytes = writeParquet([
    { name: "same", data: new Float64Array(rows).fill(2.5), type: "DOUBLE" },
    { name: "w", data: weights },
  ]);
  const { tables, meta } = await importBytes(FILE, bytes);
  const { values } = Object(tables["snapshots"]);
  assert.equal(values.width, 4);
  for (const row of [0, 1, 2, 1023, 1024, 4999]) {
    assert.deepEqual([...values.data.subarray(4 * row, 4 * row + 4)], [2.5, ...weights[row]!]);
  }
  assert.deepEqual(meta, { observables: ["same", "w[0]", "w[1]", "w[2]"] });
});

Deno.test("import takes the columns it is asked for, whatever the others are", async () => {
  const bytes = writeParquet([...RUNS, {
    name: "note",
    data: ["a", "b", "c", "d"],
    type: "STRING",
  }]);
  const { meta } = await importBytes({ ...FILE, observables: ["y"] }, bytes);
  assert.deepEqual(meta, { observables: ["y"] });
  const error = await catchImport(FILE, bytes);
  assert.match(error.message, /column `note`: Expected integers, floats or lists of them/);
});

const BAD: readonly (readonly [string, readonly ParquetColumn[], string, RegExp])[] = [
  [
    "a null",
    [{ name: "x", data: [1, null, 2], type: "DOUBLE", nullable: true }],
    "input.value",
    /column `x`, row 1: Expected a number in every row, but found null/,
  ],
  [
    "NaN",
    [{ name: "x", data: [1, 2, NaN], type: "DOUBLE" }],
    "input.value",
    /column `x`, row 2: Expected a finite number, but found NaN/,
  ],
  [
    "an integer beyond 2⁵³",
    [{ name: "x", data: [1n, 2n ** 60n], type: "INT64" }],
    "input.value",
    /row 1: Expected a finite number/,
  ],
  [
    "lists of different length",
    [{ name: "w", data: [[1, 2], [3]] }],
    "input.shape",
    /column `w`, row 1: Expected 2 numbers, as in row 0, but found 1/,
  ],
  [
    "a table without rows",
    [{ name: "x", data: [], type: "DOUBLE" }],
    "input.shape",
    /at least one row, but found none/,
  ],
  [
    "dates",
    [{ name: "t", data: [new Date(0)], type: "TIMESTAMP" }],
    "input.format",
    /column `t`: .* but found the type TIMESTAMP/,
  ],
];

for (const [name, columns, code, words] of BAD) {
  Deno.test(`import refuses ${name} in a Parquet file`, async () => {
    const error = await catchImport(FILE, writeParquet(columns));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
  });
}

Deno.test("import refuses a Parquet file that is cut off, empty, or another file", async () => {
  const bytes = writeParquet(RUNS);
  for (
    const [damaged, words] of [
      [bytes.subarray(0, -1), /one that cannot be read/],
      [bytes.subarray(0, 20), /one that cannot be read/],
      [new Uint8Array(), /an empty file/],
      [Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY and so on")), /a NumPy array/],
    ] as const
  ) {
    const error = await catchImport(FILE, damaged);
    assert.equal(error.code, "input.format");
    assert.match(error.message, words);
  }
});

Deno.test("import refuses a run that stands for more values than its page has, before it is decoded", async () => {
  const data = Float64Array.from({ length: 4000 }, (_, i) => i < 2000 ? 7 : 8);
  const bytes = writeParquet([{ name: "x", data, type: "DOUBLE" }], "UNCOMPRESSED");
  // A run of 2000: twice that as a number of seven bits a byte, lowest first; then the index of the value.
  const at = bytes.findIndex((byte, i) =>
    byte === 0xa0 && bytes[i + 1] === 0x1f && bytes[i + 2] === 1
  );
  assert.ok(at > 0, "the run");
  bytes[at + 1] = 0x7f;
  const error = await catchImport(FILE, bytes);
  assert.match(error.message, /a run of 8144 values where 2000 are left/);
});
