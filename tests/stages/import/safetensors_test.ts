/** Tensors of .safetensors files, written here by the format's specification. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { openSafetensors } from "../../../stages/import/safetensors.ts";
import { catchImport, importBytes } from "./files.ts";
import { writeSafetensors } from "./safetensors_file.ts";

const as = "trajectories";
const FILE = { as, file: "w.safetensors" } as const;

Deno.test("import reads a recorded layer from one tensor of time and weights", async () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const { tables, meta } = await importBytes(
    FILE,
    writeSafetensors({ weights: { dtype: "F32", shape: [3, 2], data } }, { format: "pt" }),
  );
  assert.deepEqual(tables["snapshots"], {
    trajectory: new Int32Array(3),
    step: Int32Array.of(0, 1, 2),
    values: { width: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
  });
  assert.deepEqual(meta, { observables: ["x0", "x1"] });
});

Deno.test("import flattens recorded matrices when `axes` names their axes observables", async () => {
  const data = Float64Array.from({ length: 12 }, (_, i) => i);
  const bytes = writeSafetensors({ w: { dtype: "F64", shape: [2, 3, 2], data } });
  const { tables } = await importBytes({ ...FILE, axes: "time,observable,observable" }, bytes);
  assert.deepEqual(tables["snapshots"], {
    trajectory: new Int32Array(2),
    step: Int32Array.of(0, 1),
    values: { width: 6, data },
  });
  const runs = await importBytes({ ...FILE, axes: "trajectory,time,observable" }, bytes);
  assert.deepEqual(runs.tables["outcomes"]?.["trajectory"], Int32Array.of(0, 1));
});

Deno.test("import stacks tensors that are one a step by the number in their names", async () => {
  const tensor = (value: number) => ({
    dtype: "F32",
    shape: [1, 2],
    data: Float32Array.of(value, -value),
  });
  const { tables } = await importBytes(
    { ...FILE, stack: "step_*.weight" },
    writeSafetensors({
      "step_1000.weight": tensor(3),
      "step_000800.weight": tensor(1),
      "step_900.weight": tensor(2),
      "step_900.bias": tensor(9),
      "step_x.weight": tensor(9),
    }),
  );
  assert.deepEqual(tables["snapshots"], {
    trajectory: new Int32Array(3),
    step: Int32Array.of(800, 900, 1000),
    values: { width: 2, data: Float64Array.of(1, -1, 2, -2, 3, -3) },
  });
});

Deno.test("openSafetensors() widens every half to the number that the machine's own halves have", () => {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
  const file = writeSafetensors({ h: { dtype: "F16", shape: [bits.length], data: bits } });
  const found = openSafetensors(file, "h").read("h").data;
  const view = new DataView(bits.buffer);
  for (let i = 0; i < bits.length; i++) {
    const truth = view.getFloat16(2 * i, true);
    assert.ok(
      Object.is(found[i], truth) || (Number.isNaN(found[i]) && Number.isNaN(truth)),
      `${i}`,
    );
  }
});

Deno.test("openSafetensors() reads brain floats and whole numbers of every size", () => {
  const cases = [
    // The upper halves of the float32 of 1, −2, π cut off, and the smallest subnormal that it has.
    ["BF16", Uint16Array.of(0x3f80, 0xc000, 0x4049, 0x0001), [1, -2, 3.140625, 2 ** -133]],
    ["I64", BigInt64Array.of(-(2n ** 53n - 1n), 7n), [-Number.MAX_SAFE_INTEGER, 7]],
    ["U64", BigUint64Array.of(2n ** 53n - 1n), [Number.MAX_SAFE_INTEGER]],
    ["I32", Int32Array.of(-(2 ** 31), 5), [-(2 ** 31), 5]],
    ["U32", Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
    ["I16", Int16Array.of(-32768), [-32768]],
    ["U16", Uint16Array.of(65535), [65535]],
    ["I8", Int8Array.of(-128), [-128]],
    ["U8", Uint8Array.of(255), [255]],
  ] as const;
  for (const [dtype, data, numbers] of cases) {
    const file = writeSafetensors({ t: { dtype, shape: [data.length], data } });
    assert.deepEqual([...openSafetensors(file, "t").read("t").data], numbers, dtype);
  }
});

Deno.test("openSafetensors() gives back whatever tensors were written, in any order of their bytes", () => {
  fc.assert(fc.property(
    fc.dictionary(
      fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== "__metadata__"),
      fc.array(fc.double({ noNaN: true }), { maxLength: 6 }),
      { minKeys: 1, maxKeys: 5 },
    ),
    (given) => {
      const tensors = Object.fromEntries(
        Object.entries(given).map(([name, list]) =>
          [name, { dtype: "F64", shape: [list.length], data: Float64Array.from(list) }] as const
        ),
      );
      const archive = openSafetensors(writeSafetensors(tensors), "t");
      for (const [name, list] of Object.entries(given)) {
        assert.deepEqual([...archive.read(name).data], list);
      }
    },
  ));
});

const ONE = { a: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } };

/** A file with any header. */
function withHeader(header: string, data = 8, length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

const entry = (from: number, to: number, shape = "[2]", dtype = "F32") =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;

const BAD: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["no file at all", new Uint8Array(), /found an empty file/],
  ["another format", new TextEncoder().encode("PK\x03\x04 and more"), /found a ZIP archive/],
  [
    "a file that is cut off",
    writeSafetensors(ONE).subarray(0, -1),
    /bytes within the 7 that follow/,
  ],
  [
    "a header that is cut off",
    writeSafetensors(ONE).subarray(0, 20),
    /a header of \d+ bytes in a file of 20/,
  ],
  ["a header of 2⁶³ bytes", withHeader("{}", 0, 2 ** 62), /a header of 4611686018427387904 bytes/],
  ["a header that is no JSON", withHeader("{not json}", 0), /a header in JSON/],
  [
    "an entry without offsets",
    withHeader('{"a":{"dtype":"F32","shape":[2]}}'),
    /data_offsets of a tensor/,
  ],
  [
    "a negative length",
    withHeader(`{"a":${entry(0, 8, "[-2]")}}`),
    /dtype, shape and data_offsets/,
  ],
  ["offsets beyond the file", withHeader(`{"a":${entry(0, 80, "[20]")}}`), /0 to 80/],
  ["offsets that run backwards", withHeader(`{"a":${entry(8, 0, "[0]")}}`), /8 to 0/],
  [
    "tensors that overlap",
    withHeader(`{"a":${entry(0, 8)},"b":${entry(4, 8, "[1]")}}`),
    /byte 4, inside the tensor before it/,
  ],
  [
    "a hole between tensors",
    withHeader(`{"a":${entry(0, 4, "[1]")},"b":${entry(8, 16)}}`, 16),
    /byte 8, with a hole before it/,
  ],
  [
    "bytes of no tensor",
    withHeader(`{"a":${entry(0, 8)}}`, 12),
    /8 bytes of tensors, but found 12/,
  ],
  [
    "a shape that does not fit its bytes",
    withHeader(`{"a":${entry(0, 8, "[3]")}}`),
    /12 bytes for the shape \(3,\) of F32, but found 8/,
  ],
  [
    "a shape that multiplies to too much",
    withHeader(`{"a":${entry(0, 8, "[4503599627370496,4503599627370496]")}}`),
    /bytes for the shape/,
  ],
  ["8-bit floats", withHeader(`{"a":${entry(0, 8, "[8]", "F8_E4M3")}}`), /but found F8_E4M3/],
];

