/** The optimiser of a kernel: which one it is, its constants, and its state. */

import type { Arena } from "../kernels/arena.ts";
import type { NetNumbers } from "./net_record.ts";
import type { Optimiser } from "./trainer.ts";

const OPTIMISERS: readonly Optimiser["kind"][] = [
  "sgd",
  "momentum",
  "nesterov",
  "adagrad",
  "adadelta",
  "rmsprop",
  "adam",
  "adamw",
];

/** Gives the number of an optimiser in the kernel's records. */
export function numberOptimiser(kind: Optimiser["kind"]): number {
  return OPTIMISERS.indexOf(kind);
}

/** Where the optimiser's state lies in the kernel's memory. */
export interface OptimiserLayout {
  readonly arena: Arena;
  /** Bytes of each state. */
  readonly bytes: number;
  readonly state1: number;
  readonly state2: number;
  /** Bytes of a number. */
  readonly size: 4 | 8;
  /** Sets constants in the `Net` record. */
  setNumbers(fields: NetNumbers): void;
}

/** Forgets the optimiser's state; symbols as in `kernels/dense_update.ts`. */
export function resetOptimiser(layout: OptimiserLayout, optimiser: Optimiser): void {
  const { arena, bytes, state1, state2 } = layout;
  arena.u8(state1, bytes).fill(0);
  arena.u8(state2, bytes).fill(0);
  const { weightDecay } = optimiser;
  layout.setNumbers({ weightDecay, epsilon: 0, power1: 1, power2: 1 });
  switch (optimiser.kind) {
    case "sgd":
      return;
    case "momentum":
    case "nesterov":
      return layout.setNumbers({ decay1: optimiser.momentum });
    case "adagrad":
      viewNumbers(layout, state1, bytes / layout.size).fill(optimiser.initial);
      return layout.setNumbers({ epsilon: optimiser.epsilon });
    case "adadelta":
      return layout.setNumbers({ decay1: optimiser.rho, epsilon: optimiser.epsilon });
    case "rmsprop":
      return layout.setNumbers({ decay1: optimiser.alpha, epsilon: optimiser.epsilon });
    case "adam":
    case "adamw": {
      const { beta1, beta2, epsilon } = optimiser;
      return layout.setNumbers({ decay1: beta1, decay2: beta2, epsilon });
    }
  }
}

/** Views numbers of the kernel's precision. */
export function viewNumbers(
  { arena, size }: Pick<OptimiserLayout, "arena" | "size">,
  pointer: number,
  length: number,
): Float32Array | Float64Array {
  return size === 4 ? arena.f32(pointer, length) : arena.f64(pointer, length);
}
