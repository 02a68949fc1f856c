/** What an attacker could put into data, labels, titles, SQL, captions and figures ends as text. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { renderReport } from "../../../report/page/report.ts";
import { renderHostile } from "./hostile_report.ts";
import { makeSource } from "./sample.ts";
import { parsePage } from "./dom.ts";

const ATTACKS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "</style><script>alert(1)</script>",
  "</title><svg onload=alert(1)>",
  "--><script>alert(1)</script>",
  "<!-- koopline:run -->",
  '<var data-koopline="file">x</var>',
  "\u0000\u001b[31m\u202e",
  "&#8238;&#x202E;&#27;&#0;&#99999999;",
  "]]><script>alert(1)</script>",
  "&lt;script&gt;",
  "${alert(1)}",
];

/** Tags and attributes that the page's own markup never has. */
function findHarm(html: string): readonly string[] {
  const document = parsePage(html);
  const elements = [...document.querySelectorAll("*")];
  return elements.flatMap((element) => [
    ...(/^(script|img|iframe|object|embed|link|base|form|foreignObject|set|animate)$/i
        .test(element.tagName)
      ? [element.tagName]
      : []),
    ...[...element.attributes].filter(({ name, value }) =>
      /^on/i.test(name) || name === "src" || name === "srcdoc" ||
      /^\s*(javascript|data|vbscript):/i.test(value)
    ).map(({ name, value }) => `${element.tagName} ${name}=${value}`),
  ]);
}

Deno.test.each(ATTACKS)("a page shows %j as text wherever it stands", (attack) => {
  const html = renderHostile(attack);
  assert.deepEqual(findHarm(html), []);
  assert.equal(/(?![\t\n])\p{Cc}|\u202e/u.test(html), false);
  assert.equal(/&#(8238|x202e|27|0);/i.test(html.replaceAll("&amp;", "")), false);
  assert.equal((html.match(/<\/style>/g) ?? []).length, 1);
  assert.equal(html.includes("<!-- koopline:run -->"), false);
});

Deno.test("a page shows random mixtures of attacks as text", () => {
  const pieces = fc.array(
    fc.constantFrom(...ATTACKS, "<", ">", '"', "'", "&", "`", "*", "\n", "[", "]", "(", ")", "!"),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(pieces.map((list) => list.join("")), (attack) => {
      const source = makeSource(
        "Text {{ select 1 }}",
        [],
        () => ({ columns: { a: [attack] }, rows: 1 }),
      );
      const markdown = attack.replace(/!\[|\{\{|figure:/g, "");
      assert.deepEqual(findHarm(renderReport({ ...source, title: attack }).html), []);
      assert.deepEqual(findHarm(renderReport(makeSource(markdown)).html), []);
    }),
    { seed: 4711, numRuns: 60 },
  );
});

Deno.test("the search for harm finds harm", () => {
  assert.deepEqual(findHarm('<p onclick="x">a</p><script></script><a href="javascript:1">b</a>'), [
    "P onclick=x",
    "SCRIPT",
    "A href=javascript:1",
  ]);
});
