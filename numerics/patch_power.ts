/**
 * Many steps of a reduced operator at once: h ← N^k·h + (I + N + … + N^{k−1})·f by repeated squaring.
 *
 * Two maps h ↦ P·h + q and itself make h ↦ P²·h + (P·q + q): ⌊log₂ k⌋ squarings of r × r.
 */

import type { Matrix } from "./matrix.ts";
import type { PatchOperator } from "./patch_operator.ts";
import type { PatchArithmetic } from "./patch_precision.ts";

/** Gives the state after `count` ≥ 0 steps. */
export function applyPower(
  arithmetic: PatchArithmetic,
  { transition, offset }: Pick<PatchOperator, "transition" | "offset">,
  state: Float64Array,
  count: number,
): Float64Array {
  let [power, added, found] = [transition, offset, state];
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) found = applyMap(arithmetic, power, added, found);
    if (left === 1) break;
    added = applyMap(arithmetic, power, added, added);
    power = arithmetic.multiply(power, power);
  }
  return found;
}

/** P·h + q. */
function applyMap(
  arithmetic: PatchArithmetic,
  power: Matrix,
  added: Float64Array,
  state: Float64Array,
): Float64Array {
  const moved = arithmetic.multiply(power, { rows: state.length, columns: 1, data: state }).data;
  return moved.map((value, i) => arithmetic.round(value + added[i]!));
}
