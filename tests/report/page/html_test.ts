import assert from "node:assert/strict";
import { escapeHtml, markup, printHtml } from "../../../report/page/html.ts";
import { typesetNumber } from "../../../report/page/number.ts";

Deno.test("markup`` escapes text and keeps markup", () => {
  const inner = markup`<b>${`<"'&>`}</b>`;
  assert.equal(
    printHtml(markup`<p title="${'"'}">${[inner, "<"]}${3}${undefined}</p>`),
    '<p title="&quot;"><b>&lt;&quot;&#39;&amp;&gt;</b>&lt;3</p>',
  );
});

Deno.test("escapeHtml() replaces control characters, direction overrides and lone surrogates", () => {
  assert.equal(escapeHtml("a\u0000\u001b\u009f\u202e\u2066\ud800b\tc\n😀"), "a������b\tc\n😀");
});

Deno.test.each([
  ["-0.5", "−0.5"],
  ["8.07e-3", "8.07\u202f×\u202f10<sup>−3</sup>"],
  ["1e+21", "1\u202f×\u202f10<sup>21</sup>"],
  ["84\u00a0%", "84\u00a0%"],
])("typesetNumber() sets %s in type", (text, expected) => {
  assert.equal(printHtml(typesetNumber(text)), expected);
});
