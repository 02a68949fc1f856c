/** Fuzzing of files of tables: CSV, Arrow, Parquet, and Arrow as the store keeps it. */

import { tableFromArrays, tableToIPC } from "apache-arrow";
import { decodeTable, encodeTable, encodeTableStream } from "../../../engine/store/arrow_table.ts";
import { readFixture } from "../../stages/import/files.ts";
import { writeParquet } from "../../stages/import/parquet_file.ts";
import { readAsDataset, readAsImport } from "./file_readings.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { encodeText, type Language, mutateText } from "./mutate_text.ts";
import { INHERITED_NAMES, repeatText, STRANGE_NUMBERS } from "./strange_values.ts";
import { everyPlace, type Reading, type Target } from "./target.ts";

const CSV_TEXTS = [
  'trajectory,step,x,"y ""z"""\n0,0,1.5,-2e-3\n0,1,2,3\n1,0,"4",5\n',
  "x,y,label\n0.5,1,0\n1.5,2,1\n2.5,4,1\n",
  "re,im\n0.5,0.25\n0.5,-0.25\n",
  'name,value,tolerance,tag,source\na,1,1e-6,S,"P1, Fig. 2"\nb,2,,C,P2\n',
  "x\n1\n2\n",
];

const CSV: Language = {
  tokens: /"(?:[^"]|"")*"|[^,\n"]+|[,\n]/g,
  pieces: [
    ...STRANGE_NUMBERS,
    ...INHERITED_NAMES,
    '"',
    '""',
    ",",
    ",,,,",
    ";",
    "\t",
    "\n\n",
    " ",
    "=1+1",
    "1.797693134862315807e309",
    "1,5",
    "trajectory",
    "step",
    repeatText("9", 400),
    repeatText(",", 2000),
    repeatText('"a""', 500),
  ],
};

const CSV_SEEDS = CSV_TEXTS.map((text) => new TextEncoder().encode(text));

/** .csv */
export const csv: Target = {
  name: "csv",
  seeds: CSV_SEEDS,
  mutate: (dice) =>
    dice.once(6)
      ? mutateBytes(dice, dice.pick(CSV_SEEDS), CSV_SEEDS)
      : encodeText(dice, mutateText(dice, dice.pick(CSV_TEXTS), CSV)),
  readings: [
    readAsImport({ as: "trajectories", file: "x.csv" }),
    readAsImport({ as: "spectrum", file: "x.csv" }),
    readAsImport({ as: "expectation", file: "x.csv" }),
    readAsDataset("CSV", { format: "csv", train: { inputs: "x.csv", labels: "x.csv" } }, "x.csv"),
  ],
};

const table = tableFromArrays({
  trajectory: Int32Array.of(0, 0, 1, 1),
  step: BigInt64Array.of(0n, 1n, 0n, 1n),
  x: Float64Array.of(1, 2, 3, 4),
  note: ["a", "b", "a", "c"],
});

const columns = {
  step: Int32Array.of(0, 1, 2),
  x: Float64Array.of(1, 2, 3),
  name: ["a", "é", ""],
  flag: Uint8Array.of(0, 1, 1),
  values: { width: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
};

const ARROW_SEEDS = [
  tableToIPC(table, "file"),
  tableToIPC(table, "stream"),
  readFixture("duckdb.arrow"),
  encodeTable(columns),
  encodeTableStream(columns),
  encodeTable({ step: Int32Array.of(0, 1), x: Float32Array.of(1, 2) }),
];

/** Arrow as the store reads it. A decoded table has columns of equal length. */
const storeReading: Reading = {
  name: "the store's decoder",
  read(bytes) {
    const decoded = decodeTable(bytes);
    for (const [name, values] of Object.entries(decoded.columns)) {
      const length = "width" in values ? values.data.length / values.width : values.length;
      // Vectors without elements have as many rows as the others say.
      if (length === decoded.rows || Number.isNaN(length)) continue;
      throw new Error(`${length} of ${decoded.rows} rows in ${name}`);
    }
    return decoded;
  },
  codes: /^store\.corrupt$/,
  // The store adds which blob it is.
  hasPlace: everyPlace,
};

/** Arrow, files and streams, of several libraries. */
export const arrow: Target = {
  name: "arrow",
  seeds: ARROW_SEEDS,
  mutate: (dice) => mutateBytes(dice, dice.pick(ARROW_SEEDS), ARROW_SEEDS),
  readings: [
    readAsImport({ as: "trajectories", file: "x.arrow" }),
    readAsImport({ as: "trajectories", file: "x.arrow", observables: ["x"] }),
    storeReading,
  ],
};

const PARQUET_SEEDS = [
  writeParquet([
    {
      name: "x",
      data: Float64Array.from({ length: 300 }, (_, i) => i < 99 ? 2 : 3),
      type: "DOUBLE",
    },
    { name: "w", data: Array.from({ length: 300 }, (_, i) => [i % 2, 1]) },
  ]),
  writeParquet([
    { name: "step", data: Int32Array.of(0, 1, 2), type: "INT32" },
    { name: "x", data: Float64Array.of(1, 2, 3), type: "DOUBLE" },
    { name: "note", data: ["a", "b", "c"], type: "STRING" },
  ], "UNCOMPRESSED"),
  writeParquet([
    { name: "re", data: Float64Array.of(0.5, 0.5), type: "DOUBLE" },
    { name: "im", data: Float64Array.of(0.25, -0.25), type: "DOUBLE" },
  ]),
];

/** .parquet */
export const parquet: Target = {
  name: "parquet",
  seeds: PARQUET_SEEDS,
  mutate: (dice) => mutateBytes(dice, dice.pick(PARQUET_SEEDS), PARQUET_SEEDS),
  readings: [
    readAsImport({ as: "trajectories", file: "x.parquet" }),
    readAsImport({ as: "trajectories", file: "x.parquet", observables: ["x"] }),
    readAsImport({ as: "spectrum", file: "x.parquet" }),
  ],
};
