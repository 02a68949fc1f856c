/**
 * Exact optimal transport between integer masses, by the network simplex method.
 *
 *   minimise Σ_ij c_ij f_ij   subject to   Σ_j f_ij = s_i,  Σ_i f_ij = d_j,  f_ij ≥ 0
 *
 * s_i is the supply of source i, d_j the demand of sink j, both whole units with equal sums, so every
 * pivot moves whole units and flows are exact. u_i + v_j ≤ c_ij everywhere, with equality where f_ij > 0,
 * proves the plan optimal; costs count as equal within 1e-14 of the largest. The tree of `transport_tree.ts`
 * stays strongly feasible, which keeps the method from cycling (Cunningham 1976, "A network simplex method",
 * Math. Programming 11; Ahuja, Magnanti & Orlin 1993, *Network Flows*, Chapter 11). The entering arc is the
 * best of a block of arcs, blocks taken in turn (Kiraly & Kovacs 2012, "Efficient implementations of
 * minimum-cost flow algorithms", Section 3.5). Transport as the distance of unequally long or weighted spectra
 * is Peyré & Cuturi (2019), *Computational Optimal Transport*, Equation (2.11).
 */

import type { Matrix } from "./matrix.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";
import { TransportTree } from "./transport_tree.ts";

/** An optimal plan: `units[k]` go from source `from[k]` to sink `to[k]`; sources rise, then sinks. */
export interface TransportPlan {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly units: Int32Array;
  readonly supplyDuals: Float64Array;
  readonly demandDuals: Float64Array;
}

/** Reduced costs below this come from rounding, when the largest cost is between 1 and 2. */
const ROUNDING = 1e-14;

/**
 * Solves the transport problem.
 *
 * @param cost finite costs, one row a source, one column a sink.
 * @param supply units at each source, ≥ 0.
 * @param demand units at each sink, ≥ 0; the sum equals that of `supply` and is less than 2³¹.
 */
export function solveTransport(
  cost: Matrix,
  supply: Int32Array,
  demand: Int32Array,
): TransportPlan {
  // With costs between 1 and 2 no sum overflows or underflows; dividing by a power of two is exact.
  const unit = floorPowerOfTwo(findLargest(cost.data));
  const scaled = { ...cost, data: cost.data.map((value) => value / unit) };
  const tree = new TransportTree(scaled, supply, demand);
  // A detour over the root must cost more than any path of real arcs.
  tree.setRootCost(8 * (cost.rows + cost.columns));
  pivotAll(tree, scaled);
  // Now no flow passes the root, and potentials are free of its large cost, which took digits from them.
  tree.setRootCost(0);
  pivotAll(tree, scaled);
  return readPlan(tree, scaled, unit);
}

/** Pivots until no arc would lower the cost. */
function pivotAll(tree: TransportTree, { rows, columns, data }: Matrix): void {
  const arcs = rows * columns;
  const block = Math.max(10, Math.floor(Math.sqrt(arcs)));
  const { potentials } = tree;
  let source = 0, sink = 0, unfruitful = 0;
  while (unfruitful < arcs) {
    let best = -ROUNDING, from = -1, to = -1;
    for (let seen = 0; seen < block; seen++) {
      const reduced = data[source * columns + sink]! - potentials[source]! +
        potentials[rows + sink]!;
      if (reduced < best) {
        best = reduced;
        from = source;
        to = sink;
      }
      if (++sink === columns) {
        sink = 0;
        if (++source === rows) source = 0;
      }
    }
    if (from < 0) unfruitful += block;
    else {
      tree.enter(from, to);
      unfruitful = 0;
    }
  }
}

/** Lists the arcs that carry flow, and the duals in the unit of the costs. */
function readPlan(tree: TransportTree, { rows, columns }: Matrix, unit: number): TransportPlan {
  const arcs = tree.listFlows().sort((a, b) => a.source - b.source || a.sink - b.sink);
  return {
    from: Int32Array.from(arcs, ({ source }) => source),
    to: Int32Array.from(arcs, ({ sink }) => sink),
    units: Int32Array.from(arcs, ({ units }) => units),
    supplyDuals: tree.potentials.slice(0, rows).map((value) => value * unit),
    demandDuals: tree.potentials.slice(rows, rows + columns).map((value) => -value * unit),
  };
}
