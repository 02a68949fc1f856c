/** Marks that several plots draw: dots of groups, reference lines. */

import { dot, type Markish, ruleX, ruleY, text } from "@observablehq/plot";
import { type Axis, findFraction, isWithin } from "./axis.ts";
import type { Group, Grouping } from "./groups.ts";
import type { Box } from "./panel.ts";
import { INK } from "./svg_node.ts";
import { FONT_SIZE, shortenText } from "./text.ts";

/** Rows as positions in data units. */
export interface Positions {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A dashed line at a known value. */
export interface Reference {
  readonly axis: "x" | "y";
  readonly value: number;
  readonly label?: string | undefined;
}

/** Draws hollow markers, so that markers on top of one another can all be seen. */
export function drawDots(
  { groups, legend }: Grouping,
  { x, y }: Positions,
  keep: (row: number) => boolean,
  filling: string = "none",
): readonly Markish[] {
  const channels = { x: (row: number) => x[row] ?? NaN, y: (row: number) => y[row] ?? NaN };
  const count = groups.reduce((sum, { rows }) => sum + rows.filter(keep).length, 0);
  const common = { ...sizeMarkers(count), fill: filling, ...channels };
  if (legend.kind !== "ramp") {
    return groups.map(({ rows, style }) =>
      dot(rows.filter(keep), { ...common, symbol: style.symbol, stroke: style.colour })
    );
  }
  // One mark for all groups: a ramp may have as many groups as rows.
  const colours = new Map(
    groups.flatMap(({ rows, style }) =>
      rows.filter(keep).map((row) => [row, style.colour] as const)
    ),
  );
  return [dot(colours.keys(), { ...common, stroke: (row: number) => colours.get(row) ?? INK })];
}

/** Gives markers their size: many are smaller, so that they do not close up into a bar. */
function sizeMarkers(count: number): { readonly r: number; readonly strokeWidth: number } {
  if (count <= 60) return { r: 4.75, strokeWidth: 1.6 };
  return count <= 160 ? { r: 3.75, strokeWidth: 1.3 } : { r: 3, strokeWidth: 1.1 };
}

/**
 * Draws dashed lines across a panel, each with its words beside it.
 *
 * @param above whether the words of upright lines stand above the panel.
 */
export function drawReferences(
  references: readonly Reference[],
  x: Axis,
  y: Axis,
  { box, above }: { readonly box: Box; readonly above: boolean },
): readonly Markish[] {
  const line = { stroke: "#444444", strokeDasharray: "5 4", strokeWidth: 1.2 };
  const halo = { fill: INK, stroke: "#ffffff", strokeWidth: 4, fontSize: FONT_SIZE };
  return references.flatMap(({ axis, value, label = "" }): Markish[] => {
    // Limits may leave a reference out.
    if (!isWithin(axis === "x" ? x : y, value)) return [];
    if (axis === "y") {
      const place = { x: x.domain[1], y: value, textAnchor: "end" as const, dx: -6, dy: -12 };
      const words = shortenText(label, box.width - 12);
      return [ruleY([value], line), text([words], { ...place, ...halo })];
    }
    // Beside the line, on the side that has room.
    const fraction = findFraction(x, value);
    const before = fraction * box.width + (above ? box.x : 0);
    const after = (1 - fraction) * box.width;
    const place = {
      x: value,
      y: y.domain[1],
      textAnchor: fraction > 0.5 ? "end" as const : "start" as const,
      dx: fraction > 0.5 ? -6 : 6,
      dy: above ? -11 : 12,
    };
    const words = shortenText(label, (fraction > 0.5 ? before : after) - 12);
    return [ruleX([value], line), text([words], { ...place, ...halo })];
  });
}

/** Says whether markers on lines help: when no group has many points. */
export function hasFewPoints(groups: readonly Group[]): boolean {
  return groups.every(({ rows }) => rows.length <= 30);
}
