import assert from "node:assert/strict";
import { tabulate } from "./cases.ts";
import { type Drawn, findText, listDrawn, renderPlot } from "./read_svg.ts";

const DARKEST = "#440154";
const LIGHTEST = "#fde725";
const EMPTY = "#e9e9e9";

/** The distances of tests/numerics/average_linkage_test.ts, with labels out of order. */
const four = tabulate([
  { a: "p", b: "r", distance: 6 },
  { a: "q", b: "p", distance: 2 },
  { a: "p", b: "s", distance: 10 },
  { a: "q", b: "r", distance: 5 },
  { a: "s", b: "q", distance: 9 },
  { a: "r", b: "s", distance: 4 },
]);

/** Cells by their upper left corner, the ramp of the legend apart. */
function listCells(drawn: readonly Drawn[]) {
  return drawn.filter(({ name, attributes }) =>
    name === "rect" && attributes["shape-rendering"] === "crispEdges"
  ).map(({ attributes: { x, y, width, height, fill } }) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
    fill,
  }));
}

/** Gives the colour of the cell in a row and a column, found by their labels. */
function findColour(drawn: readonly Drawn[], row: string, column: string): string | undefined {
  const side = drawn.find(({ text, name, attributes }) =>
    name === "text" && text === row && attributes["text-anchor"] === "end"
  );
  const foot = drawn.filter(({ text, name }) => name === "text" && text === column)
    .toSorted((a, b) => b.y - a.y)[0];
  return listCells(drawn).find(({ x, y, width, height }) =>
    (foot?.x ?? NaN) > x && (foot?.x ?? NaN) < x + width && (side?.y ?? NaN) > y &&
    (side?.y ?? NaN) < y + height
  )?.fill;
}

Deno.test("a matrix fills both triangles from unordered pairs and leaves the diagonal empty", () => {
  const drawn = listDrawn(renderPlot({ kind: "matrix" }, four).svg);
  assert.equal(listCells(drawn).length, 12);
  assert.equal(findColour(drawn, "p", "q"), DARKEST);
  assert.equal(findColour(drawn, "q", "p"), DARKEST);
  assert.equal(findColour(drawn, "p", "s"), LIGHTEST);
  assert.equal(findColour(drawn, "s", "p"), LIGHTEST);
  assert.equal(findColour(drawn, "p", "p"), undefined);
  assert.ok(drawn.some(({ attributes }) => attributes["fill"] === EMPTY));
});

Deno.test("cells are squares of one size", () => {
  const cells = listCells(listDrawn(renderPlot({ kind: "matrix" }, four).svg));
  for (const { width, height } of cells) {
    assert.ok(Math.abs(width - height) < 0.02 && Math.abs(width - (cells[0]?.width ?? 0)) < 0.02);
  }
});

Deno.test("a matrix of few cells prints its values with equally many digits", () => {
  const drawn = listDrawn(renderPlot({ kind: "matrix" }, four).svg);
  for (const value of ["2", "4", "5", "6", "9", "10"]) {
    const printed = drawn.filter(({ name, text, attributes }) =>
      name === "text" && text.startsWith(value) && ["#ffffff", "#000000"].includes(
        attributes["fill"] ?? "",
      )
    );
    assert.equal(printed.length, 2, value);
  }
});

Deno.test("a matrix of many cells prints none", () => {
  const names = Array.from({ length: 20 }, (_, i) => `run ${i}`);
  const data = tabulate(
    names.flatMap((a, i) => names.slice(i + 1).map((b) => ({ a, b, distance: 1 / (i + 1) }))),
  );
  const drawn = listDrawn(renderPlot({ kind: "matrix" }, data).svg);
  assert.equal(listCells(drawn).length, 380);
  assert.deepEqual(
    drawn.filter(({ attributes }) =>
      attributes["fill"] === "#ffffff" &&
      attributes["text-anchor"] === "middle" && attributes["y"] === "0.32em"
    ),
    [],
  );
});

