import assert from "node:assert/strict";
import { formatTable } from "../../../engine/catalog/format.ts";

const PARTS = ["shown", "hidden"];

Deno.test("formatTable() sets numbers to the right and texts to the left", () => {
  const table = formatTable({
    rows: 2,
    columns: {
      seed: Int32Array.of(2, 11),
      name: ["a", "long name"],
      re: Float64Array.of(0.5, -12.25),
      conjugate: Uint8Array.of(1, 0),
    },
  }, { width: 80 });
  assert.equal(
    table,
    [
      "seed  name           re  conjugate",
      "────  ─────────  ──────  ─────────",
      "   2  a            0.50  true",
      "  11  long name  -12.25  false",
      "(2 rows)",
      "",
    ].join("\n"),
  );
});

Deno.test("formatTable() gives a column's numbers as many digits as people need", async (t) => {
  const cases: [values: number[], expected: string[]][] = [
    [[1, 2, 3000], ["1", "2", "3000"]],
    [[1 / 3, 2 / 3], ["0.333333", "0.666667"]],
    [[0.25, 100], ["0.25", "100.00"]],
    [[0.9979001234567, 0.0000123], ["0.9979001", "0.0000123"]],
    [[1.5e-9, 1], ["1.5e-9", "1.0e+0"]],
    [[123456.789], ["123456.8"]],
    [[NaN, Infinity, -1.5], ["NaN", "Infinity", "-1.5"]],
    [[0, -0], ["0", "-0"]],
    [[1e300, 2.5], ["1.0e+300", "2.5e+0"]],
  ];
  for (const [values, expected] of cases) {
    await t.step(values.join(" "), () => {
      const x = Float64Array.from(values);
      const lines = formatTable({ rows: x.length, columns: { x } }, { width: 80 }).split("\n");
      assert.deepEqual(lines.slice(2, -2).map((line) => line.trim()), expected);
    });
  }
});

Deno.test("formatTable() names the columns that do not fit, and shows them when wide", () => {
  const columns = Object.fromEntries(
    PARTS.map((part, i) => [part, Float64Array.of(i + 1 / 3)]),
  );
  const narrow = formatTable({ rows: 1, columns }, { width: 12 });
  assert.match(
    narrow,
    /^shown {4}\n─{8}\n0\.333333\n\(1 row; not shown: hidden; --wide shows everything\)\n$|^ {3}shown\n/,
  );
  assert.match(narrow, /\(1 row; not shown: hidden; --wide shows everything\)\n$/);
  assert.ok(narrow.split("\n").slice(0, 3).every((line) => line.length <= 12));
  const wide = formatTable({ rows: 1, columns }, { width: 12, wide: true });
  assert.match(wide, /0\.3333333333333333 {2}1\.3333333333333333\n\(1 row\)\n$/);
});

Deno.test("formatTable() counts rows that it does not show", () => {
  const a = Int32Array.from({ length: 1000 }, (_, i) => i);
  const table = formatTable({ rows: 1000, columns: { a } }, { width: 80 });
  assert.match(
    table,
    /\n199\n\(1000 rows, the first 200 of them shown\)\n$|\n {1}199\n\(1000 rows, the first 200 of them shown\)\n$/,
  );
  assert.match(
    formatTable({ rows: 1000, columns: { a } }, { width: 80, wide: true }),
    /\n999\n\(1000 rows\)\n$/,
  );
});

Deno.test("formatTable() shows the beginning of long texts and vectors", () => {
  const columns = {
    text: ["x".repeat(100)],
    values: { width: 6, data: Float64Array.of(0.5, 1, 1.5, 2, 2.5, 3) },
  };
  const table = formatTable({ rows: 1, columns }, { width: 100 });
  assert.ok(table.includes(`${"x".repeat(39)}…  [0.5, 1.0, 1.5, 2.0, … 2 more]`));
  const wide = formatTable({ rows: 1, columns }, { width: 100, wide: true });
  assert.ok(wide.includes(`${"x".repeat(100)}  [0.5,1,1.5,2,2.5,3]`));
});

Deno.test("formatTable() sends no control characters to the terminal", () => {
  const text = ["\u001b[31mred\u0007\n\ttab", "\u202ereversed"];
  const table = formatTable({ rows: 2, columns: { text, ["\u001b]0;title"]: text } }, {
    width: 200,
  });
  assert.doesNotMatch(table.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
  assert.ok(table.includes("\\u{1b}[31mred\\u{7}\\n\\ttab"));
});

Deno.test("formatTable() aligns characters of two columns and of none", () => {
  const columns = { t: ["日本", "e\u0301", "ab"], n: Int32Array.of(1, 2, 3) };
  const lines = formatTable({ rows: 3, columns }, { width: 80 }).split("\n");
  assert.deepEqual(lines.slice(2, 5), ["日本  1", "e\u0301     2", "ab    3"]);
});
