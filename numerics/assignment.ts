/**
 * Optimal one-to-one assignment by shortest augmenting paths.
 *
 *   minimise Σ_i c[i, σ(i)] over permutations σ
 *
 * c is an n × n cost matrix; u_i and v_j are the dual variables: u_i + v_j ≤ c_ij everywhere, with
 * equality on the assignment, which proves that it is optimal. The algorithm is Jonker & Volgenant
 * (1987), "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
 * Computing 38, in the form of Crouse (2016), "On implementing 2D rectangular assignment
 * algorithms", IEEE Trans. Aerosp. Electron. Syst. 52(4), Section II. O(n³). Ties go to the lower
 * column, so equal inputs give equal assignments.
 */

/** An optimal assignment and the dual variables that prove it. */
export interface Assignment {
  /** The column of each row. */
  readonly columns: Int32Array;
  readonly rowDuals: Float64Array;
  readonly columnDuals: Float64Array;
}

/**
 * Solves the assignment problem.
 *
 * @param cost n × n finite costs, row after row, in any unit.
 * @param n number of rows and of columns.
 */
export function solveAssignment(cost: Float64Array, n: number): Assignment {
  return openAssignment(n)(cost);
}

/**
 * Gives a solver for many problems of one size.
 *
 * @param n number of rows and of columns.
 * @returns a function like {@link solveAssignment}; each call overwrites the arrays of the one before.
 */
export function openAssignment(n: number): (cost: Float64Array) => Assignment {
  const search = new PathSearch(n);
  return (cost) => search.solve(cost);
}

/** Dijkstra's search over reduced costs; the arrays are shared by the n searches of one problem. */
class PathSearch {
  readonly columns: Int32Array;
  readonly rowDuals: Float64Array;
  readonly columnDuals: Float64Array;
  readonly #rows: Int32Array;
  readonly #distance: Float64Array;
  readonly #previous: Int32Array;
  /** Columns in the order in which they were reached, then those still open. */
  readonly #order: Int32Array;

  #cost: Float64Array = new Float64Array(0);

  constructor(readonly n: number) {
    this.columns = new Int32Array(n);
    this.rowDuals = new Float64Array(n);
    this.columnDuals = new Float64Array(n);
    this.#rows = new Int32Array(n);
    this.#distance = new Float64Array(n);
    this.#previous = new Int32Array(n);
    this.#order = new Int32Array(n);
  }

  solve(cost: Float64Array): Assignment {
    this.#cost = cost;
    this.columns.fill(-1);
    this.#rows.fill(-1);
    this.rowDuals.fill(0);
    this.columnDuals.fill(0);
    for (let row = 0; row < this.n; row++) this.#assignRow(row);
    return { columns: this.columns, rowDuals: this.rowDuals, columnDuals: this.columnDuals };
  }

  /** Assigns one more row along the shortest augmenting path that starts at it. */
  #assignRow(start: number): void {
    const reached = this.#findSink(start);
    const sink = this.#order[reached]!;
    const length = this.#distance[sink]!;
    this.rowDuals[start]! += length;
    for (let k = 0; k < reached; k++) {
      const column = this.#order[k]!;
      const gain = length - this.#distance[column]!;
      this.columnDuals[column]! -= gain;
      this.rowDuals[this.#rows[column]!]! += gain;
    }
    this.#augment(start, sink);
  }

  /** Returns the place in `#order` of the nearest column without a row; the places before it were passed. */
  #findSink(start: number): number {
    const cost = this.#cost;
    const { n, rowDuals, columnDuals } = this;
    const order = this.#order, distance = this.#distance, previous = this.#previous;
    for (let j = 0; j < n; j++) order[j] = j;
    distance.fill(Infinity);
    let row = start;
    let base = 0;
    for (let reached = 0;; reached++) {
      const offset = base - rowDuals[row]!;
      let best = reached;
      let nearest = n;
      let least = Infinity;
      for (let k = reached; k < n; k++) {
        const column = order[k]!;
        const length = cost[row * n + column]! - columnDuals[column]! + offset;
        let known = distance[column]!;
        if (length < known) {
          distance[column] = known = length;
          previous[column] = row;
        }
        if (known < least || (known === least && column < nearest)) {
          best = k;
          nearest = column;
          least = known;
        }
      }
      const column = order[best]!;
      order[best] = order[reached]!;
      order[reached] = column;
      if (this.#rows[column]! < 0) return reached;
      base = distance[column]!;
      row = this.#rows[column]!;
    }
  }

  #augment(start: number, sink: number): void {
    let column = sink;
    for (;;) {
      const row = this.#previous[column]!;
      const next = this.columns[row]!;
      this.#rows[column] = row;
      this.columns[row] = column;
      if (row === start) return;
      column = next;
    }
  }
}
