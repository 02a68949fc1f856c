import assert from "node:assert/strict";
import fc from "fast-check";
import { scanReport } from "../../../report/markdown/scan.ts";
import { KooplineError } from "../../../schemas/error.ts";

function scan(text: string) {
  return scanReport({ path: "report.md", bytes: new TextEncoder().encode(text) });
}

function findProblems(text: string): readonly (readonly (string | undefined)[])[] {
  try {
    scan(text);
  } catch (error) {
    assert.ok(error instanceof KooplineError);
    return error.problems.map(({ code, where, found }) => [code, where, found]);
  }
  return [];
}

Deno.test("scanReport() finds values with their query, format and place", () => {
  const { pieces, queries } = scan(
    "# T\n\nIt is {{ select a from s.t where b='|' | .4f }} and {{ select 1 }}.",
  );
  assert.deepEqual(pieces.map((piece) => ({ ...piece, source: "" })), [
    {
      kind: "value",
      sql: "select a from s.t where b='|'",
      format: { kind: "fixed", digits: 4 },
      query: "q1",
      where: "report.md:3:7",
      source: "",
    },
    {
      kind: "value",
      sql: "select 1",
      format: undefined,
      query: "q2",
      where: "report.md:3:53",
      source: "",
    },
  ]);
  assert.deepEqual(queries, { q1: "select a from s.t where b='|'", q2: "select 1" });
});

Deno.test("scanReport() asks the same query once", () => {
  assert.deepEqual(scan("{{ select 1 | d }} {{select 1|.2f}}").queries, { q1: "select 1" });
});

Deno.test("scanReport() takes || for SQL's, not for a format", () => {
  const [piece] = scan("{{ select a || b from s.t }}").pieces;
  assert.equal(piece?.kind === "value" && piece.sql, "select a || b from s.t");
});

Deno.test("scanReport() lets a value run over lines and hold braces in quotes", () => {
  assert.deepEqual(scan("{{ select '}}'\n  from s.t }}").queries, {
    q1: "select '}}'\n  from s.t",
  });
});

Deno.test("scanReport() leaves code, comments and escaped braces alone", () => {
  const text = [
    "`{{ code }}` and ``a ` {{ code }}``",
    "```sql\n{{ code }}\n[[pipeline]]\n```",
    "~~~\n![x](figure:y)\n~~~",
    "\\{{ not a value }}",
    "<!-- {{ comment }} -->",
  ].join("\n\n");
  assert.deepEqual(scan(text).pieces, []);
});

Deno.test("scanReport() reads a table's caption, formats and query", () => {
  const text = "- in a list\n\n  ```table\n  caption: All {{ select 3 | d }}.\n" +
    "  format: W .4f, p value .1e\n  select a\n  from s.t\n  ```\n";
  const table = scan(text).pieces.find((piece) => piece.kind === "table");
  assert.equal(table?.sql, "select a\n  from s.t");
  assert.deepEqual(table?.formats, {
    W: { kind: "fixed", digits: 4 },
    "p value": { kind: "exponent", digits: 1 },
  });
  assert.match(table?.caption ?? "", /^All .0.\.$/);
  assert.equal(table?.where, "report.md:3:3");
});

Deno.test("scanReport() reads figures, their labels and references to them", () => {
  const text =
    '![See [S] and {{ select 1 }}](figure:spectra[width=5, name="a, b"])\n\n[](figure:spectra)';
  const [, figure, link] = scan(text).pieces;
  assert.deepEqual(figure?.kind === "figure" && figure.figure, {
    stage: "spectra",
    labels: { width: "5", name: "a, b" },
  });
  assert.equal(link?.kind, "figure_link");
});

Deno.test("scanReport() places sections", () => {
  const { pieces } = scan("[[pipeline]]\n\n[[ environment ]]\n");
  assert.deepEqual(pieces.map((piece) => piece.kind === "section" && piece.section), [
    "pipeline",
    "environment",
  ]);
});

Deno.test.each([
  ["a value that never ends", "a\n\nb {{ select 1\n\n}}", "the end of the paragraph"],
  ["an unknown format", "{{ select 1 | .4q }}", "“.4q”"],
  ["an empty value", "{{ | d }}", "nothing"],
  ["an unknown section", "[[graph]]", "[[graph]]"],
  ["an image from elsewhere", "![a](https://x.org/a.png)", "the image “https://x.org/a.png”"],
  ["a figure within a line", "see ![a](figure:b)", "one within a line"],
  ["a figure without a name", "![a](figure:)", "“figure:”"],
  ["a reference without a name", "[a](figure:b[c)", "“figure:b[c”"],
  ["an empty table", "```table\ncaption: x\n```", "an empty table"],
  ["a wrong format of a column", "```table\nformat: W\nselect 1\n```", "“W”"],
])("scanReport() refuses %s", (_name, text, found) => {
  const problems = findProblems(text);
  assert.deepEqual(problems.map((problem) => [problem[0], problem[2]]), [["report.text", found]]);
});

Deno.test("scanReport() lists every mistake at its line and column", () => {
  const problems = findProblems("# T\r\n\r\nA {{ select 1 | x }}\r\n\r\n  [[graph]]\r\n");
  assert.deepEqual(problems.map(([, where]) => where), ["report.md:3:3", "report.md:5:3"]);
});

Deno.test("scanReport() refuses bytes that are not UTF-8", () => {
  assert.throws(
    () => scanReport({ path: "report.md", bytes: Uint8Array.of(0x61, 0xff) }),
    (error) => error instanceof KooplineError && error.code === "pipeline.file",
  );
});

Deno.test("scanReport() ends with a text or a KooplineError, whatever the text", () => {
  const words = fc.constantFrom(
    "{{",
    "}}",
    "|",
    "'",
    '"',
    "`",
    "```table\n",
    "\n",
    "[[",
    "]]",
    "![",
    "](",
    "figure:a)",
    "\\",
    "a ",
    "<!--",
    "\ue000",
    "0\ue001",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }).map((list) => list.join("")), (text) => {
      try {
        assert.equal(typeof scan(text).markdown, "string");
      } catch (error) {
        assert.ok(error instanceof KooplineError);
      }
    }),
    { seed: 4711, numRuns: 500 },
  );
});
