import assert from "node:assert/strict";
import fc from "fast-check";
import font from "../../../report/fonts/DejaVuSans.ttf" with { type: "bytes" };
import { cleanText, measureText, shortenText, wrapText } from "../../../report/plot/text.ts";

/** Reads a glyph's advance from the font's cmap (format 12) and hmtx tables, in em. */
function readAdvance(code: number): number {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const entry = 12 + 16 * i;
    const name = String.fromCharCode(...font.slice(entry, entry + 4));
    tables.set(name, view.getUint32(entry + 8));
  }
  const at = (name: string) => tables.get(name) ?? NaN;
  const cmap = at("cmap");
  let groups = 0;
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const offset = cmap + view.getUint32(cmap + 8 + 8 * i);
    if (view.getUint16(offset) === 12) groups = offset;
  }
  for (let i = 0; i < view.getUint32(groups + 12); i++) {
    const group = groups + 16 + 12 * i;
    const [first, last] = [view.getUint32(group), view.getUint32(group + 4)];
    if (code < first || code > last) continue;
    const glyph = view.getUint32(group + 8) + code - first;
    return view.getUint16(at("hmtx") + 4 * glyph) / view.getUint16(at("head") + 18);
  }
  return NaN;
}

Deno.test("measureText() agrees with the bundled font for every ASCII character", () => {
  for (let code = 32; code < 127; code++) {
    const character = String.fromCharCode(code);
    assert.equal(measureText(character, 1), readAdvance(code), JSON.stringify(character));
  }
});

Deno.test("measureText() is not too small for the signs that figures use", () => {
  for (const sign of "−×⁰¹²³⁴⁵⁶⁷⁸⁹⁻…–ληδσμΔθx₁") {
    const advance = readAdvance(sign.codePointAt(0) ?? 0);
    assert.ok(measureText(sign, 1) >= advance, `${sign} is ${advance} em wide`);
  }
});

Deno.test("shortenText() keeps both ends and the width", () => {
  const long = "a very long label of a run that ends in seed=42";
  const short = shortenText(long, 120);
  assert.ok(measureText(short) <= 120);
  assert.match(short, /^a ve.*….*42$/);
  assert.equal(shortenText("short", 120), "short");
});

Deno.test("wrapText() breaks at a space into at most two lines of its width", () => {
  assert.equal(wrapText("short", 120), "short");
  const lines = wrapText("mirror and gradient, each in its own coordinate", 170).split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines.join("|"), /^mirror and gradient,\|each in.*…coordinate$/);
  for (const line of lines) assert.ok(measureText(line) <= 170);
  assert.equal(wrapText("x".repeat(99), 100).split("\n").length, 1);
});

Deno.test("shortenText() never cuts a character in two", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 20, max: 200 }),
      (text, width) => {
        assert.ok(shortenText(text, width).isWellFormed());
      },
    ),
  );
});

Deno.test("cleanText() leaves words and takes what breaks XML or turns the writing", () => {
  assert.equal(cleanText("tan x² – λ₁"), "tan x² – λ₁");
  assert.equal(cleanText("a\nb\tc"), "a b c");
  assert.equal(cleanText("a\u0000b\u001b[31m\u202ec\ud800d\uffff"), "a�b�[31m�c�d�");
});
