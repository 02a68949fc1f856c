import assert from "node:assert/strict";
import { renderReport } from "../../../report/page/report.ts";
import type { TableData } from "../../../report/page/column.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { makeFigure, makeSource } from "./sample.ts";
import { listTexts, parsePage } from "./dom.ts";

function read(source: Parameters<typeof renderReport>[0]) {
  const report = renderReport(source);
  const document = parsePage(report.html);
  const texts = (selector: string) => listTexts(document, selector);
  return { ...report, document, texts };
}

function catchProblems(run: () => unknown): KooplineError["problems"] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof KooplineError);
    return error.problems;
  }
  assert.fail("Expected an error.");
}

const FIGURES = [
  makeFigure("spectra", { width: 5 }),
  makeFigure("spectra", { width: 10 }),
  makeFigure("bars", {}, { caption: "" }),
];

Deno.test("renderReport() shows values with all their digits and their query", () => {
  const { document } = read(makeSource("{{ select x from s.t | .2f }}", [], () => ({
    columns: { x: Float64Array.of(0.008073) },
    rows: 1,
  })));
  const value = document.querySelector("data.value");
  assert.equal(value?.textContent, "0.01");
  assert.equal(value?.getAttribute("value"), "0.008073");
  assert.equal(value?.getAttribute("title"), "select x from s.t");
});

Deno.test.each<[string, TableData, string, string]>([
  ["two rows", { columns: { x: Int32Array.of(1, 2) }, rows: 2 }, "", "2 rows and 1 column"],
  ["no row", { columns: { x: new Int32Array() }, rows: 0 }, "", "0 rows and 1 column"],
  [
    "two columns",
    { columns: { x: Int32Array.of(1), y: ["a"] }, rows: 1 },
    "",
    "1 row and 2 columns",
  ],
  ["a vector", { columns: { x: { width: 1, data: Int32Array.of(1) } }, rows: 1 }, "", "a vector"],
  ["a text for .2f", { columns: { x: ["ten"] }, rows: 1 }, "| .2f", "the text “ten”"],
  ["a fraction for d", { columns: { x: Float64Array.of(1.5) }, rows: 1 }, "| d", "1.5"],
])(
  "renderReport() refuses %s in place of a value, at its line and column",
  (_name, result, format, found) => {
    const text = `# T\n\nIs {{ select x ${format} }}`;
    const problems = catchProblems(() => renderReport(makeSource(text, [], () => result)));
    assert.deepEqual(problems.map((problem) => [problem.code, problem.where, problem.found]), [
      ["report.value", "report.md:3:4", found],
    ]);
  },
);

Deno.test("renderReport() numbers figures in the order of the text, then the others", () => {
  const { texts, document, figures } = read(
    makeSource(
      "See [](figure:spectra[width=5]).\n\n![](figure:bars)\n\n![Both.](figure:spectra)",
      FIGURES,
    ),
  );
  assert.deepEqual(texts("figcaption"), [
    "Figure 1. Title of bars",
    "Figure 2. Both. (width = 5)",
    "Figure 3. Both. (width = 10)",
  ]);
  assert.equal(document.querySelector("main p a")?.getAttribute("href"), "#figure-2");
  assert.equal(document.querySelector("main p a")?.textContent, "Figure 2");
  assert.deepEqual(figures, [FIGURES[2], FIGURES[0], FIGURES[1]].map((figure) => figure?.address));
});

Deno.test("renderReport() puts figures that the text does not place after it", () => {
  const { texts } = read(makeSource("![One.](figure:spectra[width=10])", FIGURES));
  assert.deepEqual(texts("figcaption"), [
    "Figure 1. One.",
    "Figure 2. Caption of spectra (width = 5)",
    "Figure 3. Title of bars",
  ]);
  assert.equal(texts("h2")[0], "Further figures");
});

Deno.test("renderReport() names the figures there are when one is unknown", () => {
  const problems = catchProblems(() =>
    renderReport(makeSource("\n![x](figure:spectra[width=6])\n\n[](figure:bar)", FIGURES))
  );
  assert.deepEqual(problems.map(({ where, found }) => [where, found]), [
    ["report.md:2:1", "spectra[width=6]"],
    ["report.md:4:1", "bar"],
  ]);
  assert.equal(
    problems[0].expected,
    "a figure of the report: spectra[width=5], spectra[width=10], bars",
  );
});

