/** Reduced operators in the kernel's memory, stepped together (`kernels/patch_step.ts`). */

import type { Matrix } from "./matrix.ts";
import type { PatchKernel } from "./patch_kernel.ts";
import type { PatchOperator } from "./patch_operator.ts";

/** Operators with a state each. */
export interface Stepper {
  /** Sets an operator's state h. */
  setState(operator: number, state: Float64Array): void;
  getState(operator: number): Float64Array;
  /** h ← N·h + f for all, so many times. */
  step(count: number): void;
  /** Steps one operator and gives its state after each of some numbers of steps since the last, a row each. */
  sample(operator: number, steps: Int32Array): Matrix;
}

const VECTOR = 16;

/** Copies operators into the kernel's memory, where they stay until it is released. */
export function openStepper(
  kernel: PatchKernel,
  operators: readonly Pick<PatchOperator, "transition" | "offset">[],
): Stepper {
  const { arena } = kernel;
  const bytes = kernel.recordBytes();
  const records = arena.take(bytes * operators.length);
  operators.forEach((operator, i) => {
    const record = placeOperator(kernel, operator);
    arena.i32(records + bytes * i, record.length).set(record);
  });
  const ranks = operators.map(({ offset }) => offset.length);
  /** Steps exchange the state's place with that of the next, so it is asked for anew. */
  const locate = (i: number) => arena.i32(records + bytes * i, 6)[4]! >>> 0;
  return {
    setState: (i, state) => kernel.view(locate(i), state.length).set(state),
    getState: (i) => kernel.copy(locate(i), ranks[i]!),
    step: (count) => {
      if (count > 0) kernel.applyOperators(operators.length, records, count);
    },
    sample: (i, steps) => {
      const rank = ranks[i]!;
      const mark = arena.mark();
      const samples = arena.take(4 * steps.length);
      const into = arena.take(kernel.size * steps.length * rank);
      arena.i32(samples, steps.length).set(steps);
      kernel.samplePath(records + bytes * i, steps.length, samples, into);
      const data = kernel.copy(into, steps.length * rank);
      arena.release(mark);
      return { rows: steps.length, columns: rank, data };
    },
  };
}

/** Lays an operator out; gives its record. */
function placeOperator(
  kernel: PatchKernel,
  { transition, offset }: Pick<PatchOperator, "transition" | "offset">,
): readonly number[] {
  const { arena, size } = kernel;
  const rank = offset.length;
  const vectors = Math.ceil(rank * size / VECTOR);
  const panels = arena.take(VECTOR * vectors * rank);
  const added = arena.take(VECTOR * vectors);
  const state = arena.take(VECTOR * vectors);
  const next = arena.take(VECTOR * vectors);
  kernel.view(added, rank).set(offset);
  const mark = arena.mark();
  kernel.packOperator(rank, vectors, kernel.place(transition.data), panels);
  arena.release(mark);
  return [rank, vectors, panels, added, state, next];
}
