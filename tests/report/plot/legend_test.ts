import assert from "node:assert/strict";
import { groupRows, OKABE_ITO, styleGroup } from "../../../report/plot/groups.ts";
import { drawLegend } from "../../../report/plot/legend.ts";
import { makeNode } from "../../../report/plot/svg_node.ts";
import { writeSvg } from "../../../report/plot/write_svg.ts";
import { findTextBox, listDrawn } from "./read_svg.ts";

function groupNames(names: readonly string[]) {
  const column = { name: "run", labels: names, numbers: undefined };
  return groupRows(column, names.map((_, row) => row), "run");
}

function draw(names: readonly string[], width: number) {
  const strip = drawLegend(groupNames(names), width, "point");
  const drawn = listDrawn(writeSvg(makeNode("svg", {}, strip.nodes)));
  return { height: strip.height, drawn, texts: drawn.filter(({ name }) => name === "text") };
}

Deno.test("styleGroup() gives 56 groups different looks", () => {
  const looks = Array.from({ length: 56 }, (_, index) => styleGroup(index))
    .map(({ colour, symbol }) => `${colour} ${symbol}`);
  assert.equal(new Set(looks).size, 56);
});

Deno.test("Okabe–Ito's colours are those of the 2008 palette", () => {
  const palette = "#000000 #e69f00 #56b4e9 #009e73 #f0e442 #0072b2 #d55e00 #cc79a7".split(" ");
  assert.deepEqual(OKABE_ITO.filter((colour) => !palette.includes(colour)), []);
});

Deno.test("a legend of sixty long names takes four lines and counts the rest", () => {
  const names = Array.from({ length: 60 }, (_, i) => `run number ${i} with a long name`);
  const { height, texts } = draw(names, 640);
  assert.ok(height <= 100, `${height} px high`);
  const last = texts.at(-1)?.text ?? "";
  const shown = texts.length - 2;
  assert.equal(last, `and ${60 - shown} more`);
  for (const text of texts) assert.ok(findTextBox(text).right <= 640, text.text);
});

Deno.test("a legend shows every group when they fit", () => {
  const { texts } = draw(["mirror", "gradient", "bisection"], 640);
  assert.deepEqual(texts.map(({ text }) => text), ["run", "mirror", "gradient", "bisection"]);
});

Deno.test("a legend of one name wider than the figure is shortened", () => {
  const { texts } = draw(["x".repeat(500)], 240);
  for (const text of texts) assert.ok(findTextBox(text).right <= 240, text.text);
});

Deno.test("groupRows() sorts numbers and keeps text in the order it appears", () => {
  const rows = [0, 1, 2];
  const numbers = { name: "width", labels: ["40", "5", "10"], numbers: [40, 5, 10] };
  const text = { name: "width", labels: ["40", "5", "10"], numbers: undefined };
  const names = (column: typeof numbers | typeof text) =>
    groupRows(column, rows, "width").groups.map(({ label }) => label);
  assert.deepEqual(names(numbers), ["5", "10", "40"]);
  assert.deepEqual(names(text), ["40", "5", "10"]);
});

Deno.test("groupRows() shows more than eight numbers as a ramp and keeps equal labels apart", () => {
  const numbers = Array.from({ length: 9 }, (_, i) => 1 + i * 1e-12);
  const column = { name: "x", labels: numbers.map(() => "1"), numbers };
  const { groups, legend } = groupRows(column, numbers.map((_, row) => row), "x");
  assert.equal(groups.length, 9);
  assert.equal(legend.kind, "ramp");
});

Deno.test("groupRows() paints a missing number grey, and last", () => {
  const numbers = [NaN, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  const column = { name: "x", labels: numbers.map(String), numbers };
  const { groups } = groupRows(column, numbers.map((_, row) => row), "x");
  assert.deepEqual(groups.at(-1)?.rows, [0]);
  assert.equal(groups.at(-1)?.style.colour, "#8c8c8c");
  assert.equal(groups[0]?.style.colour, "#440154");
});
