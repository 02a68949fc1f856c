import assert from "node:assert/strict";
import fc from "fast-check";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { zipSync } from "fflate";
import { encodeTable } from "../../../engine/store/arrow_table.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { importBytes, readFixture, writeFloats } from "./files.ts";
import { writeParquet } from "./parquet_file.ts";
import { writeSafetensors } from "./safetensors_file.ts";

const SEED = 20260104;
const RUNS = 300;

/** A change of a file: bytes written over, bytes taken out, bytes put in, or the end cut off. */
const mutation = fc.record({
  at: fc.nat(1 << 20),
  kind: fc.constantFrom("write", "write", "write", "remove", "insert", "cut"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(file: Uint8Array, { at: place, kind, bytes }: Mutation): Uint8Array {
  const at = place % Math.max(1, file.length);
  if (kind === "cut") return file.slice(0, at);
  const start = file.subarray(0, at);
  if (kind === "remove") return Uint8Array.of(...start, ...file.subarray(at + bytes.length));
  if (kind === "insert") return Uint8Array.of(...start, ...bytes, ...file.subarray(at));
  const changed = file.slice();
  changed.set(bytes.subarray(0, file.length - at), at);
  return changed;
}

const table = tableFromArrays({
  trajectory: Int32Array.of(0, 0, 1, 1),
  step: BigInt64Array.of(0n, 1n, 0n, 1n),
  x: Float64Array.of(1, 2, 3, 4),
  note: ["a", "b", "a", "c"],
});

const text = (content: string) => new TextEncoder().encode(content);

const seeds: readonly (readonly [string, Parameters<typeof importBytes>[0], Uint8Array])[] = [
  ["a .npy", { as: "trajectories", file: "x.npy" }, writeFloats([3, 2], [1, 2, 3, 4, 5, 6])],
  ["a complex .npy", { as: "spectrum", file: "x.npy" }, readFixture("complex128.npy")],
  ["a .npz", { as: "trajectories", file: "x.npz", member: "snapshots" }, readFixture("arrays.npz")],
  [
    "a stored .npz",
    { as: "spectrum", file: "x.npz" },
    zipSync({ "e.npy": writeFloats([3], [1, 2, 3]) }, { level: 0 }),
  ],
  [
    "a .csv",
    { as: "trajectories", file: "x.csv" },
    text('trajectory,step,x,"y ""z"""\n0,0,1.5,-2e-3\n0,1,2,3\n1,0,"4",5\n'),
  ],
  [
    "expected values",
    { as: "expectation", file: "x.csv" },
    text('name,value,tolerance,tag,source\na,1,1e-6,S,"P1, Fig. 2"\nb,2,,C,P2\n'),
  ],
  [
    "an Arrow file",
    { as: "trajectories", file: "x.arrow", observables: ["x"] },
    tableToIPC(table, "file"),
  ],
  [
    "an Arrow stream",
    { as: "trajectories", file: "x.arrow", observables: ["x"] },
    tableToIPC(table, "stream"),
  ],
  ["a C++ Arrow file", { as: "trajectories", file: "x.arrow" }, readFixture("duckdb.arrow")],
  [
    "a .safetensors",
    { as: "trajectories", file: "x.safetensors", stack: "s*" },
    writeSafetensors({
      s1: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) },
      s2: { dtype: "BF16", shape: [2], data: Uint16Array.of(3, 4) },
    }, { format: "pt" }),
  ],
  [
    "a Parquet file of equal values and lists",
    { as: "trajectories", file: "x.parquet" },
    writeParquet([
      {
        name: "x",
        data: Float64Array.from({ length: 300 }, (_, i) => i < 99 ? 2 : 3),
        type: "DOUBLE",
      },
      { name: "w", data: Array.from({ length: 300 }, (_, i) => [i % 2, 1]) },
    ]),
  ],
  [
    "an Arrow file of vectors",
    { as: "trajectories", file: "x.arrow" },
    encodeTable({
      step: Int32Array.of(0, 1),
      values: { width: 2, data: Float64Array.of(1, 2, 3, 4) },
    }),
  ],
];

for (const [name, given, file] of seeds) {
  Deno.test(`import reads or refuses whatever becomes of ${name}`, async () => {
    await importBytes(given, file);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        try {
          await importBytes(given, mutations.reduce(mutate, file));
        } catch (error) {
          if (!(error instanceof KooplineError)) throw error;
          assert.match(error.code, /^input\./);
          refused++;
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    assert.ok(refused > RUNS / 10, `only ${refused} of ${RUNS} were refused`);
  });
}
