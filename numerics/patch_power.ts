/** Many steps of a reduced operator at once, in one call of the kernel (`kernels/patch_power.ts`). */

import type { PatchKernel } from "./patch_kernel.ts";
import type { PatchOperator } from "./patch_operator.ts";

/** Gives the state after `count` ≥ 0 steps. */
export function applyPower(
  kernel: PatchKernel,
  { transition, offset }: Pick<PatchOperator, "transition" | "offset">,
  state: Float64Array,
  count: number,
): Float64Array {
  const { arena } = kernel;
  const rank = state.length;
  const mark = arena.mark();
  try {
    const [n, f] = [kernel.place(transition.data), kernel.place(offset)];
    const h = kernel.place(state);
    const scratch = arena.take(kernel.powerScratch(rank));
    kernel.raiseOperator(rank, n, f, h, count, kernel.product, scratch);
    return kernel.copy(h, rank);
  } finally {
    arena.release(mark);
  }
}
