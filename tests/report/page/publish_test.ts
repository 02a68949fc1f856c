import assert from "node:assert/strict";
import { completeReport } from "../../../report/page/publish.ts";
import { renderReport } from "../../../report/page/report.ts";
import { makeFigure, makeSource } from "./sample.ts";

const PAGE = renderReport(makeSource("![a](figure:f)", [makeFigure("f")])).html;

Deno.test("completeReport() fills in the pipeline's path in every command", () => {
  const page = completeReport(PAGE, {
    file: "pipelines/a & b.yaml",
    command: "deno task",
    facts: [],
  });
  assert.equal(
    page.match(/run <var data-koopline="file">pipelines\/a &amp; b\.yaml<\/var>/g)?.length,
    2,
  );
  assert.equal(page.includes("sample.yaml"), false);
  assert.equal(page.includes("<!-- koopline:run -->"), false);
});

Deno.test("completeReport() lists facts about the run where the page leaves room", () => {
  const facts = [{ name: "Deno", value: "2.9.6 $& <b>" }];
  const page = completeReport(PAGE, { file: "p.yaml", command: "deno task", facts });
  assert.match(page, /<h3>This run<\/h3>\n<dl>\n<dt>Deno<\/dt><dd>2\.9\.6 \$&amp; &lt;b&gt;<\/dd>/);
});
