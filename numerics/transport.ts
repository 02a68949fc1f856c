/**
 * Exact optimal transport between integer masses, by successive shortest paths.
 *
 *   minimise Σ_ij c_ij f_ij   subject to   Σ_j f_ij = s_i,  Σ_i f_ij = d_j,  f_ij ≥ 0
 *
 * s_i is the supply of source i, d_j the demand of sink j, both whole units with equal sums, so every
 * step moves whole units and the method ends exactly. u_i + v_j ≤ c_ij everywhere, with equality
 * where f_ij > 0, proves the plan optimal. Successive shortest paths with dual variables are in
 * Ahuja, Magnanti & Orlin (1993), *Network Flows*, Section 9.7; uniform weights as the definition
 * of the distance of unequally long spectra are Peyré & Cuturi (2019), *Computational Optimal
 * Transport*, Equation (2.11).
 */

import type { Matrix } from "./matrix.ts";

/** An optimal plan: `units[k]` go from source `from[k]` to sink `to[k]`; sources rise, then sinks. */
export interface TransportPlan {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly units: Int32Array;
  readonly supplyDuals: Float64Array;
  readonly demandDuals: Float64Array;
}

/**
 * Solves the transport problem.
 *
 * @param cost finite costs, one row a source, one column a sink.
 * @param supply units at each source, ≥ 0.
 * @param demand units at each sink, ≥ 0; the sum equals that of `supply`.
 */
export function solveTransport(
  cost: Matrix,
  supply: Int32Array,
  demand: Int32Array,
): TransportPlan {
  const flow = new TransportFlow(cost, demand);
  supply.forEach((units, source) => {
    for (let left = units; left > 0;) left -= flow.send(source, left);
  });
  return flow.readPlan();
}

/** A flow that grows along shortest paths; its arrays are shared by all the searches of one problem. */
class TransportFlow {
  readonly #cost: Matrix;
  readonly #flow: Int32Array;
  readonly #open: Int32Array;
  readonly #supplyDuals: Float64Array;
  readonly #demandDuals: Float64Array;
  readonly #sourceDistance: Float64Array;
  readonly #sinkDistance: Float64Array;
  /** The sink from which each source was reached, and the source from which each sink was. */
  readonly #sinkBefore: Int32Array;
  readonly #sourceBefore: Int32Array;
  readonly #passed: Uint8Array;

  constructor(cost: Matrix, demand: Int32Array) {
    const { rows, columns } = cost;
    this.#cost = cost;
    this.#flow = new Int32Array(rows * columns);
    this.#open = demand.slice();
    this.#supplyDuals = new Float64Array(rows);
    this.#demandDuals = new Float64Array(columns);
    this.#sourceDistance = new Float64Array(rows);
    this.#sinkDistance = new Float64Array(columns);
    this.#sinkBefore = new Int32Array(rows);
    this.#sourceBefore = new Int32Array(columns);
    this.#passed = new Uint8Array(columns);
  }

  /** Sends up to `limit` units from a source along one shortest path and returns how many. */
  send(source: number, limit: number): number {
    const sink = this.#findSink(source);
    const length = this.#sinkDistance[sink]!;
    this.#sourceDistance.forEach((distance, i) => {
      if (distance < Infinity) this.#supplyDuals[i]! += length - distance;
    });
    this.#passed.forEach((passed, j) => {
      if (passed === 1) this.#demandDuals[j]! -= length - this.#sinkDistance[j]!;
    });
    return this.#augment(source, sink, limit);
  }

  /** Finds the nearest sink with open demand, through sinks whose flow can be sent elsewhere. */
  #findSink(source: number): number {
    this.#sourceDistance.fill(Infinity);
    this.#sinkDistance.fill(Infinity);
    this.#passed.fill(0);
    this.#sourceDistance[source] = 0;
    this.#scanSource(source);
    for (;;) {
      const sink = this.#nearestSink();
      if (this.#open[sink]! > 0) return sink;
      this.#passed[sink] = 1;
      const distance = this.#sinkDistance[sink]!;
      for (let i = 0; i < this.#cost.rows; i++) {
        if (this.#sourceDistance[i]! < Infinity) continue;
        if (this.#flow[i * this.#cost.columns + sink] === 0) continue;
        this.#sourceDistance[i] = distance;
        this.#sinkBefore[i] = sink;
        this.#scanSource(i);
      }
    }
  }

  #scanSource(source: number): void {
    const { columns, data } = this.#cost;
    const offset = this.#sourceDistance[source]! - this.#supplyDuals[source]!;
    for (let j = 0; j < columns; j++) {
      if (this.#passed[j] === 1) continue;
      const length = data[source * columns + j]! - this.#demandDuals[j]! + offset;
      if (length < this.#sinkDistance[j]!) {
        this.#sinkDistance[j] = length;
        this.#sourceBefore[j] = source;
      }
    }
  }

  #nearestSink(): number {
    let nearest = -1;
    let least = Infinity;
    for (let j = 0; j < this.#cost.columns; j++) {
      if (this.#passed[j] === 0 && this.#sinkDistance[j]! < least) {
        least = this.#sinkDistance[j]!;
        nearest = j;
      }
    }
    return nearest;
  }

  #augment(source: number, sink: number, limit: number): number {
    const columns = this.#cost.columns;
    let units = Math.min(limit, this.#open[sink]!);
    for (let i = this.#sourceBefore[sink]!; i !== source;) {
      const before = this.#sinkBefore[i]!;
      units = Math.min(units, this.#flow[i * columns + before]!);
      i = this.#sourceBefore[before]!;
    }
    this.#open[sink]! -= units;
    for (let i = this.#sourceBefore[sink]!, j = sink;;) {
      this.#flow[i * columns + j]! += units;
      if (i === source) return units;
      j = this.#sinkBefore[i]!;
      this.#flow[i * columns + j]! -= units;
      i = this.#sourceBefore[j]!;
    }
  }

  /** Lists the entries that carry flow. */
  readPlan(): TransportPlan {
    const entries = Array.from(this.#flow.keys()).filter((entry) => this.#flow[entry]! > 0);
    return {
      from: Int32Array.from(entries, (entry) => Math.floor(entry / this.#cost.columns)),
      to: Int32Array.from(entries, (entry) => entry % this.#cost.columns),
      units: Int32Array.from(entries, (entry) => this.#flow[entry]!),
      supplyDuals: this.#supplyDuals,
      demandDuals: this.#demandDuals,
    };
  }
}
