import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeCanonicalJson } from "../../../engine/store/canonical_json.ts";
import { KooplineError } from "../../../schemas/error.ts";

function refusal(value: unknown): KooplineError {
  try {
    encodeCanonicalJson(value);
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
  throw new Error("encodeCanonicalJson() accepted it");
}

Deno.test("encodeCanonicalJson() writes the sample of RFC 8785 §3.2.2", () => {
  const value = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  assert.equal(
    encodeCanonicalJson(value),
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

Deno.test("encodeCanonicalJson() sorts names by UTF-16 code units, as in RFC 8785 §3.2.3", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  assert.equal(
    encodeCanonicalJson(value),
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
      '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
      '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  );
});

// RFC 8785, appendix B: bits of a double, and how it is written.
const NUMBERS: readonly (readonly [string, string])[] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

function readDouble(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

Deno.test("encodeCanonicalJson() writes the numbers of RFC 8785, appendix B", () => {
  for (const [bits, text] of NUMBERS) {
    assert.equal(encodeCanonicalJson(readDouble(bits)), text, bits);
  }
  for (const bits of ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"]) {
    assert.equal(refusal(readDouble(bits)).code, "input.value", bits);
  }
});

Deno.test("encodeCanonicalJson() refuses what JSON cannot hold, and says where it is", () => {
  const cases: readonly (readonly [unknown, string, RegExp])[] = [
    [{ a: { "b/c": [1, NaN] } }, "/a/b~1c/1", /a finite number, but found NaN/],
    [{ rate: -Infinity }, "/rate", /found -Infinity/],
    [{ a: undefined }, "/a", /found a value of type undefined/],
    [undefined, "/", /undefined/],
    [[1, , 3], "/1", /undefined/],
    [{ f: () => 1 }, "/f", /function/],
    [{ s: Symbol("s") }, "/s", /symbol/],
    [{ n: 1n }, "/n", /bigint/],
    [["a\ud800"], "/0", /lone surrogate/],
    [{ "\udc00": 1 }, "/\ufffd", /lone surrogate/],
    [{ at: new Date(0) }, "/at", /an object of class Date/],
    [{ m: new Map() }, "/m", /class Map/],
    [{ v: new Float64Array(1) }, "/v", /class Float64Array/],
  ];
  for (const [value, where, says] of cases) {
    const error = refusal(value);
    assert.equal(error.code, "input.value");
    assert.equal(error.problems[0].where, where);
    assert.match(error.message, says);
  }
});

Deno.test("encodeCanonicalJson() refuses a circle instead of following it", () => {
  const list: unknown[] = [];
  list.push({ list });
  assert.match(refusal(list).message, /at most 256 levels/);
});

Deno.test("encodeCanonicalJson() gives text that JSON.parse() reads back as the value", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    // −0 is written as 0, in both.
    assert.deepEqual(JSON.parse(encodeCanonicalJson(value)), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("encodeCanonicalJson() does not depend on the order of members", () => {
  const shuffled = fc.dictionary(fc.string(), fc.jsonValue()).chain((record) =>
    fc.tuple(
      fc.constant(record),
      fc.shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length }),
    )
  );
  fc.assert(fc.property(shuffled, ([record, entries]) => {
    assert.equal(encodeCanonicalJson(Object.fromEntries(entries)), encodeCanonicalJson(record));
  }));
});

Deno.test("encodeCanonicalJson() keeps a member named __proto__ and reaches no prototype", () => {
  const value: unknown = JSON.parse('{"b":1,"__proto__":{"polluted":true}}');
  assert.equal(encodeCanonicalJson(value), '{"__proto__":{"polluted":true},"b":1}');
});
