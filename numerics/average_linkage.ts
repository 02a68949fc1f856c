/**
 * Hierarchical clustering by average linkage (UPGMA).
 *
 * The two nearest clusters are joined until one is left; the distance of a joined cluster A ∪ B to C is
 * d(A ∪ B, C) = (|A| d(A, C) + |B| d(B, C)) / (|A| + |B|).
 * Sokal & Michener, "A statistical method for evaluating systematic relationships", University of Kansas
 * Science Bulletin 38 (1958) 1409–1438. The cophenetic distance of two items is the height at which they
 * first share a cluster (Sokal & Rohlf, "The comparison of dendrograms by objective methods", Taxon 11
 * (1962) 33–40).
 */

import type { Matrix } from "./matrix.ts";

/**
 * The joins of n items, in the order in which they were made, lowest first; rounding apart, heights never
 * fall. Nodes are numbered: items from 0, the cluster of join k is n + k.
 */
export interface Linkage {
  /** The joined nodes of each join; `left` is the one that holds the smallest item. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Mean distance between the items of the two nodes. */
  readonly height: Float64Array;
  /** Number of items in the joined cluster. */
  readonly size: Int32Array;
}

/**
 * Links items by average linkage.
 *
 * Of equal distances the pair whose smallest items come first is joined, so that the result depends on
 * the order of the items alone. Takes time n³.
 *
 * @param distances symmetric n × n, finite, n at least 1; read above the diagonal only.
 */
export function linkByAverage({ rows: count, data }: Matrix): Linkage {
  const joins = Math.max(0, count - 1);
  const linkage: Linkage = {
    left: new Int32Array(joins),
    right: new Int32Array(joins),
    height: new Float64Array(joins),
    size: new Int32Array(joins),
  };
  const distances = Float64Array.from(data);
  const nodes = Int32Array.from({ length: count }, (_, i) => i);
  const sizes = new Int32Array(count).fill(1);
  // A cluster lives at the place of its smallest item.
  const places = Array.from(nodes);
  for (let join = 0; join < joins; join++) {
    const [a, b] = findNearest(distances, count, places);
    linkage.left[join] = nodes[a]!;
    linkage.right[join] = nodes[b]!;
    linkage.height[join] = distances[a * count + b]!;
    linkage.size[join] = sizes[a]! + sizes[b]!;
    places.splice(places.indexOf(b), 1);
    for (const other of places) {
      if (other === a) continue;
      const near = readDistance(distances, count, a, other);
      const far = readDistance(distances, count, b, other);
      distances[Math.min(a, other) * count + Math.max(a, other)] =
        (sizes[a]! * near + sizes[b]! * far) / (sizes[a]! + sizes[b]!);
    }
    nodes[a] = count + join;
    sizes[a]! += sizes[b]!;
  }
  return linkage;
}

/** Lists the items from left to right. */
export function listLeaves({ left, right }: Linkage): readonly number[] {
  const count = left.length + 1;
  const leaves: number[] = [];
  const open = [count - 1 + left.length];
  while (open.length > 0) {
    const node = open.pop()!;
    if (node < count) leaves.push(node);
    else open.push(right[node - count]!, left[node - count]!);
  }
  return leaves;
}

/** Measures the cophenetic distance between every two items: symmetric n × n with a zero diagonal. */
export function measureCophenetic({ left, right, height }: Linkage): Matrix {
  const count = left.length + 1;
  const data = new Float64Array(count * count);
  const members: (readonly number[])[] = Array.from({ length: count }, (_, i) => [i]);
  height.forEach((value, join) => {
    const first = members[left[join]!]!, second = members[right[join]!]!;
    for (const i of first) {
      for (const j of second) data[i * count + j] = data[j * count + i] = value;
    }
    members.push([...first, ...second]);
  });
  return { rows: count, columns: count, data };
}

function findNearest(
  distances: Float64Array,
  count: number,
  places: readonly number[],
): readonly [number, number] {
  let nearest: readonly [number, number] = [places[0]!, places[1]!];
  let least = Infinity;
  for (let k = 0; k < places.length; k++) {
    const row = places[k]! * count;
    for (let l = k + 1; l < places.length; l++) {
      const distance = distances[row + places[l]!]!;
      if (distance < least) {
        least = distance;
        nearest = [places[k]!, places[l]!];
      }
    }
  }
  return nearest;
}

function readDistance(distances: Float64Array, count: number, i: number, j: number): number {
  return distances[Math.min(i, j) * count + Math.max(i, j)]!;
}
