import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { formatCsv, formatJson, formatResult } from "../../../engine/catalog/format.ts";

const MIXED = {
  rows: 2,
  columns: {
    whole: Int32Array.of(1, -2),
    real: Float64Array.of(0.1, NaN),
    single: Float32Array.of(0.1, Infinity),
    truth: Uint8Array.of(1, 0),
    text: ['plain, "quoted"', "two\r\nlines"],
    vector: { width: 2, data: Float64Array.of(1, -0, NaN, 1e21) },
  },
};

Deno.test("formatCsv() writes RFC 4180: CRLF, doubled quotes, exact numbers", () => {
  assert.equal(
    formatCsv(MIXED),
    "whole,real,single,truth,text,vector\r\n" +
      '1,0.1,0.1,true,"plain, ""quoted""","[1,-0]"\r\n' +
      '-2,NaN,Infinity,false,"two\r\nlines","[NaN,1e+21]"\r\n',
  );
});

Deno.test("formatCsv() writes nothing but the header when there are no rows", () => {
  assert.equal(
    formatCsv({ rows: 0, columns: { a: [], 'b"': new Float64Array(0) } }),
    'a,"b"""\r\n',
  );
});

Deno.test("formatCsv() is read back exactly by csv-parse", () => {
  const texts = fc.string({ unit: "binary", maxLength: 8 });
  const table = fc.array(fc.tuple(fc.double(), fc.float(), texts), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(table, (rows) => {
    const csv = formatCsv({
      rows: rows.length,
      columns: {
        d: Float64Array.from(rows, ([d]) => d),
        f: Float32Array.from(rows, ([, f]) => f),
        t: rows.map(([, , t]) => t),
      },
    });
    const read: string[][] = parse(csv, { from_line: 2 });
    assert.deepEqual(read.map(([d, f, t]) => [Number(d), Math.fround(Number(f)), t]), rows);
  }));
});

Deno.test("formatCsv() keeps empty texts apart from missing lines", () => {
  const csv = formatCsv({ rows: 2, columns: { t: ["", "a"] } });
  assert.equal(csv, 't\r\n""\r\na\r\n');
  assert.deepEqual(parse(csv), [["t"], [""], ["a"]]);
});

Deno.test("formatJson() writes a list of objects, null for what JSON does not have", () => {
  assert.deepEqual(JSON.parse(formatJson(MIXED)), [
    { whole: 1, real: 0.1, single: 0.1, truth: true, text: 'plain, "quoted"', vector: [1, -0] },
    {
      whole: -2,
      real: null,
      single: null,
      truth: false,
      text: "two\r\nlines",
      vector: [null, 1e21],
    },
  ]);
  assert.deepEqual(JSON.parse(formatJson({ rows: 0, columns: { a: [] } })), []);
});

Deno.test("formatJson() keeps every finite double, and the order of columns", () => {
  const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 9 });
  fc.assert(fc.property(doubles, (values) => {
    const json = formatJson({ rows: values.length, columns: { d: Float64Array.from(values) } });
    assert.deepEqual(JSON.parse(json).map(({ d }: { d: number }) => d), values);
  }));
  const columns = { 5: Int32Array.of(1), seed: Int32Array.of(2) };
  assert.equal(
    formatJson({ rows: 1, columns, names: ["seed", "5"] }),
    '[\n  {"seed":2,"5":1}\n]\n',
  );
});

Deno.test("formatResult() gives text for people and for csv and json, bytes for arrow and parquet", async () => {
  for (const format of ["table", "csv", "json"] as const) {
    assert.equal(typeof await formatResult(MIXED, format, { width: 80 }), "string");
  }
  for (const format of ["arrow", "parquet"] as const) {
    assert.ok(await formatResult(MIXED, format, { width: 80 }) instanceof Uint8Array);
  }
});
