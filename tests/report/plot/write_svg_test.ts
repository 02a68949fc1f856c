import assert from "node:assert/strict";
import { makeNode } from "../../../report/plot/svg_node.ts";
import { roundNumbers, writeSvg } from "../../../report/plot/write_svg.ts";

Deno.test("roundNumbers() rounds to a hundredth and leaves integers and units", () => {
  assert.equal(roundNumbers("M1.23456,-0.001L10,2e-7"), "M1.23,0L10,0");
  assert.equal(roundNumbers("translate(12.3456,7.1)"), "translate(12.35,7.1)");
  assert.equal(roundNumbers("0.3249em"), "0.32em");
  assert.equal(roundNumbers("A4.5,4.5,0,1,1,-4.5,0"), "A4.5,4.5,0,1,1,-4.5,0");
});

Deno.test("roundNumbers() gives halves of a hundredth one result whatever their last bit", () => {
  const below = 271.605 - 1e-12;
  const above = 271.605 + 1e-12;
  assert.equal(roundNumbers(`${below}`), roundNumbers(`${above}`));
});

Deno.test("writeSvg() escapes text and attributes", () => {
  const svg = writeSvg(makeNode("text", { fill: `"><script>'` }, ["</text><script>&"]));
  assert.equal(
    svg,
    '<text fill="&quot;&gt;&lt;script&gt;&#39;">&lt;/text&gt;&lt;script&gt;&amp;</text>\n',
  );
});

Deno.test("writeSvg() renames ids by content and follows references", () => {
  const draw = (id: string, width: number) =>
    writeSvg(makeNode("g", {}, [
      makeNode("clipPath", { id }, [makeNode("rect", { width })]),
      makeNode("path", { "clip-path": `url(#${id})` }),
    ]));
  assert.equal(draw("plot-clip-1", 5), draw("plot-clip-73", 5));
  const ids = [5, 6].map((width) => / id="([^"]+)"/.exec(draw("a", width))?.[1]);
  assert.notEqual(ids[0], ids[1]);
  assert.ok(draw("a", 5).includes(`url(#${ids[0]})`));
});

Deno.test("writeSvg() sorts attributes and keeps text on one line", () => {
  const svg = writeSvg(makeNode("text", { y: 1, x: 2 }, [makeNode("tspan", {}, [" a "])]));
  assert.equal(svg, '<text x="2" y="1"><tspan> a </tspan></text>\n');
});
