/** A quantity known at some steps of an iteration: read between them, and smoothed. */

/** Values at steps, which rise. */
export interface StepCurve {
  readonly steps: Int32Array;
  readonly values: Float64Array;
}

/** Finds the last place whose step is at most `step`; −1 before the first. */
export function findPlace({ steps }: StepCurve, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Reads a curve: its value where it is known, on the straight line between neighbours, NaN outside. */
export function readCurve(curve: StepCurve, step: number): number {
  const { steps, values } = curve;
  const place = findPlace(curve, step);
  if (place < 0) return NaN;
  const [from, value] = [steps[place]!, values[place]!];
  if (from === step) return value;
  const to = steps[place + 1];
  if (to === undefined) return NaN;
  return value + (values[place + 1]! - value) * ((step - from) / (to - from));
}

/**
 * Smooths a curve by a centred mean: at each known step s the mean of the values known at steps within r of s.
 *
 * r = (width − 1)/2 shrinks to min(r, s − first, last − s), so that the window stays centred at both ends, and
 * a straight line stays as it is. Values are added in the order of their steps.
 *
 * @param width iterations in a window; odd.
 */
export function smoothCurve(curve: StepCurve, width: number): StepCurve {
  const { steps, values } = curve;
  if (width <= 1 || steps.length === 0) return curve;
  const [first, last] = [steps[0]!, steps[steps.length - 1]!];
  const radius = (width - 1) / 2;
  let [begin, end] = [0, 0];
  const smoothed = values.map((_, i) => {
    const step = steps[i]!;
    const reach = Math.min(radius, step - first, last - step);
    // Both ends of the window only move forward: s − r and s + r do.
    while (steps[begin]! < step - reach) begin++;
    while (end < steps.length && steps[end]! <= step + reach) end++;
    let sum = 0;
    for (let j = begin; j < end; j++) sum += values[j]!;
    return sum / (end - begin);
  });
  return { steps, values: smoothed };
}
