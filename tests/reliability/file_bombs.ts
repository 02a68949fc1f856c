/**
 * Small files that declare enormous contents. As a program it reads each, and prints a line of JSON for each of what
 * became of it and what it took.
 */

// Before everything that keeps a constructor.
import { takeAsked } from "./fuzz/allocation.ts";
import { gzipSync } from "node:zlib";
import { makeData, Null, tableFromArrays, tableToIPC, Vector } from "apache-arrow";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { decodeTable } from "../../engine/store/arrow_table.ts";
import { KooplineError } from "../../schemas/error.ts";
import { writeIdx } from "../stages/dataset/making.ts";
import { writeNpy } from "../stages/import/files.ts";
import { writeSafetensors } from "../stages/import/safetensors_file.ts";
import { readAsDataset, readAsImport } from "./fuzz/file_readings.ts";
import type { Reading } from "./fuzz/target.ts";

/** What became of a bomb. Memory in bytes. */
export interface Defused {
  readonly name: string;
  /** Code and words of the refusal; undefined when it was read. */
  readonly code: string | undefined;
  readonly words: string;
  readonly bytes: number;
  /** What was asked for by number. */
  readonly asked: number;
  /** The most that the process had until then. */
  readonly peak: number;
}

const ROWS = 10 ** 15;
const FEW = 77;

/** Puts 10¹⁵ in the place of each 64-bit 77: lengths of record batches and of their columns. */
function inflateArrow(bytes: Uint8Array): Uint8Array {
  const inflated = bytes.slice();
  const view = new DataView(inflated.buffer);
  for (let at = 0; at + 8 <= inflated.length; at += 4) {
    if (view.getBigInt64(at, true) === BigInt(FEW)) view.setBigInt64(at, BigInt(ROWS), true);
  }
  return inflated;
}

function writeArrow(format: "file" | "stream"): Uint8Array {
  const table = tableFromArrays({ x: new Float64Array(FEW) });
  return inflateArrow(tableToIPC(table, format));
}

/** A column of nulls has no bytes at all, however long it is. */
function writeNulls(): Uint8Array {
  const nulls = new Vector([makeData({ type: new Null(), length: FEW })]);
  const table = tableFromArrays({ x: new Float64Array(FEW) }).assign(
    tableFromArrays({ n: new Int32Array(FEW) }).setChild("n", nulls),
  );
  return inflateArrow(tableToIPC(table, "stream"));
}

/** Writes a Parquet file whose metadata says 10¹⁵ of its rows, or of the values of its column. */
function writeParquet(what: "rows" | "values"): Uint8Array {
  const bytes = new ByteWriter();
  const schema = [{ name: "root", num_children: 1 }, {
    name: "x",
    repetition_type: "REQUIRED" as const,
    type: "DOUBLE" as const,
  }];
  const writer = new ParquetWriter({ writer: bytes, schema });
  writer.write({ columnData: [{ name: "x", data: new Float64Array(FEW) }] });
  const [group] = writer.row_groups;
  const meta = group?.columns[0]?.meta_data;
  if (group === undefined || meta === undefined) throw new Error("no row group");
  if (what === "values") meta.num_values = BigInt(ROWS);
  else writer.num_rows = group.num_rows = BigInt(ROWS);
  writer.finish();
  return new Uint8Array(bytes.getBuffer());
}

function writeTensor(shape: readonly number[]): Uint8Array {
  const data = new Float64Array(shape.includes(0) ? 0 : 2);
  return writeSafetensors({ x: { dtype: "F64", shape, data } });
}

function writeShape(...shape: readonly number[]): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  return writeNpy(header, new Float64Array(shape.includes(0) ? 0 : 2));
}

/** Packs zeros, which Deflate does a thousand to one, and lets the end say how many there are. */
function packZeros(count: number, said = count): Uint8Array {
  const packed = new Uint8Array(gzipSync(new Uint8Array(count)));
  new DataView(packed.buffer).setUint32(packed.length - 4, said, true);
  return packed;
}

