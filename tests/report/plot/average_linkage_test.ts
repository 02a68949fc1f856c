import assert from "node:assert/strict";
import fc from "fast-check";
import {
  clusterByAverageLinkage,
  type Dendrogram,
  listLeaves,
} from "../../../report/plot/average_linkage.ts";

/** Upper triangle of d(0,1)=2, d(0,2)=6, d(0,3)=10, d(1,2)=5, d(1,3)=9, d(2,3)=4. */
const FOUR: readonly (readonly number[])[] = [[0, 2, 6, 10], [2, 0, 5, 9], [6, 5, 0, 4], [
  10,
  9,
  4,
  0,
]];

const leaf = (index: number): Dendrogram => ({ kind: "leaf", index });

function cluster(distances: readonly (readonly number[])[]): Dendrogram {
  return clusterByAverageLinkage(distances.length, (i, j) => distances[i]?.[j] ?? NaN);
}

Deno.test("clusterByAverageLinkage() joins four items as worked out by hand", () => {
  // 0 and 1 at 2; 2 and 3 at 4; the rest at (6 + 10 + 5 + 9) / 4 = 7.5.
  assert.deepEqual(cluster(FOUR), {
    kind: "join",
    left: { kind: "join", left: leaf(0), right: leaf(1), height: 2 },
    right: { kind: "join", left: leaf(2), right: leaf(3), height: 4 },
    height: 7.5,
  });
});

Deno.test("clusterByAverageLinkage() weights joined clusters by their sizes", () => {
  // 0, 1, 2 join first; their mean distance to 3 is (9 + 9 + 3) / 3 = 7, not ((9 + 9) / 2 + 3) / 2 = 6.
  const distances = [[0, 1, 2, 9], [1, 0, 2, 9], [2, 2, 0, 3], [9, 9, 3, 0]];
  const tree = cluster(distances);
  assert.ok(tree.kind === "join");
  assert.equal(tree.height, 7);
  assert.deepEqual(listLeaves(tree), [0, 1, 2, 3]);
});

Deno.test("clusterByAverageLinkage() breaks ties by the order of the items", () => {
  const tree = clusterByAverageLinkage(4, () => 1);
  assert.deepEqual(tree, {
    kind: "join",
    left: {
      kind: "join",
      left: { kind: "join", left: leaf(0), right: leaf(1), height: 1 },
      right: leaf(2),
      height: 1,
    },
    right: leaf(3),
    height: 1,
  });
});

Deno.test("clusterByAverageLinkage() keeps a single item", () => {
  assert.deepEqual(clusterByAverageLinkage(1, () => NaN), leaf(0));
});

Deno.test("every join's height is the mean distance between its two sides", () => {
  const matrix = fc.integer({ min: 2, max: 12 }).chain((count) =>
    fc.array(fc.integer({ min: 1, max: 50 }), {
      minLength: count * count,
      maxLength: count * count,
    })
      .map((values) => ({ count, values }))
  );
  fc.assert(fc.property(matrix, ({ count, values }) => {
    const distance = (i: number, j: number) =>
      values[Math.min(i, j) * count + Math.max(i, j)] ?? NaN;
    const check = (node: Dendrogram) => {
      if (node.kind === "leaf") return;
      const right = listLeaves(node.right);
      const pairs = listLeaves(node.left).flatMap((i) => right.map((j) => distance(i, j)));
      const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
      assert.ok(Math.abs(node.height - mean) < 1e-9, `${node.height} is not ${mean}`);
      check(node.left);
      check(node.right);
    };
    const tree = clusterByAverageLinkage(count, distance);
    check(tree);
    assert.deepEqual([...listLeaves(tree)].sort((a, b) => a - b), [...Array(count).keys()]);
  }));
});