for (const [name, bytes, words] of BAD) {
  Deno.test(`import refuses ${name} for a .safetensors file`, async () => {
    const error = await catchImport(FILE, bytes);
    assert.equal(error.code, "input.format");
    assert.match(error.message, words);
  });
}

Deno.test("import names the tensors when one is to be chosen, and refuses integers beyond 2⁵³", async () => {
  const two = writeSafetensors({ ...ONE, b: ONE.a });
  assert.match((await catchImport(FILE, two)).message, /or `member`, but found 2: `a`, `b`/);
  assert.match(
    (await catchImport({ ...FILE, member: "c" }, two)).message,
    /one array `c`, but found 2/,
  );
  assert.match(
    (await catchImport({ ...FILE, stack: "step_*" }, two)).message,
    /arrays named `step_\*`, with a number for \*, but found 2: `a`, `b`/,
  );
  const wide = writeSafetensors({
    i: { dtype: "I64", shape: [2], data: BigInt64Array.of(1n, 2n ** 60n) },
  });
  assert.match((await catchImport(FILE, wide)).message, /w\.safetensors:i, element 1: .*2⁵³/);
});

Deno.test("import refuses steps that leave a gap, tensors of different shape, and NaN, with the tensor", async () => {
  const tensor = (shape: readonly number[], ...values: readonly number[]) => ({
    dtype: "F64",
    shape,
    data: Float64Array.from(values),
  });
  const stack = { ...FILE, stack: "s*" };
  const gap = writeSafetensors({ s1: tensor([1], 1), s2: tensor([1], 2), s4: tensor([1], 3) });
  assert.match((await catchImport(stack, gap)).message, /:s4: Expected step 3 after step 2/);
  const twice = writeSafetensors({ s1: tensor([1], 1), s01: tensor([1], 2) });
  assert.match(
    (await catchImport(stack, twice)).message,
    /Expected step 2 after step 1, but found step 1/,
  );
  const shapes = writeSafetensors({ s1: tensor([1, 2], 1, 2), s2: tensor([2, 1], 1, 2) });
  assert.match((await catchImport(stack, shapes)).message, /:s2: Expected the shape \(1, 2\)/);
  const nan = writeSafetensors({ s1: tensor([2], 1, 2), s2: tensor([2], 1, NaN) });
  assert.match((await catchImport(stack, nan)).message, /:s2, element 1: Expected a finite number/);
});
