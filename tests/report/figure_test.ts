import assert from "node:assert/strict";
import fc from "fast-check";
import { KooplineError } from "../../schemas/error.ts";
import { parseFigureSpec } from "../../report/figure_spec.ts";
import { renderFigure } from "../../report/figure.ts";
import type { FigureData } from "../../report/figure_data.ts";
import { CASES, eigenvalues, tabulate } from "./plot/cases.ts";
import { listDrawn, renderPlot } from "./plot/read_svg.ts";

const HOSTILE = `</text><script>alert("1")</script>'&amp;\u0000\u001b[31m\u202e\ud800]]>`;

/** Every plot over columns of two numbers and two labels. */
const PLOTS: readonly Readonly<Record<string, unknown>>[] = [
  { kind: "spectrum", re: "x", im: "y", colour: "a", facet: "b" },
  { kind: "spectrum", re: "x", im: "y", colour: "y" },
  { kind: "curves", x: "x", y: "y", colour: "a", facet: "b" },
  { kind: "curves", x: "x", y: "y", scales: { x: "log", y: "log" } },
  { kind: "matrix", value: "x", cluster: true },
  { kind: "matrix", value: "x", symmetric: false, scale: "log" },
  { kind: "trajectories", x: "x", y: "y", trajectory: "a", colour: "b", facet: "a" },
  { kind: "bars", label: "a", value: "x", colour: "b", expected: { value: "y", tag: "b" } },
  { kind: "bars", label: "a", value: "x", interval: { low: "y", high: "x" }, scale: "log" },
  { kind: "scatter", x: "x", y: "y", colour: "x", scales: { y: "log" } },
];

