/** The pipeline as a page shows it; the same shape as the contract's `PipelineGraph`. */

import type { Scalar } from "../../schemas/json.ts";

/** A stage in the picture. */
export interface GraphStage {
  readonly name: string;
  readonly kind: string;
  /** The axes it ranges over. */
  readonly over: readonly string[];
  /** The stages it takes artifacts of. */
  readonly needs: readonly string[];
  readonly cells: number;
  /** Present when its results depend on the time: it reads the clock, or takes from a stage that is so marked. */
  readonly measured?: "clock" | "inputs";
}

/** A pipeline. */
export interface Graph {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly axes: Readonly<Record<string, readonly Scalar[]>>;
  /** Values of the parameters, as given or by default. */
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly stages: readonly GraphStage[];
  /** Cells that failed and that the page does without, with the first line of why; absent for none. */
  readonly failed?: readonly FailedCell[];
}

/** A cell that failed. */
export interface FailedCell {
  /** `train[width=5,seed=2]` */
  readonly cell: string;
  readonly problem: string;
}

/** Tells whether parts of a pipeline are missing. */
export function isIncomplete({ failed }: Graph): boolean {
  return failed !== undefined && failed.length > 0;
}

/** Writes how many cells a stage has and over which axes: "75 cells: width × seed". */
export function describeCells({ cells, over }: GraphStage): string {
  const count = cells === 1 ? "1 cell" : `${cells} cells`;
  return over.length === 0 ? count : `${count}: ${over.join(" × ")}`;
}

/** Lists the stages in words, for readers who cannot see the picture. */
export function describeGraph({ stages }: Graph): string {
  return stages.map((stage) => {
    const needs = stage.needs.length === 0 ? "" : `, needs ${[...new Set(stage.needs)].join(", ")}`;
    return `${stage.name} (${stage.kind}, ${describeCells(stage)})${needs}.`;
  }).join(" ");
}
