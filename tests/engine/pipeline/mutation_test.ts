import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePipeline } from "../../../engine/pipeline/parse.ts";
import { expandPipeline } from "../../../engine/pipeline/expand.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { ODD_FORMS } from "../../reliability/fuzz/pipeline_documents.ts";
import { assertReadable } from "./bad_pipeline.ts";
import { TEST_KINDS } from "./test_kinds.ts";

/** Pieces that a careless or a hostile hand puts into a pipeline. */
const PIECES = [
  "[",
  "]",
  "{",
  "}",
  ":",
  ": ",
  "- ",
  ",",
  "\t",
  "\n",
  "\n  ",
  "#",
  "&a ",
  "*a",
  "*widths",
  "!x ",
  "|\n",
  ">-\n",
  "'",
  '"',
  "\\",
  "${",
  "}",
  "$${",
  "${width",
  "${__proto__}",
  "${constructor}",
  "__proto__: 1",
  "constructor",
  "../",
  "null",
  "~",
  ".nan",
  ".inf",
  "1e400",
  "-0",
  "0x1F",
  "99999999999999999999",
  "1e308",
  "no",
  "2024-01-01",
  "<<: *widths",
  "---\n",
  "%YAML 1.1\n",
  "\u0000",
  "\u001b[31m",
  "\uFEFF",
  "\uD800",
  "é",
  "😀",
  "width",
  "seed",
  "train",
  "uses: fit",
  "over: [seed]",
  "where: ",
  "needs: { a: report }",
  "range: [0, 1e9]",
  "? ",
  "@",
  "`",
];

/** One cut, copy, swap or insertion. */
type Edit = readonly [
  kind: "cut" | "insert" | "copy" | "byte",
  at: number,
  length: number,
  piece: string,
];

const Edits: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom("cut", "insert", "copy", "byte"),
  fc.nat({ max: ODD_FORMS.length }),
  fc.nat({ max: 12 }),
  fc.constantFrom(...PIECES),
);

function applyEdit(text: string, [kind, at, length, piece]: Edit): string {
  if (kind === "insert") return text.slice(0, at) + piece + text.slice(at);
  if (kind === "copy") return text.slice(0, at) + text.slice(at, at + length * 8) + text.slice(at);
  return text.slice(0, at) + (kind === "byte" ? piece : "") + text.slice(at + length);
}

function tryText(bytes: Uint8Array): KooplineError | undefined {
  try {
    expandPipeline(parsePipeline({ path: "p.yaml", bytes }), TEST_KINDS);
    return undefined;
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
}

Deno.test("the pipeline to be mutated is a good one", () => {
  assert.equal(tryText(new TextEncoder().encode(ODD_FORMS)), undefined);
});

Deno.test("expandPipeline() gives cells or a readable error for any mutation of a pipeline", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(Edits, { minLength: 1, maxLength: 4 }), (edits) => {
      const error = tryText(new TextEncoder().encode(edits.reduce(applyEdit, ODD_FORMS)));
      if (error === undefined) return;
      refused++;
      assertReadable(error);
      for (const { where = "" } of error.problems) assert.match(where, /^p\.yaml:\d+:\d+$/);
    }),
    { numRuns: 1000 },
  );
  assert.ok(refused > 500, `only ${refused} mutations were refused`);
});

Deno.test("parsePipeline() refuses or reads any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const error = tryText(bytes);
      if (error !== undefined) assertReadable(error);
    }),
    { numRuns: 300 },
  );
});
