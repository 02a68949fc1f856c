/**
 * Patches of a net: the groups of weights that get an operator of their own (Dogra & Redman 2020, §3.2).
 *
 * | kind         | one patch is                                                                          |
 * | ------------ | ------------------------------------------------------------------------------------- |
 * | network      | all weights                                                                           |
 * | layer        | weights and biases of a layer                                                         |
 * | node         | the weights that come into a unit, and its bias behind them                           |
 * | quasi_node   | `size` neighbours of a node's weights; the remainder of a node is a smaller patch      |
 * | weight       | one weight                                                                            |
 */

import type { ParameterBlock } from "./trainer.ts";

/** How a net is cut into patches. */
export type Partition =
  | { readonly kind: "network" | "layer" | "node" | "weight" }
  | {
    readonly kind: "quasi_node";
    /** Weights in a patch, q. */
    readonly size: number;
    /** Layers that are cut so, from 1 or from −1 at the end; the others are cut into nodes. Null for all. */
    readonly layers: readonly number[] | null;
  };

/** A patch. */
export interface Patch {
  /** Layer, from 1; 0 where the patch spans several. */
  readonly layer: number;
  /** Unit, from 0; −1 where the patch spans several. */
  readonly unit: number;
  /** Places of its weights in the vector of all parameters. */
  readonly places: Int32Array;
}

export type { ParameterBlock };
