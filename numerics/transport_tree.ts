/** The spanning tree of the network simplex method for transport. */

import type { Matrix } from "./matrix.ts";

/** Units on a real arc. */
export interface ArcFlow {
  readonly source: number;
  readonly sink: number;
  readonly units: number;
}

/**
 * A strongly feasible spanning tree of m sources, n sinks and a root beside them.
 *
 * Nodes are numbered: sources from 0, sinks from m, the root m + n. Each node but the root has an arc to its
 * parent, which runs up (node to parent) or down, and carries flow. At first all hang on the root: sources,
 * and sinks without demand, by arcs up that cost nothing, sinks by arcs down that cost as much as `setRootCost`
 * says. Strongly feasible: arcs without flow run up.
 */
export class TransportTree {
  /** Potentials p of the nodes: an arc of the tree from x to y costs p_x − p_y. */
  readonly potentials: Float64Array;
  readonly #cost: Matrix;
  readonly #root: number;
  readonly #parent: Int32Array;
  readonly #depth: Int32Array;
  readonly #flow: Int32Array;
  readonly #runsUp: Uint8Array;
  /** Children as linked lists; −1 ends them. */
  readonly #firstChild: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #stack: Int32Array;
  #rootCost = 0;

  constructor(cost: Matrix, supply: Int32Array, demand: Int32Array) {
    const root = cost.rows + cost.columns;
    this.#cost = cost;
    this.#root = root;
    this.potentials = new Float64Array(root + 1);
    this.#parent = new Int32Array(root + 1).fill(-1);
    this.#depth = new Int32Array(root + 1);
    this.#flow = new Int32Array(root + 1);
    this.#runsUp = new Uint8Array(root + 1);
    this.#firstChild = new Int32Array(root + 1).fill(-1);
    this.#next = new Int32Array(root + 1).fill(-1);
    this.#previous = new Int32Array(root + 1).fill(-1);
    this.#stack = new Int32Array(root + 1);
    for (let node = root - 1; node >= 0; node--) {
      const isSource = node < cost.rows;
      const units = isSource ? supply[node]! : demand[node - cost.rows]!;
      this.#attach(node, root, { runsUp: isSource || units === 0 ? 1 : 0, flow: units });
    }
  }

  /** Sets what the arcs from the root down to sinks cost, and computes all potentials. */
  setRootCost(cost: number): void {
    this.#rootCost = cost;
    let child = this.#firstChild[this.#root]!;
    for (; child >= 0; child = this.#next[child]!) this.#refresh(child);
  }

  /** Takes the arc from a source to a sink into the tree, moves what flow it can, and drops another arc. */
  enter(source: number, sink: number): void {
    const target = this.#cost.rows + sink;
    const parent = this.#parent, flow = this.#flow, depth = this.#depth, runsUp = this.#runsUp;
    // Flow goes round the cycle: up from the sink to the join, down to the source, over the new arc. So arcs
    // that run up lose flow below the source, and arcs that run down lose it below the sink.
    let a = source, b = target, leaving = -1, onSourceSide = true, units = Infinity;
    let highest = -1, least = Infinity;
    while (a !== b) {
      if (depth[a]! >= depth[b]!) {
        if (runsUp[a] === 1 && flow[a]! < units) {
          units = flow[a]!;
          leaving = a;
        }
        a = parent[a]!;
      } else {
        if (runsUp[b] === 0 && flow[b]! <= least) {
          least = flow[b]!;
          highest = b;
        }
        b = parent[b]!;
      }
    }
    // Of the arcs that block, the last one in the direction of the cycle from the join leaves.
    if (least <= units) {
      units = least;
      leaving = highest;
      onSourceSide = false;
    }
    if (units > 0) this.#push(source, target, a, units);
    if (onSourceSide) this.#hang(source, target, leaving, { runsUp: 1, flow: units });
    else this.#hang(target, source, leaving, { runsUp: 0, flow: units });
    this.#refresh(onSourceSide ? source : target);
  }

  /** Lists real arcs with flow, in no particular order. */
  listFlows(): ArcFlow[] {
    const { rows } = this.#cost;
    const arcs: ArcFlow[] = [];
    for (let node = 0; node < this.#root; node++) {
      const parent = this.#parent[node]!;
      const units = this.#flow[node]!;
      if (parent === this.#root || units === 0) continue;
      const [from, to] = node < rows ? [node, parent] : [parent, node];
      arcs.push({ source: from, sink: to - rows, units });
    }
    return arcs;
  }

  #push(source: number, target: number, join: number, units: number): void {
    for (let node = source; node !== join; node = this.#parent[node]!) {
      this.#flow[node]! += this.#runsUp[node] === 1 ? -units : units;
    }
    for (let node = target; node !== join; node = this.#parent[node]!) {
      this.#flow[node]! += this.#runsUp[node] === 1 ? units : -units;
    }
  }

  /** Hangs the part of the tree below `cut` on `parent` by its node `node`. */
  #hang(node: number, parent: number, cut: number, arc: Arc): void {
    let held = arc;
    for (let below = node, above = parent;;) {
      const next = this.#parent[below]!;
      const turned = { runsUp: 1 - this.#runsUp[below]!, flow: this.#flow[below]! };
      this.#detach(below);
      this.#attach(below, above, held);
      if (below === cut) return;
      held = turned;
      above = below;
      below = next;
    }
  }

  #attach(node: number, parent: number, { runsUp, flow }: Arc): void {
    const first = this.#firstChild[parent]!;
    this.#next[node] = first;
    this.#previous[node] = -1;
    if (first >= 0) this.#previous[first] = node;
    this.#firstChild[parent] = node;
    this.#parent[node] = parent;
    this.#runsUp[node] = runsUp;
    this.#flow[node] = flow;
  }

  #detach(node: number): void {
    const next = this.#next[node]!, previous = this.#previous[node]!;
    if (previous >= 0) this.#next[previous] = next;
    else this.#firstChild[this.#parent[node]!] = next;
    if (next >= 0) this.#previous[next] = previous;
  }

  /** Computes depths and potentials of a node and all below it from its parent's. */
  #refresh(top: number): void {
    const parent = this.#parent, potentials = this.potentials, stack = this.#stack;
    stack[0] = top;
    for (let open = 1; open > 0;) {
      const node = stack[--open]!;
      const above = parent[node]!;
      this.#depth[node] = this.#depth[above]! + 1;
      const cost = this.#readCost(node, above);
      potentials[node] = potentials[above]! + (this.#runsUp[node] === 1 ? cost : -cost);
      let child = this.#firstChild[node]!;
      for (; child >= 0; child = this.#next[child]!) stack[open++] = child;
    }
  }

  #readCost(node: number, above: number): number {
    if (above === this.#root) return this.#runsUp[node] === 1 ? 0 : this.#rootCost;
    const { rows, columns, data } = this.#cost;
    return node < rows
      ? data[node * columns + above - rows]!
      : data[above * columns + node - rows]!;
  }
}

/** How a node's arc to its parent runs (1 up, 0 down), and what it carries. */
interface Arc {
  readonly runsUp: number;
  readonly flow: number;
}