function assertSafe(svg: string) {
  assert.doesNotMatch(svg, /<script|<style|<foreignObject| on\w+=|href=|javascript:/i);
  assert.doesNotMatch(svg.replaceAll("\n", ""), /[\p{Cc}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/u);
  assert.ok(svg.isWellFormed());
  assert.doesNotMatch(svg, /NaN|Infinity|undefined|\[object/);
}

Deno.test("a figure is an SVG document with a role, a title and a text", () => {
  const { svg, alt, width, height } = renderFigure(
    parseFigureSpec({ title: "A & B", plot: { kind: "spectrum" } }),
    eigenvalues,
  );
  assert.match(svg, /^<svg [^>]*role="img"/);
  assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.ok(svg.includes(`viewBox="0 0 ${width} ${height}"`));
  assert.match(svg, /<title id="[^"]+">A &amp; B<\/title>/);
  assert.ok(svg.includes(`>${alt}</desc>`));
  const background = listDrawn(svg).find(({ name }) => name === "rect");
  assert.deepEqual(background?.attributes["fill"], "#ffffff");
  assert.equal(Number(background?.attributes["width"]), width);
});

Deno.test("no text is smaller than 11 px at a width of 640", () => {
  for (const { spec, data } of Object.values(CASES)) {
    const { svg } = renderFigure(parseFigureSpec({ ...spec, width: 640 }), data);
    const sizes = listDrawn(svg).filter(({ name }) => name === "text")
      .map(({ attributes }) => Number(attributes["font-size"]));
    assert.ok(sizes.every((size) => size >= 11), String(Math.min(...sizes)));
  }
});

Deno.test("an alternative text that is given is kept, with what is not shown", () => {
  const data = tabulate([{ x: 1, y: 2 }, { x: 2, y: NaN }]);
  const { alt } = renderPlot({ kind: "scatter", x: "x", y: "y" }, data, { alt: "Mine." });
  assert.equal(alt, "Mine. 1 row not shown: 1 with a missing or infinite value.");
});

Deno.test("the same spec and rows give the same bytes, whatever was drawn before", () => {
  const { spec, data } = CASES["spectrum_zoom"] ?? { spec: {}, data: eigenvalues };
  const first = renderFigure(parseFigureSpec(spec), data).svg;
  for (const other of Object.values(CASES)) renderFigure(parseFigureSpec(other.spec), other.data);
  assert.equal(renderFigure(parseFigureSpec(spec), data).svg, first);
});

Deno.test("figures inlined in one page share no id and no style", () => {
  const all = Object.values(CASES).map(({ spec, data }) =>
    renderFigure(parseFigureSpec(spec), data).svg
  );
  const ids = all.flatMap((svg) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 2 * all.length);
  for (const svg of all) {
    assert.doesNotMatch(svg, /<style| style=| class=|currentColor|var\(/);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.includes(id), id);
  }
});

Deno.test("hostile labels, titles and column names are text", () => {
  const data: FigureData = {
    columns: {
      x: Float64Array.of(1, 2, 3),
      y: Float64Array.of(1, 3, 2),
      a: [HOSTILE, "p", "q"],
      b: ["r", HOSTILE, `${HOSTILE}2`],
      [HOSTILE]: ["u", "v", "w"],
    },
    rows: 3,
  };
  const labels = { x: HOSTILE, y: HOSTILE, colour: HOSTILE };
  for (const plot of PLOTS) {
    if (plot["cluster"] === true) continue;
    assertSafe(renderPlot({ ...plot, labels }, data, { title: HOSTILE }).svg);
    assertSafe(renderPlot(plot, data, { alt: HOSTILE, title: HOSTILE }).svg);
  }
  const { svg } = renderPlot({ kind: "scatter", x: "x", y: "y", colour: HOSTILE }, data);
  assertSafe(svg);
  assert.ok(svg.includes("&lt;script&gt;"));
});

Deno.test("a column that the query does not give is named, with those it gives", () => {
  assert.throws(() => renderPlot({ kind: "curves", x: "step", y: "loss" }, eigenvalues), {
    name: "KooplineError",
    code: "pipeline.params",
    message: /^plot\.x: Expected a column of the query: method, re, im, but found "step"\./,
  });
  assert.throws(() => renderPlot({ kind: "spectrum", colour: "width" }, eigenvalues), {
    message: /^plot\.colour: /,
  });
  assert.throws(() => renderPlot({ kind: "spectrum", facet: "toString" }, eigenvalues), {
    message: /^plot\.facet: /,
  });
});

Deno.test("a column of the wrong type is refused with the cast that helps", () => {
  assert.throws(() => renderPlot({ kind: "spectrum", re: "method" }, eigenvalues), {
    message: /Expected a numeric column, but found "method", a column of text\.\n.*method::double/,
  });
  const vectors: FigureData = {
    columns: { re: { width: 2, data: Float64Array.of(1, 2) }, im: Float64Array.of(0) },
    rows: 1,
  };
  assert.throws(() => renderPlot({ kind: "spectrum" }, vectors), {
    message: /a column with one value a row, but found "re", a column of vectors of 2/,
  });
  const truths: FigureData = {
    columns: { re: Uint8Array.of(1), im: Float64Array.of(0), stable: Uint8Array.of(1) },
    rows: 1,
  };
  assert.throws(() => renderPlot({ kind: "spectrum" }, truths), { message: /truth values/ });
  const { alt } = renderPlot({ kind: "spectrum", re: "im", colour: "stable" }, truths);
  assert.match(alt, /1 group by stable \(true\)/);
});

Deno.test("no rows, too many rows and no row to draw are errors", () => {
  const plot = { kind: "scatter", x: "x", y: "y" };
  const none: FigureData = { columns: { x: new Float64Array(), y: new Float64Array() }, rows: 0 };
  assert.throws(() => renderPlot(plot, none), {
    code: "input.value",
    message: /^sql: Expected at least one row, but found no rows\./,
  });
  const column = new Float64Array(50_001);
  const many: FigureData = { columns: { x: column, y: column }, rows: 50_001 };
  assert.throws(() => renderPlot(plot, many), { message: /at most 50000 rows/ });
  const missing = tabulate([{ x: NaN, y: 1 }, { x: 1, y: Infinity }]);
  for (const kind of ["scatter", "curves", "trajectories"]) {
    assert.throws(() => renderPlot({ ...plot, kind }, missing), {
      message: /found 2 rows of which 2 with a missing or infinite value/,
    });
  }
  assert.throws(() =>
    renderPlot({ kind: "bars", label: "y", value: "x" }, tabulate([{ x: NaN, y: 1 }]))
  );
});

Deno.test("values too large to scale are refused", () => {
  const data = tabulate([{ x: -1.7e308, y: 0 }, { x: 1.7e308, y: 1 }]);
  assert.throws(() => renderPlot({ kind: "scatter", x: "x", y: "y" }, data), {
    message: /Expected values between −1×10³⁰⁰ and 1×10³⁰⁰, but found values from −1\.7×10³⁰⁸/,
  });
});

Deno.test("rows of any numbers and labels give a safe figure or an error of ours", () => {
  const number = fc.oneof(
    fc.double(),
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.constantFrom(0, -0, 1, NaN, Infinity, 5e-324, 1e308),
  );
  const label = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "a", "b", HOSTILE),
  );
  const row = fc.record({ x: number, y: number, a: label, b: label });
  const plot = fc.constantFrom(...PLOTS);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), plot, (rows, plot) => {
      try {
        assertSafe(renderPlot(plot, tabulate(rows)).svg);
      } catch (error) {
        if (!(error instanceof KooplineError)) throw error;
      }
    }),
    { numRuns: 150 },
  );
});
