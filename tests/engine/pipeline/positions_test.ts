import assert from "node:assert/strict";
import fc from "fast-check";
import { isAlias, stringify } from "yaml";
import { buildLocator } from "../../../engine/pipeline/positions.ts";
import { parseYaml } from "../../../engine/pipeline/yaml_document.ts";
import { convertYaml } from "../../../engine/pipeline/yaml_values.ts";

function locateIn(text: string) {
  const source = parseYaml("p.yaml", text);
  return buildLocator(source, convertYaml(source).targets);
}

Deno.test("buildLocator() points at values, keys, list items, and the nearest key of what is missing", () => {
  const locate = locateIn("a: 1\nb:\n  - x\n  - { c: d }\ne:\n");
  assert.equal(locate(["a"]), "p.yaml:1:4");
  assert.equal(locate(["b", 1, "c"]), "p.yaml:4:10");
  assert.equal(locate(["b", 1, "c"], { key: true }), "p.yaml:4:7");
  assert.equal(locate(["e"]), "p.yaml:5:1");
  assert.equal(locate(["b", 1, "zzz"]), "p.yaml:4:5");
  assert.equal(locate(["zzz", "y"]), "p.yaml:1:1");
  assert.equal(locate([]), "p.yaml:1:1");
});

Deno.test("buildLocator() points at an alias, and through it at what the anchor holds", () => {
  const source = parseYaml("p.yaml", "a: &x [1, { b: 2 }]\nc: *x\n");
  const { targets } = convertYaml(source);
  const locate = buildLocator(source, targets);
  assert.ok([...targets.keys()].every(isAlias));
  assert.equal(locate(["c"]), "p.yaml:2:4");
  assert.equal(locate(["c", 1, "b"]), "p.yaml:1:16");
});

Deno.test("buildLocator() finds a character in every style of text", () => {
  const marker = "\u2316";
  const word = fc.constantFrom(
    "a",
    "it's",
    '"',
    "\\",
    "b: c",
    "é",
    "  ",
    "x\n",
    "- ",
    "#",
    "long words that fold",
  );
  const style = fc.constantFrom(
    "PLAIN" as const,
    "QUOTE_SINGLE" as const,
    "QUOTE_DOUBLE" as const,
    "BLOCK_LITERAL" as const,
    "BLOCK_FOLDED" as const,
  );
  fc.assert(
    fc.property(fc.array(word), fc.array(word), style, (before, after, defaultStringType) => {
      const value = `a${before.join(" ")}${marker}${after.join(" ")}z`;
      const text = stringify({ key: { list: [1, value] } }, {
        defaultStringType,
        defaultKeyType: "PLAIN",
        lineWidth: 30,
      });
      const lines = text.slice(0, text.indexOf(marker)).split("\n");
      const expected = `p.yaml:${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
      assert.equal(
        locateIn(text)(["key", "list", 1], { index: value.indexOf(marker) }),
        expected,
        text,
      );
    }),
  );
});
