/** What a plot gives to the figure around it. */

import type { HiddenRows } from "../figure_data.ts";
import type { SvgNode } from "./svg_node.ts";

/** A drawn plot. */
export interface Drawing {
  readonly nodes: readonly SvgNode[];
  /** Size in px. */
  readonly width: number;
  readonly height: number;
  /** The plot in words: what is shown, how much of it, how far it reaches. */
  readonly description: string;
  readonly hidden: HiddenRows;
}

/** The size that was asked for, in px. */
export interface Size {
  readonly width: number | undefined;
  readonly height: number | undefined;
}
