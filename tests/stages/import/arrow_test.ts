import { Table, tableFromArrays, tableToIPC, vectorFromArray } from "apache-arrow";
import { testRefusals } from "./files.ts";

const arrow = { as: "trajectories", file: "x.arrow" };
const table = tableFromArrays({ step: Int32Array.of(0, 1), x: Float64Array.of(1, 2) });
const file = tableToIPC(table, "file");
const stream = tableToIPC(table, "stream");

testRefusals([
  [
    "an empty .arrow",
    arrow,
    "",
    "input.format",
    /an Arrow IPC file or stream, but found an empty file/,
  ],
  ["a text called .arrow", arrow, "x,y\n1,2\n", "input.format", /begin with 78 2c 79/],
  [
    "an .arrow file cut off",
    arrow,
    file.slice(0, -20),
    "input.format",
    /an Arrow file \(\.arrow\)|a file that is cut off/,
  ],
  [
    "an .arrow stream cut off",
    arrow,
    stream.slice(0, -100),
    "input.format",
    /cut off/,
  ],
  [
    "an .arrow table without rows",
    arrow,
    tableToIPC(tableFromArrays({ x: new Float64Array(0) }), "file"),
    "input.shape",
    /at least one row, but found none/,
  ],
  [
    "an .arrow column of text",
    arrow,
    tableToIPC(tableFromArrays({ x: ["a", "b"] }), "file"),
    "input.format",
    /x\.arrow, column `x`: .*found the type Dictionary/,
  ],
  [
    "nulls in an .arrow column",
    arrow,
    tableToIPC(new Table({ x: vectorFromArray([1, null, 3]) }), "file"),
    "input.value",
    /x\.arrow, column `x`: .*found 1 nulls/,
  ],
  [
    "NaN in an .arrow column",
    arrow,
    tableToIPC(tableFromArrays({ x: Float64Array.of(1, NaN) }), "file"),
    "input.value",
    /x\.arrow, column `x`, row 1: .*found NaN/,
  ],
  [
    "an integer beyond float64 in an .arrow column",
    arrow,
    tableToIPC(tableFromArrays({ x: BigInt64Array.of(0n, 2n ** 60n) }), "file"),
    "input.value",
    /x\.arrow, column `x`, row 1/,
  ],
  [
    "a step twice in an .arrow table",
    arrow,
    tableToIPC(tableFromArrays({ step: Int32Array.of(3, 3), x: Int32Array.of(0, 0) }), "stream"),
    "input.value",
    /column `step`, row 1: .*second row for step 3/,
  ],
]);
