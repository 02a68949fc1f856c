import assert from "node:assert/strict";
import { escapeUnshown } from "../../schemas/unshown_text.ts";
import { KooplineError } from "../../schemas/error.ts";

Deno.test("escapeUnshown() writes what a terminal would obey as escapes, and leaves the rest", () => {
  assert.equal(escapeUnshown("a\u001b[31mb\u0000\r\t"), "a\\u{1b}[31mb\\u{0}\\u{d}\\u{9}");
  assert.equal(
    escapeUnshown("\ud800 \u202e \u2028 \u0085"),
    "\\u{d800} \\u{202e} \\u{2028} \\u{85}",
  );
  const plain = "é 😀 “x” −1\nsecond line";
  assert.equal(escapeUnshown(plain), plain);
});

Deno.test("no error shows control characters, whatever it is made of", () => {
  const problem = {
    code: "input.format",
    where: "a\u001bb",
    expected: "c\u0007",
    found: "d\u0000",
  } as const;
  const error = new KooplineError({ ...problem, hint: "e\u009b" }, { others: [problem] });
  const texts = [error.message, ...error.problems.flatMap((one) => Object.values(one))];
  for (const text of texts) assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
  assert.equal(error.problems[1]?.where, "a\\u{1b}b");
});
