import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanText } from "../../../engine/command/terminal.ts";

Deno.test("cleanText() replaces what could command a terminal", () => {
  const commands = ["\x1b[2J", "\x1b]0;title\x07", "\r", "\b", "\x9b31m", "\x1b[8m", "\x1b[31;8m"];
  for (const command of commands) {
    const cleaned = cleanText(`before ${command} after`);
    assert.doesNotMatch(cleaned, /\p{Cc}/u, JSON.stringify(cleaned));
    assert.match(cleaned, /^before \ufffd.* after$/);
  }
});

Deno.test("cleanText() keeps line ends, tabs, letters of every script and our own colours", () => {
  const text = "a\tb\nλ → 値 🙂 \x1b[31merror\x1b[0m";
  assert.equal(cleanText(text), text);
});

Deno.test("cleanText() leaves no control character but colours in any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const colours = /\p{Cc}\[(0|1|2|31|32|33|34)m/gu;
    const rest = cleanText(text).replaceAll(colours, "").replaceAll(/[\n\t]/g, "");
    assert.doesNotMatch(rest, /\p{Cc}/u);
  }));
});
