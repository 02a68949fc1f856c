import assert from "node:assert/strict";
import { assertHarmlessPage } from "../../../report/page/harmless_page.ts";
import { completeReport } from "../../../report/page/publish.ts";
import { renderReport } from "../../../report/page/report.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { renderHostile } from "./hostile_report.ts";
import { makeFigure, makeSource } from "./sample.ts";

/** Everything that a text can say. */
const TEXT = `# Title

Words, *emphasis*, **more**, ~~less~~, \`code\`, [a link](https://x.org), a value {{ select 'n' }}, a tag [D].

- a list
1. another
- [ ] to do

> quoted

---

| a | b |
|---|--:|
| 1 | 2 |

\`\`\`
code
\`\`\`

\`\`\`table
select 't'
\`\`\`

![a figure](figure:spectra)

## Section

line  
break
`;

const PAGE = renderReport(
  makeSource(TEXT, [makeFigure("spectra")], (sql) => ({
    columns: sql.includes("'n'") ? { n: Int32Array.of(7) } : {
      name: ["a"],
      value: Float64Array.of(0.5),
      tag: ["S"],
      verdict: ["true"],
    },
    rows: 1,
  })),
).html;

Deno.test("assertHarmlessPage() takes every page that koopline writes", () => {
  assertHarmlessPage(PAGE, "report");
  assertHarmlessPage(renderHostile("<script>alert(1)</script>"), "report");
  const facts = [{ name: "a", value: "<b>" }];
  assertHarmlessPage(
    completeReport(PAGE, { file: "p.yaml", command: "koopline", facts }),
    "report",
  );
});

Deno.test.each([
  "<script>",
  "<SCRIPT >",
  "<meta http-equiv=refresh content='0;url=//x.org'>",
  "<MeTa\n",
  "<base href='//x.org'>",
  "<link rel=preconnect href='//x.org'>",
  "<iframe src='//x.org'>",
  "<form action='//x.org'>",
  "<foreignObject>",
  "<object data=x>",
  "<svg:script>",
  "<!-- comment -->",
  "<!doctype html>",
  "<?xml ?>",
  "<b<script>",
  "<animate attributeName=href>",
  "<template>",
  "<noscript>",
])("assertHarmlessPage() refuses a page with %j", (markup) => {
  assert.throws(
    () => assertHarmlessPage(PAGE.replace("</main>", () => `${markup}</main>`), "report[a=1]"),
    (error) =>
      error instanceof KooplineError && error.code === "report.harmful" &&
      error.problems[0].where === "report[a=1]",
  );
});

Deno.test("assertHarmlessPage() refuses a page under another policy, or under none", () => {
  for (
    const page of [
      PAGE.replace("default-src 'none'", "default-src *"),
      PAGE.replace(/<meta http-equiv[^>]*>\n/, ""),
      ` ${PAGE}`,
      "",
    ]
  ) {
    assert.throws(() => assertHarmlessPage(page, "report"), KooplineError);
  }
});
