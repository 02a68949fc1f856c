/** Nothing is written outside a figure or over other words, whatever the rows and the size. */

import assert from "node:assert/strict";
import { parseFigureSpec } from "../../../report/figure_spec.ts";
import { renderFigure } from "../../../report/figure.ts";
import { CASES, eigenvalues, tabulate } from "./cases.ts";
import { type Drawn, findTextBox, listDrawn, renderPlot } from "./read_svg.ts";

/** Overlap in px that a reader does not see: boxes are drawn around capitals and descenders. */
const SLACK = 1;
/** Words on a line closer than this run together. */
const GAP = 5;

type Box = ReturnType<typeof findTextBox>;

function listTexts(svg: string): readonly { readonly text: string; readonly box: Box }[] {
  return listDrawn(svg).filter(({ name, text }) => name === "text" && text !== "")
    .map((drawn: Drawn) => ({ text: drawn.text, box: findTextBox(drawn) }));
}

function assertLegible(
  figure: { readonly svg: string; readonly width: number; readonly height: number },
) {
  const texts = listTexts(figure.svg);
  for (const [i, { text, box }] of texts.entries()) {
    const inside = box.left >= -SLACK && box.right <= figure.width + SLACK && box.top >= -SLACK &&
      box.bottom <= figure.height + SLACK;
    assert.ok(inside, `"${text}" leaves the figure: ${JSON.stringify(box)}`);
    for (const other of texts.slice(i + 1)) {
      const apart = box.right < other.box.left - GAP || other.box.right < box.left - GAP ||
        box.bottom < other.box.top + SLACK || other.box.bottom < box.top + SLACK;
      assert.ok(apart, `"${text}" overlaps "${other.text}"`);
    }
  }
}

for (const [name, { spec, data }] of Object.entries(CASES)) {
  Deno.test(`${name}: all words are inside the figure and apart from one another`, () => {
    assertLegible(renderFigure(parseFigureSpec(spec), data));
  });
}

Deno.test("words stay inside and apart when the figure is narrow", () => {
  for (const name of ["spectrum", "spectrum_facets", "curves_band", "matrix_values", "bars"]) {
    const { spec, data } = CASES[name] ?? { spec: {}, data: eigenvalues };
    assertLegible(renderFigure(parseFigureSpec({ ...spec, width: 360 }), data));
  }
});

Deno.test("sixty facets are laid out in rows", () => {
  const data = tabulate(
    Array.from(
      { length: 60 },
      (_, run) =>
        [0, 1].map((x) => ({ run: `a run with a long name, number ${run}`, x, y: run * x })),
    ).flat(),
  );
  const plot = { kind: "curves", x: "x", y: "y", facet: "run", columns: 6 };
  assertLegible(renderPlot(plot, data));
});

Deno.test("long words are shortened everywhere", () => {
  const long = "a label that nobody would write but a program might ".repeat(4);
  const data = tabulate([
    { name: `${long}1`, other: `${long}2`, value: 0.1 },
    { name: `${long}3`, other: `${long}1`, value: 0.2 },
  ]);
  const labels = { x: long.slice(0, 200), y: long.slice(0, 200), colour: long.slice(0, 200) };
  const plots = [
    { kind: "bars", label: "name", value: "value", labels },
    { kind: "bars", label: "name", value: "value", colour: "other", labels },
    { kind: "matrix", a: "name", b: "other", value: "value", labels },
    { kind: "scatter", x: "value", y: "value", colour: "name", facet: "other", labels },
  ];
  for (const plot of plots) assertLegible(renderPlot(plot, data));
});

Deno.test("numbers of any size find room", () => {
  const sizes = [1e-300, 1e-9, 0.00123, 1, 123456.789, 1e9, 1e299];
  for (const size of sizes) {
    const data = tabulate([0.3, 1, 2.7].map((y, x) => ({ x: x * size, y: -y * size })));
    assertLegible(renderPlot({ kind: "scatter", x: "x", y: "y" }, data));
    assertLegible(renderPlot({ kind: "curves", x: "x", y: "y", facet: "x" }, data));
  }
});

Deno.test("tick labels of neighbouring panels keep apart", () => {
  const data = tabulate(
    ["a", "b", "c", "d"].flatMap((run) => [-1000, 0, 1000].map((x) => ({ run, x, y: x * x }))),
  );
  for (const columns of [2, 3, 4]) {
    assertLegible(renderPlot({ kind: "curves", x: "x", y: "y", facet: "run", columns }, data));
  }
});

Deno.test("one row is drawn by every plot", () => {
  const data = tabulate([{ a: "p", b: "q", x: 2, y: 3, g: "only" }]);
  const plots = [
    { kind: "spectrum", re: "x", im: "y", colour: "g" },
    { kind: "curves", x: "x", y: "y", colour: "g" },
    { kind: "matrix", value: "x" },
    { kind: "matrix", value: "x", cluster: true, scale: "log" },
    { kind: "trajectories", x: "x", y: "y" },
    { kind: "bars", label: "a", value: "x" },
    { kind: "bars", label: "a", value: "x", scale: "log" },
    { kind: "scatter", x: "x", y: "y", scales: { x: "log", y: "log" } },
  ];
  for (const plot of plots) assertLegible(renderPlot(plot, data));
});

Deno.test("a height lower than its panels need gives way", () => {
  const { spec, data } = CASES["spectrum_facets"] ?? { spec: {}, data: eigenvalues };
  const plot = { kind: "spectrum", facet: "method", columns: 1 };
  const figure = renderFigure(parseFigureSpec({ ...spec, plot, height: 160 }), data);
  assert.ok(figure.height > 160);
  assertLegible(figure);
});