const fromStore: Reading = {
  name: "the store's decoder",
  read: decodeTable,
  codes: /^store\./,
  hasPlace: () => true,
};

const LABELS = writeIdx([3], [0, 1, 2]);
const idx = readAsDataset(
  "IDX inputs",
  {
    format: "idx",
    train: { inputs: "x.idx", labels: "y.idx" },
  },
  "x.idx",
  { "y.idx": LABELS },
);
const toTrajectories = (file: string) => readAsImport({ as: "trajectories", file });

const HEADER = writeIdx([2 ** 31, 2 ** 31], [0, 0, 0, 0]);

/** Every bomb: its bytes, made when they are needed, and who reads them. */
export const BOMBS: Readonly<Record<string, readonly [() => Uint8Array, Reading]>> = {
  "gzip that is said to unpack a million to one": [() => packZeros(1000, 1e9), idx],
  "gzip that unpacks to more than it says": [() => packZeros(2 ** 28, 1000), idx],
  "gzip that is said to hold 4 GiB": [() => packZeros(2 ** 23, 2 ** 32 - 1), idx],
  "IDX of 2³¹ × 2³¹ items": [() => HEADER, idx],
  "IDX of 2³¹ × 2³¹ items under gzip": [() => new Uint8Array(gzipSync(HEADER)), idx],
  "IDX of 255 axes": [() => writeIdx(Array(255).fill(2 ** 32 - 1), []), idx],
  "Parquet of 10¹⁵ rows": [() => writeParquet("rows"), toTrajectories("x.parquet")],
  "Parquet with a column of 10¹⁵ values": [
    () => writeParquet("values"),
    toTrajectories("x.parquet"),
  ],
  "an Arrow file of 10¹⁵ rows": [() => writeArrow("file"), toTrajectories("x.arrow")],
  "an Arrow stream of 10¹⁵ rows": [() => writeArrow("stream"), toTrajectories("x.arrow")],
  "Arrow of 10¹⁵ nulls": [writeNulls, toTrajectories("x.arrow")],
  "Arrow of 10¹⁵ rows in the store": [() => writeArrow("file"), fromStore],
  "Arrow of 10¹⁵ nulls in the store": [writeNulls, fromStore],
  "safetensors of 10¹⁵ numbers": [() => writeTensor([ROWS]), toTrajectories("x.safetensors")],
  "safetensors of 2³¹ × 2³¹ numbers": [
    () => writeTensor([2 ** 31, 2 ** 31]),
    toTrajectories("x.safetensors"),
  ],
  "safetensors of 10¹⁵ rows of nothing": [
    () => writeTensor([ROWS, 0]),
    toTrajectories("x.safetensors"),
  ],
  ".npy of 10¹⁵ numbers": [() => writeShape(ROWS), toTrajectories("x.npy")],
  ".npy of 10¹⁵ rows of nothing": [() => writeShape(ROWS, 0), toTrajectories("x.npy")],
};

function readPeak(): number {
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))?.[1]);
}

/** Makes files in its own process, so that only reading counts: the bytes arrive as files. */
async function defuse(name: string, path: string): Promise<Defused> {
  const reading = BOMBS[name]?.[1];
  if (reading === undefined) throw new Error(`no bomb ${name}`);
  const bytes = Deno.readFileSync(path);
  takeAsked();
  let [code, words]: [string | undefined, string] = [undefined, ""];
  try {
    await reading.read(bytes);
  } catch (error) {
    code = error instanceof KooplineError ? error.code : "a defect";
    words = String(error);
  }
  return { name, code, words, bytes: bytes.length, asked: takeAsked(), peak: readPeak() };
}

if (import.meta.main) {
  const names = Object.keys(BOMBS);
  for (const [index, path] of Deno.args.entries()) {
    console.log(JSON.stringify(await defuse(names[index] ?? "", path)));
  }
}
