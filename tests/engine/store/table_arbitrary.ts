/** Random tables for property tests. */

import fc from "fast-check";
import type { AnyColumnValues } from "../../../schemas/column.ts";

function list<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length });
}

const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const text = fc.string({ unit: "grapheme" });

function numbers(length: number): fc.Arbitrary<Float64Array | Float32Array | Int32Array> {
  return fc.oneof(
    list(fc.double(), length).map((values) => Float64Array.from(values)),
    list(fc.float(), length).map((values) => Float32Array.from(values)),
    list(integer, length).map((values) => Int32Array.from(values)),
  );
}

function column(rows: number): fc.Arbitrary<AnyColumnValues> {
  return fc.oneof<fc.Arbitrary<AnyColumnValues>[]>(
    numbers(rows),
    list(text, rows),
    list(fc.integer({ min: 0, max: 1 }), rows).map((bits) => Uint8Array.from(bits)),
    fc.nat(5).chain((width) => numbers(rows * width).map((data) => ({ width, data }))),
  );
}

/** Tables of 0 to 40 rows with columns of every dtype; `row` is always there and tells the rows. */
export const anyTable: fc.Arbitrary<Readonly<Record<string, AnyColumnValues>>> = fc.nat(40).chain(
  (rows) =>
    fc.array(fc.tuple(text, column(rows)), { maxLength: 8 }).map((columns) =>
      Object.fromEntries([["row", Int32Array.from({ length: rows }, (_, i) => i)], ...columns])
    ).filter(({ row }) => row instanceof Int32Array),
);
