import assert from "node:assert/strict";
import { tabulate } from "./cases.ts";
import { type Drawn, findText, listDrawn, readScale, renderPlot } from "./read_svg.ts";

const BLUE = "#0072b2";

function findLines(drawn: readonly Drawn[], colour: string): readonly string[] {
  return drawn.filter(({ name, attributes }) =>
    name === "path" && attributes["stroke"] === colour && attributes["fill"] === "none"
  ).map(({ attributes }) => attributes["d"] ?? "").filter((d) => d.includes("L"));
}

function readPoints(path: string): readonly (readonly [number, number])[] {
  return [...path.matchAll(/[ML]([-\d.]+),([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

const squares = tabulate([3, 1, 4, 2, 0].map((x) => ({ x, y: x * x })));

Deno.test("a curve goes through its points in the order of x", () => {
  const drawn = listDrawn(renderPlot({ kind: "curves", x: "x", y: "y" }, squares).svg);
  const x = readScale(drawn, "x", ["0", 0], ["4", 4]);
  const y = readScale(drawn, "y", ["0", 0], ["10", 10]);
  const [path = ""] = findLines(drawn, BLUE);
  const points = readPoints(path);
  assert.equal(points.length, 5);
  for (const [i, [px, py]] of points.entries()) {
    assert.ok(Math.abs(px - x(i)) < 0.02 && Math.abs(py - y(i * i)) < 0.02, `${px},${py} at ${i}`);
  }
});

Deno.test("a logarithmic axis has equal steps for equal factors", () => {
  const data = tabulate([0, 1, 2, 3].map((x) => ({ x, y: 10 ** -x })));
  const plot = { kind: "curves", x: "x", y: "y", scales: { y: "log" } };
  const drawn = listDrawn(renderPlot(plot, data).svg);
  const heights = readPoints(findLines(drawn, BLUE)[0] ?? "").map(([, y]) => y);
  const steps = heights.slice(1).map((y, i) => y - (heights[i] ?? 0));
  for (const step of steps) assert.ok(Math.abs(step - (steps[0] ?? 0)) < 0.02, String(steps));
  const top = findText(drawn.filter(({ attributes }) => attributes["text-anchor"] === "end"), "1");
  assert.ok(Math.abs(top.y - (heights[0] ?? 0)) < 0.02);
});

Deno.test("a missing value breaks the line and is counted", () => {
  const data = tabulate([0, 1, 2, 3, 4].map((x) => ({ x, y: x === 2 ? NaN : x })));
  const { svg, dropped, note, alt } = renderPlot({ kind: "curves", x: "x", y: "y" }, data);
  const [path = ""] = findLines(listDrawn(svg), BLUE);
  assert.equal(path.match(/M/g)?.length, 2);
  assert.equal(dropped, 1);
  assert.equal(note, "1 row not shown: 1 with a missing or infinite value.");
  assert.ok(alt.endsWith(note));
});

Deno.test("values that are not positive are left out of a logarithmic axis", () => {
  const data = tabulate([0, 1, 2].map((x) => ({ x, y: x })));
  const plot = { kind: "curves", x: "x", y: "y", scales: { y: "log" } };
  assert.match(renderPlot(plot, data).note, /1 not positive on a logarithmic axis/);
});

Deno.test("two values of a curve at one x are refused", () => {
  const data = tabulate([{ x: 1, y: 1, g: "a" }, { x: 1, y: 2, g: "b" }]);
  assert.throws(() => renderPlot({ kind: "curves", x: "x", y: "y" }, data), {
    message: /Expected one row for each x in a curve, but found two with x = 1\./,
  });
  renderPlot({ kind: "curves", x: "x", y: "y", colour: "g" }, data);
  renderPlot({ kind: "curves", x: "x", y: "y", facet: "g" }, data);
});

Deno.test("a band lies between its ends and the axis holds it", () => {
  const data = tabulate([0, 1].map((x) => ({ x, y: 1, low: 0, high: 3 })));
  const plot = { kind: "curves", x: "x", y: "y", band: { low: "low", high: "high" } };
  const drawn = listDrawn(renderPlot(plot, data).svg);
  const y = readScale(drawn, "y", ["0", 0], ["2.0", 2]);
  const band = drawn.find(({ attributes }) => attributes["fill"] === BLUE && attributes["d"]);
  const heights = readPoints(band?.attributes["d"] ?? "").map(([, height]) => height);
  assert.deepEqual(
    [...new Set(heights)].map((height) => Math.round(10 * height)).sort((a, b) => a - b),
    [y(3), y(0)].map((height) => Math.round(10 * height)),
  );
});

Deno.test("a reference line stands at its value with its words", () => {
  const plot = {
    kind: "curves",
    x: "x",
    y: "y",
    references: [{ axis: "y", value: 25, label: "published [S]" }],
  };
  const drawn = listDrawn(renderPlot(plot, squares).svg);
  const y = readScale(drawn, "y", ["0", 0], ["10", 10]);
  const line = drawn.find(({ name, attributes }) =>
    name === "line" && attributes["stroke-dasharray"] === "5 4"
  );
  assert.ok(Math.abs(Number(line?.attributes["y1"]) + (line?.y ?? 0) - y(25)) < 0.02);
  findText(drawn, "published [S]");
});

Deno.test("the text for curves says where each starts and ends", () => {
  const { alt } = renderPlot({ kind: "curves", x: "x", y: "y" }, squares);
  assert.equal(
    alt,
    "1 curve through 5 points. Axes: x from 0 to 4, y from 0 to 16. Ends: y goes from 0 at 0 to 16 at 4.",
  );
});

Deno.test("limits leave out markers and references that lie outside", () => {
  const plot = {
    kind: "curves",
    x: "x",
    y: "y",
    limits: { y: [0, 5] },
    references: [{ axis: "y", value: 9, label: "far" }],
  };
  const { svg, note } = renderPlot(plot, squares);
  const drawn = listDrawn(svg);
  const markers = drawn.filter(({ name }) => name === "circle");
  assert.equal(markers.length, 3);
  assert.ok(!drawn.some(({ text, name }) => name === "text" && text === "far"));
  assert.equal(note, "2 rows not shown: 2 outside the limits.");
  const line = drawn.find(({ attributes }) => attributes["d"] === findLines(drawn, BLUE)[0]);
  assert.match(line?.attributes["clip-path"] ?? "", /^url\(#/);
});

Deno.test("limits on a logarithmic axis must be positive", () => {
  const plot = { kind: "curves", x: "x", y: "y", scales: { y: "log" }, limits: { y: [-1, 2] } };
  assert.throws(() => renderPlot(plot, squares), {
    message: /^plot\.limits\.y: Expected positive limits/,
  });
});
