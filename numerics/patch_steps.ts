/** All operators of a partition, kept ready to be applied together. */

import type { Matrix } from "./matrix.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import { cutOperator, factorPatches, type PatchOptions } from "./patch_fit.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import { type PatchOperator, type PatchSummary, summariseOperator } from "./patch_operator.ts";
import { applyPower } from "./patch_power.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import { openStepper } from "./patch_stepper.ts";
import type { TallFactors } from "./patch_tall.ts";

/** Operators that are applied to all patches at once. */
export interface PatchOperators {
  /** Weights n and rank r of each patch. */
  readonly sizes: readonly { readonly size: number; readonly rank: number }[];
  /** One a patch; empty where they were not asked for. */
  readonly summaries: readonly PatchSummary[];
  /** Begins at weights, D of them, and takes them to the reduced coordinates: half of the first application. */
  start(weights: Float64Array): void;
  /** Applies the operators so many times, ≥ 0, one after the other, in one call of the kernel. */
  step(count: number): void;
  /** Applies them so many times at once, by repeated squaring of the reduced operators. */
  leap(count: number): void;
  /** Writes the weights, D of them; a weight in no patch is left as it is. */
  read(into: Float64Array): void;
}

interface Part {
  readonly places: Int32Array;
  readonly span: TallFactors | null;
  readonly operator: PatchOperator;
}

/**
 * Fits all patches and keeps their operators, r × r and 2·m × r numbers a patch.
 *
 * @param options with one cut-off; others are not looked at.
 * @param summarises whether summaries are wanted, which take about as long as the fit.
 * @throws KooplineError as `predictPatches`.
 */
export function fitPatchOperators(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  options: PatchOptions,
  summarises = true,
): PatchOperators {
  const arithmetic = openArithmetic(options.precision);
  const parts: Part[] = [];
  const summaries: PatchSummary[] = [];
  for (const { patch, factors } of factorPatches(arithmetic, snapshots, patches, options)) {
    const operator = cutOperator(arithmetic, factors, options, options.cutoffs[0] ?? "machine");
    parts.push({ places: patches[patch]!, span: factors.span, operator });
    if (summarises) summaries.push(summariseOperator(factors, operator, options.projection));
  }
  const sizes = parts.map(({ places, operator }) => ({
    size: places.length,
    rank: operator.reduced.rows,
  }));
  return { sizes, summaries, ...openSteps(arithmetic, parts) };
}

/** What applies operators that are fitted. */
function openSteps(
  arithmetic: PatchArithmetic,
  parts: readonly Part[],
): Pick<PatchOperators, "start" | "step" | "leap" | "read"> {
  const kernel = openPatchKernel(arithmetic.precision);
  const stepper = openStepper(kernel, parts.map(({ operator }) => operator));
  let weights = new Float64Array(0);
  let applied = 0;
  /** Entering is the first application. */
  const countSteps = (count: number) => {
    const steps = applied === 0 ? count - 1 : count;
    applied += count;
    return steps;
  };
  return {
    start: (from) => {
      weights = from.slice();
      applied = 0;
      parts.forEach((part, i) => {
        stepper.setState(i, part.operator.enter(enterSpan(arithmetic, part, from)));
      });
    },
    step: (count) => stepper.step(countSteps(count)),
    leap: (count) => {
      const steps = countSteps(count);
      if (steps <= 0) return;
      parts.forEach(({ operator }, i) => {
        stepper.setState(i, applyPower(kernel, operator, stepper.getState(i), steps));
      });
    },
    read: (into) => {
      parts.forEach((part, i) => {
        if (applied > 0) readPart(arithmetic, part, stepper.getState(i), into);
        else part.places.forEach((place) => into[place] = arithmetic.round(weights[place]!));
      });
    },
  };
}

function enterSpan(
  arithmetic: PatchArithmetic,
  { places, span }: Part,
  weights: Float64Array,
): Float64Array {
  const own = Float64Array.from(places, (place) => arithmetic.round(weights[place]!));
  return span === null ? own : span.reduce({ rows: 1, columns: own.length, data: own }).data;
}

function readPart(
  arithmetic: PatchArithmetic,
  { places, span, operator }: Part,
  state: Float64Array,
  into: Float64Array,
): void {
  const row = { rows: 1, columns: state.length, data: state };
  const inside = arithmetic.multiplyByTransposed(row, operator.basis);
  const found = span === null ? inside.data : span.lift(inside).data;
  places.forEach((place, i) => into[place] = found[i]!);
}
