import assert from "node:assert/strict";
import { convertJson } from "../../../engine/pipeline/json_value.ts";

Deno.test("convertJson() leaves out undefined, and writes −0 as 0", () => {
  assert.deepEqual(convertJson({ a: undefined, b: [-0, null, { c: "d" }] }), {
    value: { b: [0, null, { c: "d" }] },
  });
});

const FOREIGN: readonly (readonly [found: string, value: unknown])[] = [
  ["a Map", new Map()],
  ["a Date", new Date(0)],
  ["a Uint8Array", new Uint8Array(1)],
  ["a bigint", 1n],
  ["a function", () => 1],
  ["undefined", undefined],
  ["NaN", NaN],
];

Deno.test.each(FOREIGN)("convertJson() finds %s and where it is", (found, value) => {
  assert.deepEqual(convertJson({ a: [0, value] }), { flaw: { path: ["a", 1], found } });
});
