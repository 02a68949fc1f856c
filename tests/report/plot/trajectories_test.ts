import assert from "node:assert/strict";
import { tabulate } from "./cases.ts";
import { type Drawn, listDrawn, renderPlot } from "./read_svg.ts";

const paths = (drawn: readonly Drawn[]) =>
  drawn.filter(({ name, attributes }) =>
    name === "path" && attributes["fill"] === "none" &&
    attributes["stroke-opacity"] !== undefined &&
    attributes["stroke-width"] === "1.8"
  ).map(({ attributes }) => attributes["d"] ?? "");

const ends = (drawn: readonly Drawn[]) =>
  drawn.filter(({ name, attributes }) => name === "circle" && attributes["r"] === "3");

/** Two loops, row by row. */
const loops = tabulate(
  [0, 1].flatMap((run) =>
    [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x = 0, y = 0]) => ({ run, x: x + 2 * run, y }))
  ),
);

Deno.test("a trajectory follows the order of the rows", () => {
  const plot = { kind: "trajectories", x: "x", y: "y", trajectory: "run" };
  const drawn = paths(listDrawn(renderPlot(plot, loops).svg));
  assert.equal(drawn.length, 2);
  const points = [...(drawn[0] ?? "").matchAll(/[ML]([-\d.]+),([-\d.]+)/g)]
    .map(([, x, y]) => [Number(x), Number(y)] as const);
  assert.equal(points.length, 4);
  // A loop comes back to the x it started from.
  assert.equal(points[0]?.[0], points[3]?.[0]);
  assert.equal(points[1]?.[0], points[2]?.[0]);
});

Deno.test("without a trajectory column all rows are one path", () => {
  const plot = { kind: "trajectories", x: "x", y: "y" };
  assert.equal(paths(listDrawn(renderPlot(plot, loops).svg)).length, 1);
});

Deno.test("paths in a plane get starts and ends, values over steps do not", () => {
  const plane = { kind: "trajectories", x: "x", y: "y", trajectory: "run" };
  assert.equal(ends(listDrawn(renderPlot(plane, loops).svg)).length, 4);
  const steps = tabulate([0, 1, 2].map((step) => ({ step, x: step * step })));
  const series = { kind: "trajectories", x: "step", y: "x" };
  assert.equal(ends(listDrawn(renderPlot(series, steps).svg)).length, 0);
  assert.equal(ends(listDrawn(renderPlot({ ...series, ends: true }, steps).svg)).length, 2);
});

Deno.test("a trajectory does not cross from one facet to another", () => {
  const data = tabulate(
    [0, 1, 2, 3].map((step) => ({ step, x: step, half: step < 2 ? "a" : "b" })),
  );
  const plot = { kind: "trajectories", x: "step", y: "x", facet: "half" };
  const drawn = paths(listDrawn(renderPlot(plot, data).svg)).filter((d) => d.includes("L"));
  assert.equal(drawn.length, 2);
  for (const d of drawn) assert.equal(d.match(/[ML]/g)?.length, 2);
});

Deno.test("the text for trajectories counts them and their points", () => {
  const { alt } = renderPlot({ kind: "trajectories", x: "x", y: "y", trajectory: "run" }, loops);
  assert.equal(alt, "2 trajectories of 8 points. Axes: x from 0 to 3, y from 0 to 1.");
});
