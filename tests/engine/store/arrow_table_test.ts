import assert from "node:assert/strict";
import {
  DataType,
  Int64,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import fc from "fast-check";
import {
  countRows,
  decodeTable,
  encodeTable,
  encodeTableStream,
  isVectors,
} from "../../../engine/store/arrow_table.ts";
import type { AnyColumnValues } from "../../../schemas/column.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { anyTable } from "./table_arbitrary.ts";

type Columns = Readonly<Record<string, AnyColumnValues>>;

const EVERY_DTYPE: Columns = {
  f64: Float64Array.of(1 / 3, -0, NaN, 5e-324),
  f32: Float32Array.of(0.1, -0, NaN, 3.4e38),
  i32: Int32Array.of(-(2 ** 31), 0, 7, 2 ** 31 - 1),
  utf8: ["", "plain", "\ufeffmark", "é 😀\u0000"],
  bool: Uint8Array.of(1, 0, 0, 1),
  vectors: { width: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
  nothing: { width: 0, data: new Float32Array() },
};

function assertSame(found: Columns, expected: Columns): void {
  assert.deepEqual(Object.entries(found), Object.entries(expected));
}

/** Row i of a column as apache-arrow's own reader should give it. */
function expectRow(values: AnyColumnValues, row: number): unknown {
  if (!isVectors(values)) return values instanceof Uint8Array ? values[row] === 1 : values[row];
  return Array.from(values.data.subarray(row * values.width, (row + 1) * values.width));
}

Deno.test("decodeTable() gives back what encodeTable() and encodeTableStream() were given", () => {
  fc.assert(fc.property(anyTable, (columns) => {
    for (const encode of [encodeTable, encodeTableStream]) {
      const decoded = decodeTable(encode(columns));
      assertSame(decoded.columns, columns);
      assert.equal(decoded.rows, countRows(columns));
    }
  }));
});

Deno.test("apache-arrow's own reader finds the same rows, names and types", () => {
  fc.assert(fc.property(anyTable, (columns) => {
    // It drops a leading byte order mark and calls a column without a name "null"; ours does neither.
    fc.pre(!JSON.stringify(columns).includes("\ufeff") && columns[""] === undefined);
    const table = tableFromIPC(encodeTable(columns));
    assert.deepEqual(table.schema.fields.map(({ name }) => name), Object.keys(columns));
    for (const [i, values] of Object.values(columns).entries()) {
      const found = table.getChildAt(i);
      assert.equal(found?.nullCount, 0);
      for (let row = 0; row < table.numRows; row++) {
        const cell: unknown = found.get(row);
        const plain = cell instanceof Vector ? Array.from(cell) : cell;
        assert.deepEqual(plain, expectRow(values, row));
      }
    }
  }));
});

Deno.test("a text column stays text: no dictionary, one batch, no metadata, nothing nullable", () => {
  const table = tableFromIPC(encodeTable(EVERY_DTYPE));
  assert.equal(table.batches.length, 1);
  assert.equal(table.schema.metadata.size, 0);
  for (const field of table.schema.fields) {
    assert.equal(field.nullable, false);
    assert.equal(field.metadata.size, 0);
    assert.equal(DataType.isDictionary(field.type), false);
  }
  assert.ok(DataType.isUtf8(table.schema.fields[3]?.type));
});

Deno.test("encodeTable() gives the same bytes twice, and again after decoding", () => {
  fc.assert(fc.property(anyTable, (columns) => {
    const bytes = encodeTable(columns);
    assert.deepEqual(encodeTable(columns), bytes);
    assert.deepEqual(encodeTable(decodeTable(bytes).columns), bytes);
  }));
});

Deno.test("encodeTable() gives every NaN the same bits", () => {
  const f64 = (...bits: bigint[]) => new Float64Array(BigUint64Array.from(bits).buffer);
  const f32 = (...bits: number[]) => new Float32Array(Uint32Array.from(bits).buffer);
  const x64 = { a: f64(0xfff8000000000000n, 1n), v: { width: 1, data: f32(0xffc00000, 1) } };
  const arm64 = { a: f64(0x7ff8000000000000n, 1n), v: { width: 1, data: f32(0x7fc00000, 1) } };
  const payload = { a: f64(0x7ff80000deadbeefn, 1n), v: { width: 1, data: f32(0x7fc12345, 1) } };
  assert.deepEqual(encodeTable(x64), encodeTable(arm64));
  assert.deepEqual(encodeTable(payload), encodeTable(arm64));
  const { a } = decodeTable(encodeTable(x64)).columns;
  assert.ok(a instanceof Float64Array);
  const bits = new BigUint64Array(a.slice().buffer);
  assert.deepEqual([...bits], [0x7ff8000000000000n, 1n]);
});

Deno.test("encodeTable() leaves the array it was given alone", () => {
  const given = new Float64Array(BigUint64Array.of(0xfff8000000000000n).buffer);
  encodeTable({ given });
  assert.equal(new BigUint64Array(given.buffer)[0], 0xfff8000000000000n);
});

Deno.test("decodeTable() gives views into the bytes, also into shared memory", () => {
  const bytes = encodeTable(EVERY_DTYPE);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  for (const given of [bytes, shared]) {
    const { columns } = decodeTable(given);
    assertSame(columns, EVERY_DTYPE);
    for (const name of ["f64", "f32", "i32"]) {
      const values = columns[name];
      assert.ok(ArrayBuffer.isView(values));
      assert.equal(values.buffer, given.buffer, name);
    }
    const vectors = columns["vectors"];
    assert.ok(vectors !== undefined && isVectors(vectors));
    assert.equal(vectors.data.buffer, given.buffer);
  }
});

Deno.test("decodeTable() reads bytes that begin anywhere in a buffer", () => {
  const bytes = encodeTable(EVERY_DTYPE);
  for (let start = 0; start < 9; start++) {
    const moved = new Uint8Array(bytes.length + start);
    moved.set(bytes, start);
    assertSame(decodeTable(moved.subarray(start)).columns, EVERY_DTYPE);
  }
});

Deno.test("empty tables come back: no rows, vectors of any width, no columns at all", () => {
  const empties: readonly Columns[] = [
    {},
    { a: new Float64Array(), t: [], b: new Uint8Array() },
    { v: { width: 0, data: new Float64Array() } },
    { v: { width: 3, data: new Int32Array() } },
  ];
  for (const columns of empties) {
    for (const bytes of [encodeTable(columns), encodeTableStream(columns)]) {
      const decoded = decodeTable(bytes);
      assertSame(decoded.columns, columns);
      assert.equal(decoded.rows, 0);
    }
  }
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

Deno.test("encodeTable() refuses columns that make no table", () => {
  const bad: readonly Columns[] = [
    { a: new Float64Array(2), b: new Float64Array(3) },
    { a: new Float64Array(2), v: { width: 2, data: new Float64Array(3) } },
    { v: { width: 2, data: new Float64Array(3) } },
    { v: { width: 1.5, data: new Float64Array(3) } },
    { v: { width: -1, data: new Float64Array(3) } },
    { v: { width: 0, data: new Float64Array(3) } },
    { b: Uint8Array.of(0, 2) },
    { t: ["fine", "\ud800"] },
    { "\udfff": new Float64Array(1) },
  ];
  for (const columns of bad) assert.equal(codeOf(() => encodeTable(columns)), "stage.output");
});

Deno.test("encodeTable() does not glue surrogates of neighbouring rows together", () => {
  assert.equal(codeOf(() => encodeTable({ t: ["\ud83d", "\ude00"] })), "stage.output");
});

Deno.test("decodeTable() refuses bytes cut off anywhere", () => {
  const bytes = encodeTable(EVERY_DTYPE);
  const lengths = Array.from({ length: bytes.length - 1 }, (_, i) => i);
  for (const length of lengths.filter((length) => length % 7 === 0 || length < 16)) {
    assert.equal(
      codeOf(() => decodeTable(bytes.subarray(0, length))),
      "store.corrupt",
      `${length}`,
    );
  }
});

Deno.test("decodeTable() answers damaged bytes with a table or a KooplineError, nothing else", () => {
  const bytes = encodeTable(EVERY_DTYPE);
  const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(flips, (changes) => {
      const damaged = bytes.slice();
      for (const [at, change] of changes) damaged[at] = damaged[at]! ^ change;
      assert.ok(["accepted", "store.corrupt"].includes(codeOf(() => decodeTable(damaged))));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("decodeTable() refuses tables that koopline does not write", () => {
  const strangers = {
    nulls: new Table({ a: vectorFromArray([1.5, null]) }),
    dictionary: tableFromArrays({ a: ["x", "y"] }),
    int64: new Table({ a: vectorFromArray([1n, 2n], new Int64()) }),
    uint8: tableFromArrays({ a: Uint8Array.of(1, 2) }),
    batches: tableFromArrays({ a: Float64Array.of(1) }).concat(
      tableFromArrays({ a: Float64Array.of(2) }),
    ),
  };
  for (const [name, table] of Object.entries(strangers)) {
    const bytes = tableToIPC(table, "file");
    assert.equal(codeOf(() => decodeTable(bytes)), "store.corrupt", name);
  }
});
