import assert from "node:assert/strict";
import { inlineSvg } from "../../../report/page/inline_svg.ts";
import { printHtml } from "../../../report/page/html.ts";
import { KooplineError } from "../../../schemas/error.ts";

function inline(inner: string, root = ""): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100"${root}>${inner}</svg>`;
  return printHtml(inlineSvg(svg, { prefix: "f1-", alt: 'An "alternative"', width: 100 }))
    .replace(/^<svg[^>]*>|<\/svg>$/g, "");
}

Deno.test("inlineSvg() says what the picture shows, in place of what the file says", () => {
  const svg = '<?xml version="1.0"?><!-- c --><svg xmlns="http://www.w3.org/2000/svg" role="x" ' +
    'aria-labelledby="t" id="root" width="100"><title id="t">T</title></svg>';
  assert.equal(
    printHtml(inlineSvg(svg, { prefix: "f1-", alt: 'a "b"', width: 100 })),
    '<svg role="img" aria-label="a &quot;b&quot;" style="min-width:68px" ' +
      'xmlns="http://www.w3.org/2000/svg" width="100"></svg>',
  );
});

Deno.test("inlineSvg() gives ids and references to them a prefix", () => {
  assert.equal(
    inline(
      '<clipPath id="c"/><g clip-path="url(#c)" style="mask: url(&quot;#m&quot;)"><use href="#c"/>' +
        '<use xlink:href="#c"/><g aria-labelledby="a b"/></g>',
    ),
    '<clipPath id="f1-c"></clipPath><g clip-path="url(#f1-c)" style="mask: url(#f1-m)">' +
      '<use href="#f1-c"></use><use xlink:href="#f1-c"></use><g aria-labelledby="f1-a f1-b"></g></g>',
  );
});

Deno.test.each([
  ["scripts", "<script>alert(1)</script>"],
  ["foreign objects", "<foreignObject><p>x</p></foreignObject>"],
  ["animations", '<set attributeName="href" to="javascript:alert(1)"/>'],
  ["frames", '<iframe src="x"/>'],
  ["metadata and comments", "<metadata>k</metadata><!-- c -->"],
])("inlineSvg() leaves out %s", (_name, inner) => assert.equal(inline(inner), ""));

Deno.test.each([
  ["handlers", 'onclick="alert(1)"'],
  ["handlers in capitals", 'ONLOAD="alert(1)"'],
  ["links to scripts", 'href="javascript:alert(1)"'],
  ["links elsewhere", 'xlink:href="https://x.org/"'],
  ["pictures from elsewhere", 'fill="url(https://x.org/a)"'],
  ["styles from elsewhere", 'style="fill: url(//x.org)"'],
  ["disguised words", 'style="fill: u\\72l(//x.org)"'],
])("inlineSvg() leaves out %s", (_name, attribute) => {
  assert.equal(inline(`<a ${attribute}/>`), "<a></a>");
});

Deno.test("inlineSvg() keeps pictures that are in the file", () => {
  const picture = '<image href="data:image/png;base64,iVBORw0="></image>';
  assert.equal(inline(picture), picture);
  assert.equal(inline('<image href="data:image/svg+xml;base64,AA=="/>'), "<image></image>");
});

Deno.test("inlineSvg() confines a style sheet to its figure", () => {
  assert.equal(
    inline("<style>:where(.plot) text { white-space: pre }</style>"),
    "<style>#f1-{:where(.plot) text { white-space: pre }}</style>",
  );
});

Deno.test.each([
  "a{} } body{display:none}",
  'a{content:"{"} } body{display:none} b{',
  "/* { */ } body{display:none}",
  "@import 'x';",
  "a{background:url(//x.org)}",
  "&lt;/style>&lt;script>alert(1)&lt;/script>",
])("inlineSvg() drops a style sheet that could break out: %s", (sheet) => {
  assert.equal(inline(`<style>${sheet}</style>`), "");
});

Deno.test("inlineSvg() refuses what is no SVG", () => {
  assert.throws(
    () => inlineSvg("<html></html>", { prefix: "f", alt: "", width: 1 }),
    (error) => error instanceof KooplineError && error.code === "report.figure",
  );
});
