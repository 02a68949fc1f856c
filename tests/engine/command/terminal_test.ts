import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeJson } from "../../../engine/catalog/json_text.ts";
import { cleanText } from "../../../engine/command/terminal.ts";

const COMMANDS = [
  "\x1b[2J",
  "\x1b]0;title\x07",
  "\x1b]8;;https://x.org\x1b\\link",
  "\x9b31m",
  "\x1b[31mred",
  "\b\b\b",
  "\r",
  "\x00",
  "\x7f",
  "\u202egnp",
  "\u2066a\u2069",
  "a\u2028b",
];

Deno.test.each(COMMANDS)("a terminal is not sent %j", (text) => {
  assert.doesNotMatch(cleanText(`a${text}b`), /(?![\n\t])\p{Cc}|[\u2028-\u202e\u2066-\u2069]/u);
  assert.match(cleanText(`a${text}b`), /\ufffd/);
});

Deno.test("cleanText() keeps lines, tabs and letters of all scripts", () => {
  const text = "a\tb\nä 漢 😀 שלום مرحبا e\u0301";
  assert.equal(cleanText(text), text);
});

Deno.test("cleanText() leaves no control character in any text (seed 7)", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(cleanText(text).replaceAll(/[\n\t]/g, ""), /\p{Cc}/u);
    }),
    { seed: 7 },
  );
});

Deno.test.each(COMMANDS)("JSON escapes %j and keeps its value", (text) => {
  const json = escapeJson(JSON.stringify({ [text]: text }));
  assert.doesNotMatch(json, /\p{Cc}|[\u2028-\u202e\u2066-\u2069]/u);
  assert.deepEqual(JSON.parse(json), { [text]: text });
});
