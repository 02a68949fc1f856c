import assert from "node:assert/strict";
import { isSafeLink, makeSlugs } from "../../../report/markdown/link.ts";
import { renderMarkdown } from "../../../report/markdown/render.ts";
import { scanReport } from "../../../report/markdown/scan.ts";
import { markup, printHtml } from "../../../report/page/html.ts";

function render(text: string) {
  const scanned = scanReport({ path: "report.md", bytes: new TextEncoder().encode(text) });
  const { title, headings, body } = renderMarkdown(scanned, {
    inline: (piece) => markup`<i>${piece.kind}</i>`,
    block: (piece) => markup`<hr class="${piece.kind}">`,
    plain: () => "javascript:alert(1)",
  });
  return { title, headings, body: printHtml(body) };
}

Deno.test("renderMarkdown() takes the first heading as the title", () => {
  const { title, body } = render("# The *title* & more\n\nText.\n");
  assert.equal(title, "The title & more");
  assert.equal(body, "<p>Text.</p>\n");
});

Deno.test("renderMarkdown() begins headings at level 2, skips no level, and gives each its own id", () => {
  const { title, headings } = render("Text.\n\n# A\n\n#### A\n\n###### B c!\n\n## é\n");
  assert.equal(title, undefined);
  assert.deepEqual(headings, [
    { id: "s-a", level: 2, text: "A" },
    { id: "s-a--2", level: 3, text: "A" },
    { id: "s-b-c", level: 4, text: "B c!" },
    { id: "s-é", level: 2, text: "é" },
  ]);
});

Deno.test("renderMarkdown() puts pieces where they were written", () => {
  const { body } = render(
    "| a |\n|---|\n| **{{ select 1 | d }}** |\n\n- item\n\n  ![c](figure:f)\n\ntext\n[[pipeline]]\n",
  );
  assert.match(body, /<td><strong><i>value<\/i><\/strong><\/td>/);
  assert.match(body, /<li><p>item<\/p>\n<hr class="figure"><\/li>/);
  assert.match(body, /<p>text<\/p>\n<hr class="section">/);
});

Deno.test("renderMarkdown() shows what was written where Markdown takes text as it is", () => {
  const { body } = render("    indented {{ select 1 }}\n\n<div>{{ select 2 }}</div>\n");
  assert.match(body, /<pre><code>indented \{\{ select 1 \}\}<\/code><\/pre>/);
  assert.match(body, /&lt;div&gt;\{\{ select 2 \}\}&lt;\/div&gt;/);
});

Deno.test("renderMarkdown() shows HTML as text, and comments not at all", () => {
  const { body } = render(
    "a <b onclick=x>b</b> <kbd>1 < 2<script>x</script></kbd> &copy; &amp;lt;\n\n<!-- c -->\n",
  );
  assert.equal(
    body,
    "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; &lt;kbd&gt;1 &lt; 2&lt;script&gt;x&lt;/script&gt;&lt;/kbd&gt; &copy; &amp;lt;</p>\n",
  );
});

Deno.test("renderMarkdown() makes badges of tags, but not of links' texts", () => {
  const { body } = render("is 0.7 [S], see [C](https://x.org) and [X]\n");
  assert.match(body, /0\.7\u00a0<abbr class="tag tag-s" title="seen in a source">S<\/abbr>/);
  assert.match(body, /<a href="https:\/\/x.org" rel="noreferrer">C<\/a> and \[X\]/);
});

Deno.test("renderMarkdown() checks a link's address after values are put into it", () => {
  assert.equal(render("[a]({{select(1)}})\n").body, "<p>a</p>\n");
});

Deno.test.each([
  ["https://x.org/a:b", true],
  ["HTTP://x.org", true],
  ["mailto:a@x.org", true],
  ["#figure-1", true],
  ["tables/a.csv?x=a:b", true],
  ["javascript:alert(1)", false],
  ["java\nscript:alert(1)", false],
  [" \u0001javascript:alert(1)", false],
  ["JaVaScRiPt:alert(1)", false],
  ["data:text/html,x", false],
  ["vbscript:x", false],
  ["file:///etc/passwd", false],
  ["//x.org", false],
  ["/\t/x.org", false],
  ["\\\\x.org", false],
])("isSafeLink(%s) is %s", (address, safe) => assert.equal(isSafeLink(address), safe));

Deno.test("makeSlugs() gives every heading an id, even without letters", () => {
  const slug = makeSlugs();
  assert.deepEqual(["?!", "?!", "λ₁ = 1"].map(slug), ["s-section", "s-section--2", "s-λ₁-1"]);
});
