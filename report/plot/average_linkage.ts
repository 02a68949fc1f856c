/**
 * Hierarchical clustering by average linkage (UPGMA).
 *
 * The two nearest clusters are joined until one is left; the distance of a joined cluster A ∪ B to C is
 * d(A ∪ B, C) = (|A| d(A, C) + |B| d(B, C)) / (|A| + |B|).
 * Sokal & Michener, "A statistical method for evaluating systematic relationships", University of Kansas
 * Science Bulletin 38 (1958) 1409–1438.
 */

/** A node of a dendrogram: an item, or two nodes joined at a height. */
export type Dendrogram =
  | { readonly kind: "leaf"; readonly index: number }
  | {
    readonly kind: "join";
    /** The node that holds the smallest index. */
    readonly left: Dendrogram;
    readonly right: Dendrogram;
    /** Mean distance between the items of the two nodes. */
    readonly height: number;
  };

interface Cluster {
  readonly node: Dendrogram;
  readonly size: number;
  /** Distances to the clusters that have a larger number, and to those that have a smaller one. */
  readonly distances: number[];
}

/**
 * Clusters items by average linkage.
 *
 * Of equal distances the pair whose smallest items come first is joined, so that the result depends on
 * the order of the items alone. Takes time count³.
 *
 * @param count number of items, at least 1.
 * @param distance symmetric, finite; asked for i < j only.
 */
export function clusterByAverageLinkage(
  count: number,
  distance: (i: number, j: number) => number,
): Dendrogram {
  const clusters: (Cluster | undefined)[] = Array.from({ length: count }, (_, index) => ({
    node: { kind: "leaf", index },
    size: 1,
    distances: Array.from(
      { length: count },
      (_, other) => index === other ? 0 : distance(Math.min(index, other), Math.max(index, other)),
    ),
  }));
  for (let joins = 1; joins < count; joins++) joinNearest(clusters);
  return clusters[0]?.node ?? { kind: "leaf", index: 0 };
}

/** Gives the items from left to right. */
export function listLeaves(node: Dendrogram): readonly number[] {
  return node.kind === "leaf"
    ? [node.index]
    : [...listLeaves(node.left), ...listLeaves(node.right)];
}

/** Joins the two nearest clusters into the place of the first; the place of the second stays empty. */
function joinNearest(clusters: (Cluster | undefined)[]): void {
  let [first, second, height] = [0, 0, Infinity];
  for (const [i, cluster] of clusters.entries()) {
    if (cluster === undefined) continue;
    for (let j = i + 1; j < clusters.length; j++) {
      const distance = cluster.distances[j] ?? Infinity;
      if (clusters[j] !== undefined && distance < height) {
        [first, second, height] = [i, j, distance];
      }
    }
  }
  const a = clusters[first];
  const b = clusters[second];
  if (a === undefined || b === undefined) return;
  const size = a.size + b.size;
  const distances = a.distances.map((distance, other) =>
    (a.size * distance + b.size * (b.distances[other] ?? 0)) / size
  );
  clusters[first] = {
    node: { kind: "join", left: a.node, right: b.node, height },
    size,
    distances,
  };
  clusters[second] = undefined;
  for (const [other, cluster] of clusters.entries()) {
    if (cluster !== undefined && other !== first) cluster.distances[first] = distances[other] ?? 0;
  }
}