Deno.test("renderReport() shows each figure's data, query, cells, address and command", () => {
  const inputs = [{ stage: "spectrum", labels: { width: 5 }, address: "ab".repeat(32) }];
  const figure = makeFigure("spectra", {}, { inputs });
  const { document, texts } = read(makeSource("![x](figure:spectra)", [figure]));
  const details = document.querySelector("main > .block details")?.textContent ?? "";
  for (
    const part of [
      "deno task run sample.yaml --only spectra",
      figure.address,
      "spectrum[width=5]",
      "abababababab",
      "select re, name from spectrum.eigenvalues",
    ]
  ) assert.ok(details.includes(part), part);
  assert.deepEqual(texts("main > .block details td"), ["0.5000", "first", "0.2500", "second"]);
});

Deno.test("renderReport() gives every figure its alternative text and every id once", () => {
  const { document } = read(
    makeSource(
      "![a](figure:spectra)\n\n![again](figure:spectra)\n\n[[pipeline]]\n\n[[pipeline]]",
      FIGURES,
    ),
  );
  const labels = [...document.querySelectorAll(".plate svg")].map((svg) =>
    svg.getAttribute("aria-label")
  );
  assert.equal(labels.filter((label) => label === "Alternative of spectra").length, 4);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
  for (const node of document.querySelectorAll("[clip-path]")) {
    const id = /^url\(#(.*)\)$/.exec(node.getAttribute("clip-path") ?? "")?.[1] ?? "";
    assert.ok(ids.includes(id), id);
  }
});

Deno.test("renderReport() writes tables with captions, legends and their query", () => {
  const text =
    "```table\ncaption: Published {{ select 1 | d }} [S].\nselect name, expected, tag from p.values\n```";
  const { texts } = read(
    makeSource(
      text,
      [],
      (sql) =>
        sql === "select 1"
          ? { columns: { n: Int32Array.of(9) }, rows: 1 }
          : { columns: { name: ["W"], expected: Float64Array.of(0.008073), tag: ["C"] }, rows: 1 },
    ),
  );
  assert.deepEqual(texts("figcaption"), ["Table 1. Published 9\u00a0S."]);
  assert.deepEqual(texts(".table td"), ["W", "0.008073 C"]);
  assert.deepEqual(texts(".legend span"), [
    "C computed from published numbers or by re-simulation",
  ]);
  assert.deepEqual(texts("main > .block details code"), [
    "select name, expected, tag from p.values",
  ]);
});

Deno.test("renderReport() adds the pipeline and the environment unless the text places them", () => {
  assert.deepEqual(read(makeSource("Text.")).texts("h2"), [
    "The pipeline",
    "Sources of this page",
    "Environment",
  ]);
  const placed = read(makeSource("## Here\n\n[[pipeline]]\n\n[[environment]]"));
  assert.deepEqual(placed.texts("h2"), ["Here", "Sources of this page"]);
  assert.equal(placed.document.querySelectorAll("svg.graph").length, 1);
  assert.ok(placed.html.includes("<!-- koopline:run -->"));
});

Deno.test("renderReport() takes its title from the parameter, the text, or the pipeline", () => {
  const source = makeSource("# In the text");
  assert.equal(read({ ...source, title: "Given" }).texts("h1")[0], "Given");
  assert.equal(read(source).texts("h1")[0], "In the text");
  assert.equal(read(makeSource("Text.")).texts("title")[0], "A sample");
});

Deno.test("renderReport() gives the same bytes twice and fetches nothing", () => {
  const source = makeSource("# T\n\n{{ select 1 }}\n\n[l](https://x.org)", FIGURES);
  const { html, document } = read(source);
  assert.equal(renderReport(source).html, html);
  assert.match(
    document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "",
    /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
  );
  assert.equal(document.querySelectorAll("[src], link, script, iframe, object, embed").length, 0);
});
