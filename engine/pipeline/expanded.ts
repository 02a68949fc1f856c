/** The expanded pipeline: every stage and every cell, type-checked, in an order in which producers come first. */

import type { JsonValue, Labels, Scalar } from "../../schemas/json.ts";
import type { StageKind } from "../../stages/define.ts";

/** A stage kind and the module it was loaded from. */
export interface LoadedKind {
  /** What the pipeline writes after `uses:`. */
  readonly uses: string;
  readonly kind: StageKind;
  /** file: URL of the module that exports the kind. */
  readonly module: string;
}

/** A declared file of a cell: the path as written and where it really is. */
export interface FileReference {
  readonly path: string;
  readonly location: string;
}

/** One artifact that a cell takes: the producing cell and the labels it arrives with. */
export interface CellInput {
  /** Index of the producing cell in {@link ExpandedPipeline.cells}. */
  readonly cell: number;
  /**
   * For `one` ports nothing; for `many` ports the gathered axes' values, and `stage` when several
   * stages serve the port; for `any` ports all of the producer's axes.
   */
  readonly labels: Labels;
}

/** Why results depend on the time: the stage reads the clock, or takes from one whose results do. */
export type Measured = "clock" | "inputs";

/** A stage with its cells. */
export interface ExpandedStage {
  readonly name: string;
  readonly loaded: LoadedKind;
  /** The axes it ranges over, in the pipeline's order of axes. */
  readonly over: readonly string[];
  /** Producing stages by port. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Whether its cells go on without inputs that failed. */
  readonly allowMissing: boolean;
  /** Seconds after which a cell of it is ended; no part of any key. */
  readonly timeLimit?: number;
  /** Present when its results depend on the time, and are therefore never compared bit for bit. */
  readonly measured?: Measured;
  /** Indexes of its cells in {@link ExpandedPipeline.cells}: first, and how many. */
  readonly first: number;
  readonly count: number;
  /** `file:line:column` of the stage's name. */
  readonly where: string;
}

/** One stage at one combination of its axes' values. */
export interface Cell {
  readonly index: number;
  readonly stage: ExpandedStage;
  readonly axes: Labels;
  /** Parameters after expressions and defaults, as canonicalisable JSON. */
  readonly params: JsonValue;
  readonly inputs: Readonly<Record<string, readonly CellInput[]>>;
}

/** A checked pipeline, ready to plan. */
export interface ExpandedPipeline {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The pipeline file as the user named it, and the folder that relative paths start from. */
  readonly path: string;
  readonly folder: string;
  readonly axes: Readonly<Record<string, readonly Scalar[]>>;
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** Stages, producers first. */
  readonly stages: readonly ExpandedStage[];
  /** Cells, producers first; the cells of a stage are contiguous. */
  readonly cells: readonly Cell[];
}

/** Tells whether a cell's result depends on the time, its own or that of something it was made from. */
export function isMeasured({ stage }: Cell): boolean {
  return stage.measured !== undefined;
}

/** Tells whether a cell reads the clock itself. */
export function readsClock({ stage }: Cell): boolean {
  return stage.measured === "clock";
}

/** Names a cell: `train[width=5,seed=2]`, or the stage's name alone when it has no axes. */
export function nameCell(cell: Cell): string {
  const axes = Object.entries(cell.axes);
  if (axes.length === 0) return cell.stage.name;
  return `${cell.stage.name}[${axes.map(([axis, value]) => `${axis}=${value}`).join(",")}]`;
}
