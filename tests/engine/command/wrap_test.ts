import assert from "node:assert/strict";
import fc from "fast-check";
import { hangWords, wrapWords } from "../../../engine/command/wrap.ts";

const Words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 40 });

Deno.test("wrapWords() keeps every word in order, in lines of at most the columns", () => {
  fc.assert(fc.property(Words, fc.integer({ min: 24, max: 100 }), (words, columns) => {
    const lines = wrapWords(words.join(" "), columns);
    assert.equal(lines.join(" "), words.join(" "));
    for (const line of lines) assert.ok(line.length <= columns, `${line.length} > ${columns}`);
  }));
});

Deno.test("wrapWords() leaves a word whole that is wider than the terminal", () => {
  const word = "x".repeat(60);
  assert.deepEqual(wrapWords(`a ${word} b`, 30), ["a", word, "b"]);
});

Deno.test("hangWords() puts further lines under the first", () => {
  const lines = hangWords("  name  ", "one two three four five six seven", {
    columns: 33,
    paint: (text) => text,
  });
  assert.deepEqual(lines, ["  name  one two three four five", "        six seven"]);
});
