/** Evenly spaced points, and the grids they span. */

/** Gives `points` numbers from low to high, both included; `low` alone for one point. */
export function spaceEvenly(low: number, high: number, points: number): Float64Array {
  const last = points - 1;
  // In this order, with the end set, the bits are those of numpy.linspace, which the authors' grids come from.
  const step = (high - low) / Math.max(1, last);
  return Float64Array.from(
    { length: points },
    (_, i) => i === last && i > 0 ? high : low + i * step,
  );
}

/** Gives how many points a grid in ℝᵈ has; Infinity beyond doubles. */
export function countGrid(points: number, dimension: number): number {
  let count = 1;
  for (let i = 0; i < dimension; i++) count *= points;
  return count;
}

/** Gives every point of a grid in ℝᵈ as indices per coordinate; the first coordinate runs fastest. */
export function listGridIndices(points: number, dimension: number): Int32Array[] {
  return Array.from({ length: countGrid(points, dimension) }, (_, number) => {
    let rest = number;
    return Int32Array.from({ length: dimension }, () => {
      const index = rest % points;
      rest = (rest - index) / points;
      return index;
    });
  });
}
