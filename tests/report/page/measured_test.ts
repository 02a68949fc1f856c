import assert from "node:assert/strict";
import { isMeasuredQuery } from "../../../report/page/measured.ts";
import { renderReport } from "../../../report/page/report.ts";
import { makeFigure, makeSource } from "./sample.ts";
import { listTexts, parsePage } from "./dom.ts";

const TEXT = `{{ select max(n) from timing.medians }}

![Here.](figure:spectra)

![There.](figure:bars)

\`\`\`table
caption: Seconds.
select n from "timing".medians
\`\`\`

\`\`\`table
caption: Numbers.
select n from timings.medians
\`\`\`
`;

function render(isMeasured: boolean) {
  const source = makeSource(TEXT, [makeFigure("spectra"), makeFigure("bars")]);
  const { stages } = source.graph;
  const mark = (name: string) => name === "timing" ? "clock" : "inputs";
  const drawn = ["timing", "spectra", "bars"].map((name) => ({
    ...stages[0]!,
    name,
    ...(isMeasured && name !== "bars" ? { measured: mark(name) } as const : {}),
  }));
  return renderReport({ ...source, graph: { ...source.graph, stages: drawn } }).html;
}

Deno.test("a page marks figures, tables, values and artifacts of measured stages, and no others", () => {
  const page = parsePage(render(true));
  const captions = listTexts(page, "figcaption");
  assert.deepEqual(captions, [
    "Figure 1. Here. measured",
    "Figure 2. There.",
    "Table 1. Seconds. measured",
    "Table 2. Numbers.",
  ]);
  const artifacts = listTexts(page, ".cells li").map((text) => text.endsWith(" measured"));
  assert.deepEqual(artifacts, [true, false]);
  assert.equal(listTexts(page, "td .tag").length, 1);
  assert.match(
    listTexts(page, "p").join(" "),
    /the clock is read by timing\. What comes from there and what is made from it \(spectra\)/,
  );
});

Deno.test("a page of a pipeline without a clock says nothing of measurements", () => {
  assert.doesNotMatch(render(false).replace(/<style>.*<\/style>/s, ""), /measured|clock/);
});

for (
  const [sql, isMeasured] of [
    ["select * from timing.medians", true],
    ['select * from "Timing" . medians', true],
    ["select * from a join timing.samples using (n)", true],
    ["select * from timings.medians", false],
    ["select * from my_timing.medians", false],
    ["select other.timing.x from other", false],
    ["select timing from other.table", false],
  ] as const
) {
  Deno.test(`isMeasuredQuery() ${isMeasured ? "sees" : "does not see"} the stage in: ${sql}`, () => {
    assert.equal(isMeasuredQuery(sql, new Set(["timing"])), isMeasured);
  });
}
