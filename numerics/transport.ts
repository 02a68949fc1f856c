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
  /** Units from source i to sink j at j · m + i. */
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
    // The least cost of each column is as high as its dual can be while the others are 0.
    this.#demandDuals = findColumnMinima(cost);
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
      const { rows } = this.#cost;
      const flow = this.#flow, sourceDistance = this.#sourceDistance;
      for (let i = 0, entry = sink * rows; i < rows; i++, entry++) {
        if (flow[entry] === 0 || sourceDistance[i]! < Infinity) continue;
        sourceDistance[i] = distance;
        this.#sinkBefore[i] = sink;
        this.#scanSource(i);
      }
    }
  }

  #scanSource(source: number): void {
    const { columns, data } = this.#cost;
    const passed = this.#passed, duals = this.#demandDuals;
    const distances = this.#sinkDistance, before = this.#sourceBefore;
    const offset = this.#sourceDistance[source]! - this.#supplyDuals[source]!;
    for (let j = 0, entry = source * columns; j < columns; j++, entry++) {
      const length = data[entry]! - duals[j]! + offset;
      if (length < distances[j]! && passed[j] === 0) {
        distances[j] = length;
        before[j] = source;
      }
    }
  }

  #nearestSink(): number {
    const passed = this.#passed, distances = this.#sinkDistance;
    let nearest = -1;
    let least = Infinity;
    for (let j = 0; j < distances.length; j++) {
      if (distances[j]! < least && passed[j] === 0) {
        least = distances[j]!;
        nearest = j;
      }
    }
    return nearest;
  }

  #augment(source: number, sink: number, limit: number): number {
    const { rows } = this.#cost;
    let units = Math.min(limit, this.#open[sink]!);
    for (let i = this.#sourceBefore[sink]!; i !== source;) {
      const before = this.#sinkBefore[i]!;
      units = Math.min(units, this.#flow[before * rows + i]!);
      i = this.#sourceBefore[before]!;
    }
    this.#open[sink]! -= units;
    for (let i = this.#sourceBefore[sink]!, j = sink;;) {
      this.#flow[j * rows + i]! += units;
      if (i === source) return units;
      j = this.#sinkBefore[i]!;
      this.#flow[j * rows + i]! -= units;
      i = this.#sourceBefore[j]!;
    }
  }

  /** Lists the entries that carry flow. */
  readPlan(): TransportPlan {
    const { rows, columns } = this.#cost;
    const from: number[] = [], to: number[] = [], units: number[] = [];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const moved = this.#flow[j * rows + i]!;
        if (moved === 0) continue;
        from.push(i);
        to.push(j);
        units.push(moved);
      }
    }
    return {
      from: Int32Array.from(from),
      to: Int32Array.from(to),
      units: Int32Array.from(units),
      supplyDuals: this.#supplyDuals,
      demandDuals: this.#demandDuals,
    };
  }
}

function findColumnMinima({ columns, data }: Matrix): Float64Array {
  const minima = new Float64Array(columns).fill(Infinity);
  for (let entry = 0, j = 0; entry < data.length; entry++) {
    if (data[entry]! < minima[j]!) minima[j] = data[entry]!;
    if (++j === columns) j = 0;
  }
  return minima;
}
