import assert from "node:assert/strict";
import { tabulate } from "./cases.ts";
import { type Drawn, findText, listDrawn, readScale, renderPlot } from "./read_svg.ts";

const BLUE = "#0072b2";

const data = tabulate([
  { name: "one", value: 1, low: 0.5, high: 1.5, expected: 1.25, tag: "S" },
  { name: "four", value: 4, low: NaN, high: 4.5, expected: NaN, tag: "" },
]);

const full = {
  kind: "bars",
  label: "name",
  value: "value",
  interval: { low: "low", high: "high" },
  expected: { value: "expected", tag: "tag" },
};

const bars = (drawn: readonly Drawn[]) =>
  drawn.filter(({ name, attributes }) =>
    name === "rect" && attributes["fill"] === BLUE && attributes["fill-opacity"] !== undefined
  ).map(({ attributes }) => ({ x: Number(attributes["x"]), width: Number(attributes["width"]) }));

Deno.test("a bar starts at zero and is as long as its value", () => {
  const drawn = listDrawn(renderPlot(full, data).svg);
  const x = readScale(drawn, "x", ["0", 0], ["4", 4]);
  const [one, four] = bars(drawn);
  assert.ok(one && four);
  assert.ok(Math.abs(one.x - x(0)) < 0.02 && Math.abs(four.x - x(0)) < 0.02);
  assert.ok(Math.abs(one.width - (x(1) - x(0))) < 0.02, `${one.width}`);
  assert.ok(Math.abs(four.width - 4 * one.width) < 0.05, `${four.width}`);
});

Deno.test("negative values go to the left of zero", () => {
  const signed = tabulate([{ name: "down", value: -2 }, { name: "up", value: 2 }]);
  const [down, up] = bars(
    listDrawn(renderPlot({ kind: "bars", label: "name", value: "value" }, signed).svg),
  );
  assert.ok(down && up);
  assert.ok(Math.abs(down.x + down.width - up.x) < 0.02);
  assert.ok(Math.abs(down.width - up.width) < 0.02);
});

Deno.test("an interval with missing ends is left out, the bar stays", () => {
  const { svg, dropped } = renderPlot(full, data);
  const drawn = listDrawn(svg);
  assert.equal(bars(drawn).length, 2);
  assert.equal(dropped, 0);
  const x = readScale(drawn, "x", ["0", 0], ["4", 4]);
  const lines = drawn.filter(({ attributes }) =>
    attributes["stroke"] === "#1a1a1a" && attributes["stroke-width"] === "1.4" && attributes["d"]
  ).map(({ attributes }) => (attributes["d"] ?? "").match(/-?[\d.]+/g)?.map(Number) ?? []);
  // One line from end to end and two caps.
  assert.equal(lines.length, 3);
  const [from = NaN, , to = NaN] = lines.find(([, y1, , y2]) => y1 === y2) ?? [];
  assert.ok(Math.abs(from - x(0.5)) < 0.02 && Math.abs(to - x(1.5)) < 0.02, `${from} to ${to}`);
});

Deno.test("expected values are diamonds at their place, and stand beside with their tag", () => {
  const drawn = listDrawn(renderPlot(full, data).svg);
  const x = readScale(drawn, "x", ["0", 0], ["4", 4]);
  const diamonds = drawn.filter(({ name, attributes, y }) =>
    name === "path" && attributes["stroke"] === "#000000" && y > 40
  );
  assert.equal(diamonds.length, 1);
  assert.ok(Math.abs((diamonds[0]?.x ?? NaN) - x(1.25)) < 0.02);
  findText(drawn, "1.250 [S]");
  findText(drawn, "expected");
});

Deno.test("what bars are held against has a name of its own", () => {
  const expected = { value: "expected", tag: "tag", label: "floor" };
  const { svg, alt } = renderPlot({ ...full, expected }, data);
  const heads = listDrawn(svg).filter(({ name, text }) => name === "text" && text === "floor");
  assert.equal(heads.length, 2);
  assert.match(alt, /floor 1\.25 \[S\]/);
});

Deno.test("on a logarithmic axis values are dots", () => {
  const plot = { kind: "bars", label: "name", value: "value", scale: "log" };
  const drawn = listDrawn(renderPlot(plot, data).svg);
  assert.equal(bars(drawn).length, 0);
  const dots = drawn.filter(({ name, attributes }) =>
    name === "circle" && attributes["fill"] === BLUE
  );
  assert.equal(dots.length, 2);
});

Deno.test("coloured bars stand in blocks of one label, in the legend's order", () => {
  const rows = tabulate(
    ["a", "b"].flatMap((pair) => ["x", "y"].map((loss, i) => ({ pair, loss, W: i + 1 }))),
  );
  const plot = { kind: "bars", label: "pair", value: "W", colour: "loss" };
  const drawn = listDrawn(renderPlot(plot, rows).svg);
  const colours = drawn.filter(({ name, attributes }) =>
    name === "rect" && attributes["fill-opacity"] !== undefined
  ).map(({ attributes }) => attributes["fill"]);
  assert.deepEqual(colours, [BLUE, "#d55e00", BLUE, "#d55e00"]);
});

Deno.test("the text for bars gives values, intervals and expectations", () => {
  const { alt } = renderPlot({ ...full, labels: { x: "W" } }, data);
  assert.equal(
    alt,
    "2 bars of W. Values: one 1 (interval 0.5 to 1.5, expected 1.25 [S]); four 4.",
  );
});

Deno.test("more than 200 bars are refused", () => {
  const many = tabulate(Array.from({ length: 201 }, (_, i) => ({ name: `n${i}`, value: i })));
  assert.throws(() => renderPlot({ kind: "bars", label: "name", value: "value" }, many), {
    message: /Expected at most 200 bars, but found 201 rows/,
  });
});
