import assert from "node:assert/strict";
import { nameCell } from "../../../engine/pipeline/expanded.ts";
import { expandText } from "./test_kinds.ts";

/** The design's pipeline, in small: broadcast, gather, lists of stages, an open kind. */
const WIDTHS = `
name: fcn-width
title: Widths
description: Three widths.
parameters: { budget: 320 }
axes:
  width: [5, 10, 40]
  seed: [2, 3]
  init: { range: [0, 3] }
stages:
  report:
    uses: report
    needs: { figures: [picture], tables: [spectrum, compare] }
  data: { uses: source }
  train:
    uses: source
    over: [init, seed, width]
    with: { steps: "\${width * 2}", label: "w\${width}/\${seed} costs $\${x}", bias: false }
  operator:
    uses: pool
    over: [width, seed]
    needs: { trajectories: train }
  spectrum: { uses: spectrum, over: [width, seed], needs: { operator: operator } }
  reference: { uses: fit, needs: { trajectories: data }, with: { delays: "\${budget / 320}" } }
  compare: { uses: compare, over: [seed], needs: { spectra: spectrum, reference: reference }, with: { between: width } }
  picture: { uses: figure, needs: { spectrum: spectrum }, with: { sql: select 1 } }
`;

Deno.test("expandPipeline() puts producers first and otherwise keeps the order of the text", () => {
  const { stages, cells } = expandText(WIDTHS);
  assert.deepEqual(stages.map(({ name }) => name), [
    "train",
    "operator",
    "spectrum",
    "picture",
    "data",
    "reference",
    "compare",
    "report",
  ]);
  assert.deepEqual(stages.map(({ count }) => count), [18, 6, 6, 1, 1, 1, 2, 1]);
  for (const cell of cells) {
    for (const input of Object.values(cell.inputs).flat()) assert.ok(input.cell < cell.index);
  }
  for (const { first, count, name } of stages) {
    assert.ok(
      cells.slice(first, first + count).every((cell, index) =>
        cell.stage.name === name && cell.index === first + index
      ),
    );
  }
});

Deno.test("expandPipeline() orders axes and cells as the pipeline declares its axes, the last fastest", () => {
  const { stages, cells, axes } = expandText(WIDTHS);
  assert.deepEqual(axes, { width: [5, 10, 40], seed: [2, 3], init: [0, 1, 2] });
  assert.deepEqual(stages[0]?.over, ["width", "seed", "init"]);
  assert.deepEqual(cells.slice(0, 4).map(nameCell), [
    "train[width=5,seed=2,init=0]",
    "train[width=5,seed=2,init=1]",
    "train[width=5,seed=2,init=2]",
    "train[width=5,seed=3,init=0]",
  ]);
});

Deno.test("expandPipeline() evaluates expressions for each cell and adds the kind's defaults", () => {
  const { cells } = expandText(WIDTHS);
  assert.deepEqual(cells[7]?.params, { steps: 20, label: "w10/2 costs ${x}", bias: false });
  assert.deepEqual(cells.find(({ stage }) => stage.name === "reference")?.params, {
    delays: 1,
    rank: { kind: "full" },
    method: "projected",
  });
});

Deno.test("expandPipeline() gathers an axis that only the producer has, and labels its values", () => {
  const { cells } = expandText(WIDTHS);
  const operator = cells.find((cell) => nameCell(cell) === "operator[width=10,seed=3]");
  assert.deepEqual(
    operator?.inputs.trajectories?.map((
      { cell, labels },
    ) => [labels, cells[cell] && nameCell(cells[cell])]),
    [
      [{ init: 0 }, "train[width=10,seed=3,init=0]"],
      [{ init: 1 }, "train[width=10,seed=3,init=1]"],
      [{ init: 2 }, "train[width=10,seed=3,init=2]"],
    ],
  );
});

Deno.test("expandPipeline() broadcasts to an axis that only the consumer has, without labels on `one` ports", () => {
  const { cells } = expandText(WIDTHS);
  const reference = cells.find(({ stage }) => stage.name === "reference");
  const compare = cells.filter(({ stage }) => stage.name === "compare");
  assert.equal(compare.length, 2);
  for (const cell of compare) {
    assert.deepEqual(cell.inputs.reference, [{ cell: reference?.index, labels: {} }]);
    assert.deepEqual(cell.inputs.spectra?.map(({ labels }) => labels), [
      { width: 5 },
      { width: 10 },
      { width: 40 },
    ]);
  }
});

