/**
 * Finds quantiles by linear interpolation between order statistics (Hyndman & Fan 1996, type 7; numpy's
 * default): at level p of n values, the value at place (n − 1)·p of the sorted list.
 *
 * @param values sorted in place; at least one.
 * @param levels each in [0, 1].
 */
export function findQuantiles(
  values: Float64Array,
  levels: readonly number[],
  into: Float64Array,
): void {
  values.sort();
  for (let i = 0; i < levels.length; i++) {
    const place = (values.length - 1) * levels[i]!;
    const below = Math.floor(place);
    const low = values[below]!;
    const high = values[Math.min(below + 1, values.length - 1)]!;
    into[i] = low + (place - below) * (high - low);
  }
}
