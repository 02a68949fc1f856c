/** Where stages and arrows go: Sugiyama's layered layout, by dagre. */

import * as dagre from "@dagrejs/dagre";
import { describeCells, type Graph, type GraphStage } from "./graph.ts";

/** A point in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A stage's box; x and y are its upper left corner. */
export interface Box extends Point {
  readonly stage: GraphStage;
  readonly width: number;
  readonly height: number;
}

/** An arrow from a stage to one that needs it. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  /** Where it passes between the boxes of other layers, at the middle of their height. */
  readonly passes: readonly Point[];
}

interface RoutedArrow extends Omit<Arrow, "passes"> {
  readonly points: readonly Point[];
}

/** Boxes and arrows in px. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** Sizes of text in a box, in px: no font can be measured here, so widths are bounds from above. */
export const TEXT = { name: 13, small: 11.5, nameWidth: 8, smallWidth: 6.4, padding: 14 } as const;

/** Every box's height in px. */
export const HEIGHT = 64;

/** Lays a pipeline out from top to bottom. The same graph gives the same numbers. */
export function layOutGraph({ stages }: Graph): Layout {
  const layered = new dagre.Graph<dagre.GraphLabel, dagre.NodeLabel, dagre.EdgeLabel>();
  layered.setGraph({ rankdir: "TB", nodesep: 22, ranksep: 40, marginx: 6, marginy: 6 });
  const known = new Set(stages.map(({ name }) => name));
  for (const stage of stages) {
    layered.setNode(stage.name, { width: measureStage(stage), height: HEIGHT });
  }
  for (const { name, needs } of stages) {
    for (const need of new Set(needs)) if (known.has(need)) layered.setEdge(need, name, {});
  }
  dagre.layout(layered);
  const boxes = new Map(stages.map((stage) => {
    const { x = 0, y = 0, width, height } = layered.node(stage.name);
    return [stage.name, { stage, x: x - width / 2, y: y - height / 2, width, height }];
  }));
  const arrows = layered.edges().flatMap(({ v, w }) => {
    const [from, to] = [boxes.get(v), boxes.get(w)];
    return from && to ? [{ from, to, points: layered.edge(v, w).points ?? [] }] : [];
  });
  const { width = 0, height = 0 } = layered.graph();
  return { width, height, boxes: [...boxes.values()], arrows: arrows.map(keepBends(boxes)) };
}

/**
 * Of dagre's points, keeps those beside boxes of a layer that the arrow passes; the others lie between
 * layers, where the arrow bends anyway.
 */
function keepBends(boxes: ReadonlyMap<string, Box>): (arrow: RoutedArrow) => Arrow {
  const layers = new Set([...boxes.values()].map(({ y }) => Math.round(y + HEIGHT / 2)));
  return ({ from, to, points }) => ({
    from,
    to,
    passes: points.slice(1, -1).filter(({ y }) => layers.has(Math.round(y))),
  });
}

function measureStage(stage: GraphStage): number {
  const name = stage.name.length * TEXT.nameWidth;
  const small = Math.max(stage.kind.length, describeCells(stage).length) * TEXT.smallWidth;
  return Math.max(96, name, small) + 2 * TEXT.padding;
}
