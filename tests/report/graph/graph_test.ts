import assert from "node:assert/strict";
import fc from "fast-check";
import { DOMParser } from "linkedom";
import type { Graph, GraphStage } from "../../../report/graph/graph.ts";
import { drawArrows } from "../../../report/graph/curve.ts";
import { layOutGraph } from "../../../report/graph/layout.ts";
import { writeMermaid } from "../../../report/graph/mermaid.ts";
import { renderGraph } from "../../../report/graph/render_graph.ts";
import { printHtml } from "../../../report/page/html.ts";

function makeGraph(needs: Readonly<Record<string, readonly string[]>>): Graph {
  const stages = Object.entries(needs).map(([name, list]): GraphStage => ({
    name,
    kind: "kind",
    over: ["width", "seed"],
    needs: list,
    cells: 75,
  }));
  return { name: "p", title: "", description: "", axes: {}, parameters: {}, stages };
}

const DIAMOND = makeGraph({ a: [], b: ["a"], c: ["a", "a"], d: ["b", "c", "a"] });

Deno.test("layOutGraph() puts each stage below all that it needs", () => {
  const { boxes } = layOutGraph(DIAMOND);
  const tops = new Map(boxes.map(({ stage, y }) => [stage.name, y]));
  for (const { stage, y, height } of boxes) {
    for (const { stage: other } of boxes.filter((box) => box.stage.needs.includes(stage.name))) {
      assert.ok(y + height < (tops.get(other.name) ?? 0), `${stage.name} above ${other.name}`);
    }
  }
});

Deno.test("layOutGraph() keeps boxes apart and inside, for random graphs", () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((count) =>
    fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 25 }).map((pairs) =>
      makeGraph(Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `s${index}`,
          pairs.filter(([from, to]) => to === index && from < to).map(([from]) => `s${from}`),
        ]),
      ))
    )
  );
  fc.assert(
    fc.property(graphs, (graph) => {
      const { boxes, width, height, arrows } = layOutGraph(graph);
      assert.equal(arrows.length, graph.stages.flatMap(({ needs }) => [...new Set(needs)]).length);
      boxes.forEach((box, index) => {
        assert.ok(box.x >= 0 && box.y >= 0);
        assert.ok(box.x + box.width <= width + 1e-9 && box.y + box.height <= height + 1e-9);
        for (const other of boxes.slice(index + 1)) {
          const apart = box.x + box.width <= other.x || other.x + other.width <= box.x ||
            box.y + box.height <= other.y || other.y + other.height <= box.y;
          assert.ok(apart, `${box.stage.name} and ${other.stage.name} overlap`);
        }
      });
    }),
    { seed: 4711, numRuns: 60 },
  );
});

Deno.test("drawArrows() begins on the lower edge of one box and ends on the upper edge of another", () => {
  const { arrows } = layOutGraph(DIAMOND);
  drawArrows(arrows).forEach((path, index) => {
    const arrow = arrows[index];
    assert.ok(arrow !== undefined);
    const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
    const [startX = 0, startY = 0] = numbers;
    const [endX = 0, endY = 0] = numbers.slice(-2);
    assert.ok(startX > arrow.from.x && startX < arrow.from.x + arrow.from.width);
    assert.ok(endX > arrow.to.x && endX < arrow.to.x + arrow.to.width);
    assert.ok(Math.abs(startY - arrow.from.y - arrow.from.height) < 0.06);
    assert.ok(Math.abs(endY - arrow.to.y) < 0.06);
  });
});

Deno.test("renderGraph() gives the same bytes twice, names its stages, and says it in words", () => {
  const first = printHtml(renderGraph(DIAMOND, "g"));
  assert.equal(printHtml(renderGraph(DIAMOND, "g")), first);
  const svg = new DOMParser().parseFromString(first, "image/svg+xml").documentElement;
  assert.deepEqual([...svg.querySelectorAll(".graph-name")].map((node) => node.textContent), [
    "a",
    "b",
    "c",
    "d",
  ]);
  assert.equal(svg.getAttribute("aria-labelledby"), "g-title g-description");
  assert.match(
    svg.querySelector("desc")?.textContent ?? "",
    /^a \(kind, 75 cells: width × seed\)\. b .*, needs a\..* d .*, needs b, c, a\.$/,
  );
});

Deno.test("writeMermaid() writes nodes and arrows, and no character that Mermaid would read", () => {
  const text = writeMermaid(makeGraph({ 'a"]; b': [], "c": ['a"]; b', "unknown"] }));
  assert.deepEqual(text.split("\n"), [
    "flowchart TB",
    '  s0["a#34;]#59; b<br/>kind<br/>75 cells: width × seed"]',
    '  s1["c<br/>kind<br/>75 cells: width × seed"]',
    "  s0 --> s1",
    "",
  ]);
});
