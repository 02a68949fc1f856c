/** Norms of parameters: Σ|w|, √Σw², max|w|. */

/** A norm. */
export type Norm = "l1" | "l2" | "max";

/** Measures norms in the order asked for; sums run in the order of the values. */
export function measureNorms(
  values: Float64Array,
  norms: readonly Norm[],
  into: Float64Array,
): void {
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    sum += size;
    squares += size * size;
    largest = Math.max(largest, size);
  }
  const found = { l1: sum, l2: Math.sqrt(squares), max: largest };
  for (let i = 0; i < norms.length; i++) into[i] = found[norms[i]!];
}
