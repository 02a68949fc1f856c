import assert from "node:assert/strict";
import {
  chooseFormat,
  formatNumber,
  parseFormat,
  readExponent,
} from "../../../report/markdown/number_format.ts";

Deno.test.each([
  [0.00807312345, ".4f", "0.0081"],
  [0.00807312345, ".3g", "0.00807"],
  [0.5, ".4g", "0.5"],
  [123456, ".4g", "1.235e+5"],
  [0.00001, ".4g", "1e-5"],
  [3.14e-11, ".2e", "3.14e-11"],
  [0.8415, "%", "84\u00a0%"],
  [0.8415, ".1%", "84.2\u00a0%"],
  [-0.00001, ".2f", "0.00"],
  [42, "d", "42"],
  [0, ".3g", "0"],
  [NaN, ".3f", "NaN"],
  [-Infinity, ".3f", "-∞"],
])("formatNumber() writes %d as %s", (value, name, expected) => {
  const format = parseFormat(name);
  assert.ok(format !== undefined);
  assert.equal(formatNumber(value, format), expected);
});

Deno.test.each([".4", "4f", ".4q", ".21f", ".123f", "", "D", "% "])(
  "parseFormat() does not know “%s”",
  (name) => assert.equal(parseFormat(name), undefined),
);

Deno.test("readExponent() gives the power of ten below a number", () => {
  assert.deepEqual([1000, 999.9, 0.001, -2e-300].map(readExponent), [3, 2, -3, -300]);
});

function writeColumn(...values: readonly number[]): readonly string[] {
  const format = chooseFormat(values);
  return values.map((value) => formatNumber(value, format));
}

Deno.test("chooseFormat() gives numbers of like size the same decimals", () => {
  assert.deepEqual(writeColumn(0.008073, 0.753449, 0.746023), ["0.008073", "0.753449", "0.746023"]);
  assert.deepEqual(writeColumn(0.99790, 1.000476, NaN), ["0.9979", "1.0005", "NaN"]);
});

Deno.test("chooseFormat() writes whole numbers as such, and others one by one when sizes differ", () => {
  assert.deepEqual(writeColumn(1, 250, 0), ["1", "250", "0"]);
  assert.deepEqual(writeColumn(1.2e-7, 4.56e-7, 0), ["1.20e-7", "4.56e-7", "0"]);
  assert.deepEqual(writeColumn(1234.5, 1e-5, 0.25), ["1235", "1.000e-5", "0.2500"]);
});
