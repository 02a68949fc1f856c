import assert from "node:assert/strict";
import type { TableData } from "../../../report/page/column.ts";
import { printHtml } from "../../../report/page/html.ts";
import { findTags, renderTable } from "../../../report/page/table.ts";
import { renderLegend } from "../../../report/page/tag.ts";
import { listTexts, parsePage } from "./dom.ts";

function readTable(columns: TableData["columns"], rows: number, limit = 10) {
  const html = printHtml(renderTable({ columns, rows }, { labelledBy: "t", limit }));
  const document = parsePage(`<body>${html}</body>`);
  const read = (selector: string) => listTexts(document, selector);
  return { document, heads: read("th"), cells: read("td"), notes: read(".note") };
}

Deno.test("renderTable() sets numbers to the right, with all their digits in the element", () => {
  const { document, cells } = readTable({ re: Float64Array.of(0.558143536, -0.25) }, 2);
  assert.deepEqual(cells, ["0.5581", "−0.2500"]);
  assert.equal(document.querySelectorAll("td.number, th.number").length, 3);
  assert.equal(document.querySelector("data")?.getAttribute("value"), "0.558143536");
});

Deno.test("renderTable() shows expected values with their tags", () => {
  const { heads, cells } = readTable({
    expected: Float64Array.of(0.5, 0.25),
    tag: ["S", "D"],
  }, 2);
  assert.deepEqual(heads, ["expected"]);
  assert.deepEqual(cells, ["0.5000 S", "0.2500 D"]);
});

Deno.test("renderTable() says agreement, truth and verdicts in words", () => {
  const { cells } = readTable({
    agrees: Uint8Array.of(1, 0),
    kept: Uint8Array.of(0, 1),
    verdict: ["conjugate", "not conjugate"],
    match: ["agrees", "differs"],
  }, 2);
  assert.deepEqual(cells, [
    "✓ agrees",
    "✗ no",
    "≅ conjugate",
    "✓ agrees",
    "✗ differs",
    "✓ yes",
    "≇ not conjugate",
    "✗ differs",
  ]);
});

Deno.test("renderTable() shows names that every object has as text", () => {
  const names = ["constructor", "toString", "__proto__"];
  assert.deepEqual(readTable({ verdict: names }, 3).cells, names);
});

Deno.test("renderTable() shows the first rows and counts them, and the first numbers of vectors", () => {
  const { cells, notes } = readTable(
    { v: { width: 4, data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) } },
    2,
    1,
  );
  assert.deepEqual(cells, ["(1, 2, 3, … (4 values))"]);
  assert.deepEqual(notes, ["The first 1 of 2 rows."]);
});

Deno.test("renderTable() chooses digits by the rows that it shows", () => {
  const x = Float64Array.of(1.5, 0.25, 1e-9);
  assert.deepEqual(readTable({ x }, 3, 2).cells, ["1.5000", "0.2500"]);
  assert.deepEqual(readTable({ x }, 3).cells, ["1.500", "0.2500", "1.000\u202f×\u202f10−9"]);
});

Deno.test("renderTable() marks missing values and empty tables", () => {
  assert.deepEqual(readTable({ x: Float64Array.of(NaN), y: [""] }, 1).cells, ["–", "–"]);
  assert.deepEqual(readTable({ x: new Float64Array(), y: [] }, 0).cells, ["no rows"]);
});

Deno.test("renderLegend() explains the tags that a table has, each once", () => {
  const tags = findTags({ columns: { tag: ["C", "S", "C", "x"], other: ["D"] }, rows: 4 });
  const document = parsePage(`<body>${printHtml(renderLegend(tags))}</body>`);
  assert.deepEqual(listTexts(document, "span"), [
    "S seen in a source",
    "C computed from published numbers or by re-simulation",
  ]);
});

Deno.test("renderTable() marks what became of a claim in a column of verdicts only", () => {
  const words = ["holds", "fails", "undecided"];
  assert.deepEqual(readTable({ verdict: words }, 3).cells, ["✓ holds", "✗ fails", "? undecided"]);
  assert.deepEqual(readTable({ note: ["holds", "fails"] }, 2).cells, ["holds", "fails"]);
});
