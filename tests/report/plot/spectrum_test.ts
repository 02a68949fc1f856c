import assert from "node:assert/strict";
import { eigenvalues, tabulate } from "./cases.ts";
import { type Drawn, listDrawn, readScale, renderPlot } from "./read_svg.ts";

const LEGEND_FOOT = 30;
const CIRCLE = "#444444";

function assertNear(actual: number, expected: number, what: string) {
  assert.ok(Math.abs(actual - expected) <= 0.011, `${what}: ${actual} is not ${expected}`);
}

function findCircle(drawn: readonly Drawn[]): Drawn {
  const circle = drawn.find(({ name, attributes }) =>
    name === "circle" && attributes["stroke"] === CIRCLE
  );
  assert.ok(circle, "no unit circle");
  return circle;
}

/** Positions of the hollow markers of a colour, the legend's apart. */
function listMarkers(drawn: readonly Drawn[], colour: string) {
  return drawn.filter(({ name, attributes }) =>
    ["circle", "path"].includes(name) && attributes["stroke"] === colour
  ).map(({ attributes, x, y }) => ({
    x: x + Number(attributes["cx"] ?? 0),
    y: y + Number(attributes["cy"] ?? 0),
  })).filter(({ y }) => y > LEGEND_FOOT);
}

Deno.test("the unit circle is round and has the scale of both axes", () => {
  for (const size of [{}, { width: 300, height: 700 }, { width: 900, height: 300 }]) {
    const drawn = listDrawn(
      renderPlot({ kind: "spectrum", colour: "method" }, eigenvalues, size).svg,
    );
    const x = readScale(drawn, "x", ["−1.0", -1], ["1.0", 1]);
    const y = readScale(drawn, "y", ["−1.0", -1], ["1.0", 1]);
    const circle = findCircle(drawn);
    assertNear(Number(circle.attributes["r"]), x(1) - x(0), "radius along x");
    assertNear(Number(circle.attributes["r"]), y(0) - y(1), "radius along y");
    assertNear(Number(circle.attributes["cx"] ?? 0) + circle.x, x(0), "centre x");
    assertNear(Number(circle.attributes["cy"] ?? 0) + circle.y, y(0), "centre y");
  }
});

Deno.test("each eigenvalue has one marker, where the axes say", () => {
  const drawn = listDrawn(renderPlot({ kind: "spectrum", colour: "method" }, eigenvalues).svg);
  const x = readScale(drawn, "x", ["−1.0", -1], ["1.0", 1]);
  const y = readScale(drawn, "y", ["−1.0", -1], ["1.0", 1]);
  const bisection = listMarkers(drawn, "#009e73");
  assert.equal(bisection.length, 10);
  const expected = [[0.179218152663363, 0.4664396852895249], [
    -0.2070316990213074,
    -0.231920984205024,
  ]];
  for (const [re = NaN, im = NaN] of expected) {
    const found = bisection.some((at) =>
      Math.abs(at.x - x(re)) < 0.02 && Math.abs(at.y - y(im)) < 0.02
    );
    assert.ok(found, `no marker at ${re} + ${im}i`);
  }
  assert.equal(listMarkers(drawn, "#0072b2").length, 10);
  assert.equal(listMarkers(drawn, "#d55e00").length, 10);
});

Deno.test("a zoom shows the eigenvalues inside it again, at equal scales", () => {
  const zoom = { re: [0.9, 1.1], im: [-0.05, 0.05] };
  const plain = renderPlot({ kind: "spectrum", colour: "method" }, eigenvalues);
  const zoomed = renderPlot({ kind: "spectrum", colour: "method", zoom }, eigenvalues);
  const count = (svg: string) => listMarkers(listDrawn(svg), "#0072b2").length;
  // Six of mirror descent's eigenvalues are above 0.9.
  assert.equal(count(zoomed.svg), count(plain.svg) + 6);
  const circles = listDrawn(zoomed.svg).filter(({ attributes, name }) =>
    name === "circle" && attributes["stroke"] === CIRCLE
  ).map(({ attributes }) => Number(attributes["r"]));
  // The whole plane spans 2.2, the zoom 0.2, in boxes of one width.
  assert.ok(Math.abs((circles[1] ?? 0) / (circles[0] ?? 1) - 11) < 1e-3, String(circles));
});

Deno.test("eigenvalues outside the unit circle widen the plane", () => {
  const data = tabulate([{ re: 3, im: 0 }, { re: -0.5, im: 0 }]);
  const drawn = listDrawn(renderPlot({ kind: "spectrum" }, data).svg);
  const x = readScale(drawn, "x", ["0", 0], ["2", 2]);
  assertNear(Number(findCircle(drawn).attributes["r"]), x(1) - x(0), "radius");
  assert.equal(listMarkers(drawn, "#0072b2").length, 2);
});

Deno.test("limits leave eigenvalues out and say so", () => {
  const { note, dropped } = renderPlot(
    { kind: "spectrum", limits: { x: [0.5, 1.1], y: [-0.3, 0.3] } },
    eigenvalues,
  );
  assert.equal(dropped, 9);
  assert.equal(note, "9 rows not shown: 9 outside the limits.");
});

Deno.test("the text for a spectrum gives counts, groups, ranges and the largest modulus", () => {
  const { alt } = renderPlot({ kind: "spectrum", colour: "method" }, eigenvalues);
  assert.match(alt, /^30 eigenvalues in the complex plane with the unit circle\./);
  assert.match(alt, /3 groups by method \(mirror, gradient, bisection\)\./);
  assert.match(alt, /Largest modulus 1\.00048 \(gradient\)\.$/);
});

Deno.test("facets share the axes and split the rows", () => {
  const drawn = listDrawn(renderPlot({ kind: "spectrum", facet: "method" }, eigenvalues).svg);
  const markers = drawn.filter(({ name, attributes }) =>
    name === "circle" && attributes["stroke"] === "#0072b2"
  );
  assert.equal(markers.length, 30);
  const titles = ["mirror", "gradient", "bisection"];
  const shown = drawn.filter(({ name, text }) => name === "text" && titles.includes(text));
  assert.deepEqual(shown.map(({ text }) => text), titles);
});
