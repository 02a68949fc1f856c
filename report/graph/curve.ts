/** Curves of arrows: out of a box's lower edge, down between others, into the upper edge of another. */

import { type Arrow, type Box, HEIGHT, type Point } from "./layout.ts";

/** Draws every arrow as the `d` of an SVG path; arrows that share a box share its edge evenly. */
export function drawArrows(arrows: readonly Arrow[]): readonly string[] {
  const starts = spreadEnds(
    arrows,
    ({ from }) => from,
    ({ to, passes }) => passes[0] ?? middle(to),
  );
  const ends = spreadEnds(
    arrows,
    ({ to }) => to,
    ({ from, passes }) => passes.at(-1) ?? middle(from),
  );
  return arrows.map((arrow) => {
    const start = { x: starts.get(arrow) ?? 0, y: arrow.from.y + HEIGHT };
    const end = { x: ends.get(arrow) ?? 0, y: arrow.to.y };
    return drawArrow(start, arrow.passes, end);
  });
}

function middle({ x, width, y }: Box): Point {
  return { x: x + width / 2, y: y + HEIGHT / 2 };
}

/** Gives each arrow its x on the edge of a box, in the order of where it leads. */
function spreadEnds(
  arrows: readonly Arrow[],
  boxOf: (arrow: Arrow) => Box,
  towards: (arrow: Arrow) => Point,
): ReadonlyMap<Arrow, number> {
  const places = new Map<Arrow, number>();
  for (const box of new Set(arrows.map(boxOf))) {
    const sharing = arrows.filter((arrow) => boxOf(arrow) === box)
      .sort((a, b) => towards(a).x - towards(b).x);
    sharing.forEach((arrow, index) => {
      places.set(arrow, box.x + box.width * (index + 1) / (sharing.length + 1));
    });
  }
  return places;
}

/** Bends only between layers, so that it touches no box on its way. */
function drawArrow(start: Point, passes: readonly Point[], end: Point): string {
  let path = `M${round(start.x)} ${round(start.y)}`;
  let at = start;
  for (const { x, y } of passes) {
    path += `${bend(at, { x, y: y - HEIGHT / 2 })}V${round(y + HEIGHT / 2)}`;
    at = { x, y: y + HEIGHT / 2 };
  }
  return path + bend(at, end);
}

function bend(from: Point, to: Point): string {
  const y = round((from.y + to.y) / 2);
  return `C${round(from.x)} ${y} ${round(to.x)} ${y} ${round(to.x)} ${round(to.y)}`;
}

/** Keeps a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
