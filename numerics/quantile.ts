/**
 * Finds a quantile of rising numbers by linear interpolation between neighbours (type 7 of Hyndman &
 * Fan 1996, "Sample quantiles in statistical packages"); NaN when there are none.
 */
export function findQuantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const lower = Math.floor(place);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower]! + (place - lower) * (sorted[upper]! - sorted[lower]!);
}
