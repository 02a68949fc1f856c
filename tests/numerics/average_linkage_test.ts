import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Linkage,
  linkByAverage,
  listLeaves,
  measureCophenetic,
} from "../../numerics/average_linkage.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import oracle from "../fixtures/average_linkage.json" with { type: "json" };

const SEED = 20260301;

/** A symmetric matrix from its upper triangle, row after row. */
function fold(count: number, triangle: readonly number[]): Matrix {
  const data = new Float64Array(count * count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      data[i * count + j] = data[j * count + i] = triangle[next++] ?? NaN;
    }
  }
  return { rows: count, columns: count, data };
}

function listJoins({ left, right, height }: Linkage) {
  return Array.from(height, (value, k) => [left[k], right[k], value]);
}

/** The items of a node. */
function listItems(linkage: Linkage, node: number): readonly number[] {
  const { left, right } = linkage;
  const count = left.length + 1;
  if (node < count) return [node];
  return [left[node - count]!, right[node - count]!].flatMap((child) => listItems(linkage, child));
}

Deno.test("linkByAverage() joins four items as worked out by hand", () => {
  // 0 and 1 at 2; 2 and 3 at 4; the rest at (6 + 10 + 5 + 9) / 4 = 7.5.
  const linkage = linkByAverage(fold(4, [2, 6, 10, 5, 9, 4]));
  assert.deepEqual(listJoins(linkage), [[0, 1, 2], [2, 3, 4], [4, 5, 7.5]]);
  assert.deepEqual([...linkage.size], [2, 2, 4]);
});

Deno.test("linkByAverage() weights joined clusters by their sizes", () => {
  // 0, 1, 2 join first; their mean distance to 3 is (9 + 9 + 3) / 3 = 7, not ((9 + 9) / 2 + 3) / 2 = 6.
  const linkage = linkByAverage(fold(4, [1, 2, 9, 2, 9, 3]));
  assert.equal(linkage.height[2], 7);
  assert.deepEqual(listLeaves(linkage), [0, 1, 2, 3]);
});

Deno.test("linkByAverage() breaks ties by the order of the items", () => {
  const linkage = linkByAverage(fold(4, [1, 1, 1, 1, 1, 1]));
  assert.deepEqual(listJoins(linkage), [[0, 1, 1], [4, 2, 1], [5, 3, 1]]);
});

Deno.test("linkByAverage() makes no join of a single item", () => {
  const linkage = linkByAverage(fold(1, []));
  assert.deepEqual([linkage.height.length, listLeaves(linkage)], [0, [0]]);
  assert.deepEqual([...measureCophenetic(linkage).data], [0]);
});

Deno.test("linkByAverage() and measureCophenetic() give what scipy gives", () => {
  for (const { distances, linkage: expected, cophenetic } of oracle.cases) {
    const count = expected.length + 1;
    const linkage = linkByAverage(fold(count, distances));
    expected.forEach(([a, b, height, size], k) => {
      const pair = [linkage.left[k]!, linkage.right[k]!].sort((x, y) => x - y);
      assert.deepEqual([...pair, linkage.size[k]], [a, b, size]);
      assert.ok(Math.abs(linkage.height[k]! - height!) <= 1e-12);
    });
    const found = measureCophenetic(linkage).data;
    fold(count, cophenetic).data.forEach((value, entry) =>
      assert.ok(Math.abs(found[entry]! - value) <= 1e-12)
    );
  }
});

Deno.test("every join's height is the mean distance between its two sides, the left with the smallest item", () => {
  const matrix = fc.integer({ min: 2, max: 12 }).chain((count) =>
    fc.array(fc.integer({ min: 1, max: 50 }), {
      minLength: count * (count - 1) / 2,
      maxLength: count * (count - 1) / 2,
    }).map((triangle) => fold(count, triangle))
  );
  fc.assert(
    fc.property(matrix, (distances) => {
      const linkage = linkByAverage(distances);
      linkage.height.forEach((height, join) => {
        const left = listItems(linkage, linkage.left[join]!);
        const right = listItems(linkage, linkage.right[join]!);
        const pairs = left.flatMap((i) =>
          right.map((j) => distances.data[i * distances.columns + j]!)
        );
        const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
        assert.ok(Math.abs(height - mean) < 1e-9, `${height} is not ${mean}`);
        assert.ok(Math.min(...left) < Math.min(...right));
      });
      const leaves = [...listLeaves(linkage)].sort((a, b) => a - b);
      assert.deepEqual(leaves, [...Array(distances.rows).keys()]);
    }),
    { seed: SEED },
  );
});
