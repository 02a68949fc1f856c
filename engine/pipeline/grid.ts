/** Combinations of axis values as numbers: position = Σ index · stride, the last axis fastest. */

import type { Labels, Scalar } from "../../schemas/json.ts";
import type { AxisValues } from "./axes.ts";

/** An axis of a grid. */
export interface GridAxis {
  readonly name: string;
  readonly values: readonly Scalar[];
  readonly stride: number;
}

/** The combinations of a stage's axes. */
export interface Grid {
  readonly axes: readonly GridAxis[];
  readonly size: number;
}

/** Builds the grid of the named axes, in the order given. */
export function buildGrid(over: readonly string[], axes: AxisValues): Grid {
  const reversed: GridAxis[] = [];
  let size = 1;
  for (const name of over.toReversed()) {
    const values = axes.get(name) ?? [];
    reversed.push({ name, values, stride: size });
    size *= values.length;
  }
  return { axes: reversed.reverse(), size };
}

/** Returns the index of an axis's value at a position. */
export function readIndex({ stride, values }: GridAxis, position: number): number {
  return Math.floor(position / stride) % values.length;
}

/** Returns the value of an axis at a position. */
export function readValue(axis: GridAxis, position: number): Scalar {
  return axis.values[readIndex(axis, position)] ?? "";
}

/** Labels a position by some of the grid's axes. */
export function labelPosition(axes: readonly GridAxis[], position: number): Labels {
  const labels: Record<string, Scalar> = {};
  for (const axis of axes) labels[axis.name] = readValue(axis, position);
  return labels;
}

/**
 * Builds the function from a position to one number for its values of the named axes.
 *
 * Grids that share the axes give the same number for the same values, whatever else they range over.
 */
export function buildProjection(
  grid: Grid,
  names: readonly string[],
): (position: number) => number {
  const axes: { readonly axis: GridAxis; readonly stride: number }[] = [];
  let size = 1;
  for (const axis of grid.axes) {
    if (!names.includes(axis.name)) continue;
    axes.push({ axis, stride: size });
    size *= axis.values.length;
  }
  return (position) => {
    let key = 0;
    for (const { axis, stride } of axes) key += readIndex(axis, position) * stride;
    return key;
  };
}

/** Names a cell: `train[width=5,seed=2]`. */
export function writeCellName(stage: string, labels: Labels): string {
  const axes = Object.entries(labels).map(([axis, value]) => `${axis}=${value}`);
  return axes.length === 0 ? stage : `${stage}[${axes.join(",")}]`;
}