Deno.test("a clustered matrix draws each join at its height", () => {
  const drawn = listDrawn(renderPlot({ kind: "matrix", cluster: true }, four).svg);
  const zero = findText(drawn.filter(({ attributes }) => attributes["text-anchor"] === "end"), "0");
  const strokes = drawn.filter(({ name, attributes }) =>
    name === "path" && attributes["stroke"] === "#1a1a1a" && /^M.*L/.test(attributes["d"] ?? "")
  ).map(({ attributes }) => (attributes["d"] ?? "").match(/-?[\d.]+/g)?.map(Number) ?? []);
  const heights = strokes.filter(([, y1, , y2]) => y1 === y2)
    .map(([, y = NaN]) => zero.y - 5 - y).sort((a, b) => a - b);
  // 2, 4 and 7.5, worked out by hand in tests/numerics/average_linkage_test.ts.
  assert.equal(heights.length, 3);
  const unit = (heights[2] ?? NaN) / 7.5;
  assert.ok(Math.abs((heights[0] ?? NaN) - 2 * unit) < 0.05, String(heights));
  assert.ok(Math.abs((heights[1] ?? NaN) - 4 * unit) < 0.05, String(heights));
});

Deno.test("a clustered matrix puts what is joined side by side", () => {
  const drawn = listDrawn(renderPlot({ kind: "matrix", cluster: true }, four).svg);
  const rows = drawn.filter(({ name, text, attributes }) =>
    name === "text" && "pqrs".includes(text) && attributes["text-anchor"] === "end"
  ).map(({ text }) => text);
  // 0 and 1, 2 and 3; labels count as they appear, column a before column b.
  assert.deepEqual(rows, ["p", "q", "s", "r"]);
});

Deno.test("a clustered matrix refuses a missing pair and a lopsided one", () => {
  const missing = tabulate([{ a: "p", b: "q", distance: 1 }, { a: "q", b: "r", distance: 1 }]);
  assert.throws(() => renderPlot({ kind: "matrix", cluster: true }, missing), {
    message: /Expected one distance for each pair of labels, but found none for "p" and "r"/,
  });
  const lopsided = tabulate([{ a: "p", b: "q", distance: 1 }, { a: "q", b: "p", distance: 2 }]);
  assert.throws(() => renderPlot({ kind: "matrix", cluster: true }, lopsided), {
    message: /found 1 from "p" to "q" and 2 back/,
  });
});

Deno.test("a pair given twice is refused", () => {
  const data = tabulate([{ a: "p", b: "q", distance: 1 }, { a: "p", b: "q", distance: 2 }]);
  assert.throws(() => renderPlot({ kind: "matrix" }, data), {
    message: /Expected one row for each pair of a and b/,
  });
});

Deno.test("symmetric: false draws a rectangle of rows and columns", () => {
  const data = tabulate(
    [1, 2, 3].flatMap((rate) => [64, 128].map((batch) => ({ rate, batch, W: rate * batch }))),
  );
  const plot = { kind: "matrix", a: "rate", b: "batch", value: "W", symmetric: false };
  const drawn = listDrawn(renderPlot(plot, data).svg);
  assert.equal(listCells(drawn).length, 6);
  assert.equal(findColour(drawn, "1", "64"), DARKEST);
  assert.equal(findColour(drawn, "3", "128"), LIGHTEST);
});

Deno.test("on a logarithmic scale equal factors are equal steps of viridis", () => {
  const data = tabulate([["a", 1], ["b", 10], ["c", 100]].map(([a = "", value = 0]) => ({
    a: String(a),
    b: "x",
    value: Number(value),
  })));
  const plot = { kind: "matrix", value: "value", symmetric: false, scale: "log" };
  const drawn = listDrawn(renderPlot(plot, data).svg);
  // The middle of viridis.
  assert.equal(findColour(drawn, "b", "x"), "#21918c");
});

Deno.test("the text for a matrix names the extremes and the last join", () => {
  const { alt } = renderPlot({ kind: "matrix", cluster: true }, four);
  assert.equal(
    alt,
    "Heat map of distance over 4 rows and 4 columns. Smallest 2 (p and q), largest 10 (p and s), " +
      "the diagonal apart. Average linkage joins p, q with s, r last, at 7.5.",
  );
});
