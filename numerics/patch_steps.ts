/** All operators of a partition, kept ready to be applied together. */

import type { Matrix } from "./matrix.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import type { PatchFactors } from "./patch_factors.ts";
import { cutOperator, factorPatches, type PatchOptions } from "./patch_fit.ts";
import type { PatchOperator, PatchSummary } from "./patch_operator.ts";
import { applyOnce } from "./patch_path.ts";
import type { PatchArithmetic } from "./patch_precision.ts";

/** Operators that are applied to all patches at once. */
export interface PatchOperators {
  /** One a patch. */
  readonly summaries: readonly PatchSummary[];
  /** Begins at weights, D of them. */
  start(weights: Float64Array): void;
  /** Applies the operators so many times, ≥ 0, one after the other. */
  step(count: number): void;
  /** Applies them so many times at once, by powers of the reduced operators. */
  leap(count: number): void;
  /** Writes the weights, D of them; a weight in no patch is left as it is. */
  read(into: Float64Array): void;
}

interface Part {
  readonly places: Int32Array;
  readonly factors: PatchFactors;
  readonly operator: PatchOperator;
  state: Float64Array;
}

/**
 * Fits all patches and keeps their operators.
 *
 * @param options with exactly one cut-off.
 * @throws KooplineError as `predictPatches`.
 */
export function fitPatchOperators(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  options: PatchOptions,
): PatchOperators {
  const arithmetic = openArithmetic(options.precision);
  const parts: Part[] = [];
  for (const { patch, factors } of factorPatches(arithmetic, snapshots, patches, options)) {
    const operator = cutOperator(arithmetic, factors, options, options.cutoffs[0]!);
    parts.push({ places: patches[patch]!, factors, operator, state: new Float64Array(0) });
  }
  let weights = new Float64Array(0);
  let applied = 0;
  const step = (count: number) => {
    for (let k = 0; k < count; k++) {
      if (applied++ === 0) continue;
      for (const part of parts) part.state = applyOnce(arithmetic, part.operator, part.state);
    }
  };
  return {
    summaries: parts.map(({ operator }) => operator.summary),
    start: (from) => {
      weights = from.slice();
      applied = 0;
      for (const part of parts) part.state = part.operator.enter(enterSpan(arithmetic, part, from));
    },
    step,
    leap: step,
    read: (into) => {
      for (const part of parts) readPart(arithmetic, part, applied === 0 ? weights : null, into);
    },
  };
}

function enterSpan(arithmetic: PatchArithmetic, part: Part, weights: Float64Array): Float64Array {
  const own = Float64Array.from(part.places, (place) => arithmetic.round(weights[place]!));
  const { span } = part.factors;
  return span === null ? own : span.reduce({ rows: 1, columns: own.length, data: own }).data;
}

function readPart(
  arithmetic: PatchArithmetic,
  { places, factors, operator, state }: Part,
  unmoved: Float64Array | null,
  into: Float64Array,
): void {
  if (unmoved !== null) {
    places.forEach((place) => into[place] = arithmetic.round(unmoved[place]!));
    return;
  }
  const row = { rows: 1, columns: state.length, data: state };
  const inside = arithmetic.multiplyByTransposed(row, operator.basis);
  const found = factors.span === null ? inside.data : factors.span.lift(inside).data;
  places.forEach((place, i) => into[place] = found[i]!);
}
