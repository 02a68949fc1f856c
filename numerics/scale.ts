/**
 * Scaling by powers of two, which is exact.
 *
 * Squares of numbers beyond 1e±154 leave the range of doubles. Data whose largest magnitude is brought
 * near 1 do not, and as the scale is a power of two the results are the same to the bit.
 */

const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Gives the largest power of two that is at most |x|, at least the smallest normal double; 1 for 0. */
export function floorPowerOfTwo(x: number): number {
  if (x === 0) return 1;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  view.setUint32(0, view.getUint32(0) & 0x7ff00000);
  view.setUint32(4, 0);
  return Math.max(view.getFloat64(0), SMALLEST_NORMAL);
}

/** Gives the largest magnitude among numbers; 0 for none. */
export function findLargest(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}