Deno.test("expandPipeline() labels open ports with all axes, and lists the stages of a port in the order written", () => {
  const { cells, stages } = expandText(WIDTHS);
  const report = cells.at(-1);
  assert.deepEqual(report?.inputs.tables?.map(({ labels }) => labels), [
    ...[5, 10, 40].flatMap((width) => [{ width, seed: 2 }, { width, seed: 3 }]),
    { seed: 2 },
    { seed: 3 },
  ]);
  assert.deepEqual(stages.at(-1)?.needs, { figures: ["picture"], tables: ["spectrum", "compare"] });
});

Deno.test("expandPipeline() lets stages split an axis by `where`, served as one port", () => {
  const { cells } = expandText(`
name: methods
axes: { method: [mirror, gradient, bisection], d: [0, 4] }
stages:
  descent: { uses: source, over: [method], where: method != 'bisection' }
  roots: { uses: source, over: [method], where: "\${method == 'bisection'}" }
  operator: { uses: fit, over: [method, d], needs: { trajectories: [descent, roots] }, with: { delays: "\${d}" } }
  pool: { uses: pool, needs: { trajectories: [descent, roots] } }
`);
  assert.deepEqual(
    cells.filter(({ stage }) => stage.name === "operator").map(({ inputs }) =>
      inputs.trajectories?.map(({ cell }) => nameCell(cells[cell] ?? assert.fail()))
    ),
    ["descent[method=mirror]", "descent[method=gradient]", "roots[method=bisection]"].flatMap((
      name,
    ) => [[name], [name]]),
  );
  assert.deepEqual(cells.at(-1)?.inputs.trajectories?.map(({ labels }) => labels), [
    { method: "mirror", stage: "descent" },
    { method: "gradient", stage: "descent" },
    { method: "bisection", stage: "roots" },
  ]);
});

Deno.test("expandPipeline() accepts several producers behind a `one` port where `where` leaves one", () => {
  const { cells } = expandText(`
name: baseline
axes: { w: [1, 2] }
stages:
  s: { uses: source, over: [w], where: w == 2 }
  f: { uses: fit, needs: { trajectories: s } }
`);
  assert.deepEqual(cells.map(nameCell), ["s[w=2]", "f"]);
  assert.deepEqual(cells[1]?.inputs, { trajectories: [{ cell: 0, labels: {} }] });
});

Deno.test("expandPipeline() does without the lists of an open kind", () => {
  assert.deepEqual(
    expandText("name: x\nstages: { r: { uses: report } }").cells.map(({ inputs }) => inputs),
    [{}],
  );
});

Deno.test("expandPipeline() does without optional ports, and fills those that are named", () => {
  const text = (needs: string) => `
name: p
axes: { seed: [1, 2] }
stages:
  s: { uses: source, over: [seed] }
  f: { uses: fit, over: [seed], needs: { trajectories: s } }
  e: { uses: spectrum, over: [seed], needs: { operator: f } }
  r: { uses: relate, needs: { ${needs} } }
`;
  const read = (needs: string) => expandText(text(needs)).cells.at(-1)?.inputs;
  assert.deepEqual(Object.keys(read("spectra: e") ?? {}), ["spectra"]);
  assert.deepEqual(read("spectra: e, others: e")?.["others"]?.map(({ labels }) => labels), [
    { seed: 1 },
    { seed: 2 },
  ]);
  assert.throws(() => read("others: e"), /the port `spectra` of `relate` \(many spectrum\)/);
  assert.throws(() => read("spectra: e, reference: f"), /one operator for each cell/);
});

Deno.test("expandPipeline() gives title, description and parameters, with --set of the default's type", () => {
  const text = "name: x\nparameters: { n: 1, b: false, t: a }\nstages: { s: { uses: source } }";
  const plain = expandText(text);
  assert.deepEqual([plain.title, plain.description, plain.path], ["x", "", "p.yaml"]);
  assert.deepEqual(plain.parameters, { n: 1, b: false, t: "a" });
  assert.deepEqual(expandText(text, { n: "-2.5e1", b: "true", t: "3" }).parameters, {
    n: -25,
    b: true,
    t: "3",
  });
  assert.deepEqual(expandText(WIDTHS).title, "Widths");
});

Deno.test("expandPipeline() reads ports through aliases, and takes a type that a parameter decides", () => {
  const { cells } = expandText(`
name: x
axes: { a: &values [1, 2], b: *values }
stages:
  i: { uses: import, with: { as: trajectories } }
  f: { uses: fit, over: [b], needs: { trajectories: i } }
`);
  assert.equal(cells.length, 3);
});

Deno.test("expandPipeline() leaves words of YAML 1.1 and dates as text, and reads hexadecimal numbers", () => {
  const { axes } = expandText(
    "name: x\naxes: { a: [no, on, 2024-01-01, 0x1F, 1e3, -0, 007] }\nstages: { s: { uses: source } }",
  );
  assert.deepEqual(axes.a, ["no", "on", "2024-01-01", 31, 1000, 0, 7]);
});
