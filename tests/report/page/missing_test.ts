import assert from "node:assert/strict";
import { renderReport } from "../../../report/page/report.ts";
import type { PageSource } from "../../../report/page/source.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { listTexts, type PageNode, parsePage } from "./dom.ts";
import { makeFigure, makeSource } from "./sample.ts";

const WHY = "Expected train images of kmnist, but found no source that answers";

function makeIncomplete(source: PageSource): PageSource {
  const failed = [
    { cell: "train[width=5,seed=2]", problem: WHY },
    { cell: "train[width=5,seed=3]", problem: WHY },
    { cell: "train[width=10,seed=2]", problem: "Expected <a loss>, but found NaN" },
    { cell: "mnist", problem: "Expected a disk, but found it full" },
  ];
  return { ...source, graph: { ...source.graph, failed } };
}

const none = { columns: { n: new Float64Array() }, rows: 0 };

function render(source: PageSource): PageNode {
  return parsePage(renderReport(source).html);
}

Deno.test("a page with failed cells opens with a notice and lists them by stage and reason", () => {
  const page = render(makeIncomplete(makeSource("# Title\n\nText.")));
  const notice = page.querySelector("main > aside.missing");
  assert.equal(page.querySelector("main > :first-child")?.textContent, notice?.textContent);
  const counts = [...notice?.querySelectorAll("li") ?? []].map((item) => item.textContent);
  assert.deepEqual(counts, [
    "3 cells of train (width=5, seed=2; width=5, seed=3; width=10, seed=2)",
    "1 cell of mnist",
  ]);
  const target = notice?.querySelector("a")?.getAttribute("href")?.slice(1) ?? "";
  assert.equal(page.querySelector(`#${target}`)?.textContent, "Missing");
  const rows = [...page.querySelectorAll('[aria-label="Missing cells"] tbody tr')].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent)
  );
  assert.deepEqual(rows, [
    ["train", "width=5; seed=2, 3", WHY],
    ["train", "width=10, seed=2", "Expected <a loss>, but found NaN"],
    ["mnist", "", "Expected a disk, but found it full"],
  ]);
});

Deno.test("a long list of missing cells is cut, a grid of them written by axis", () => {
  const list = (count: number, name: (k: number) => string) => {
    const failed = Array.from({ length: count }, (_, k) => ({ cell: name(k), problem: WHY }));
    const source = makeSource("# Title");
    const page = render({ ...source, graph: { ...source.graph, failed } });
    return listTexts(page, '[aria-label="Missing cells"] tbody td:nth-child(2)')[0];
  };
  assert.equal(list(4, (k) => `t[a=${k % 2},b=${Math.floor(k / 2)}]`), "a=0, 1; b=0, 1");
  assert.equal(
    list(14, (k) => `t[a=${k}]`),
    "a=0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 2 more",
  );
  assert.equal(list(3, (k) => `t[a=${k},b=${k}]`), "a=0, b=0; a=1, b=1; a=2, b=2");
});

Deno.test("a page without failed cells has neither notice nor section", () => {
  const { html } = renderReport(makeSource("# Title"));
  assert.ok(!html.includes("Parts are missing") && !html.includes("a-missing"));
});

Deno.test("a missing figure leaves a note, and other names stay mistakes", () => {
  const text = "# Title\n\nSee [](figure:spectra).\n\n![](figure:spectra)\n";
  const page = render(makeIncomplete(makeSource(text)));
  assert.match(page.querySelector("p.missing")?.textContent ?? "", /The figure spectra is missing/);
  assert.match(page.querySelector("main > p")?.textContent ?? "", /See a missing figure\./);
  const wrong = makeIncomplete(makeSource("![](figure:spectrum)"));
  assert.throws(
    () => renderReport(wrong),
    (error) => error instanceof KooplineError && error.code === "report.figure",
  );
  const there = render(makeIncomplete(makeSource(text, [makeFigure("spectra")])));
  assert.equal(there.querySelector("p.missing"), null);
});

Deno.test("a value without a row is a dash on a page with failed cells, and a mistake on others", () => {
  const text = "W is {{ select 1 | .3f }}.";
  const page = render(makeIncomplete(makeSource(text, [], () => none)));
  assert.match(page.querySelector("main > p")?.textContent ?? "", /W is –\./);
  assert.throws(() => renderReport(makeSource(text, [], () => none)), /one row and one column/);
  const nothing = { columns: { n: Float64Array.of(NaN) }, rows: 1 };
  const dash = render(makeIncomplete(makeSource(text, [], () => nothing)));
  assert.match(dash.querySelector("main > p")?.textContent ?? "", /W is –\./);
});
