/** Reads back what a figure draws: texts, marks and the axes' positions. */

import { DOMParser } from "linkedom";
import { parseFigureSpec } from "../../../report/figure_spec.ts";
import { type RenderedFigure, renderFigure } from "../../../report/figure.ts";
import { measureText } from "../../../report/plot/text.ts";
import type { FigureData } from "../../../report/figure_data.ts";

/** An element with the translation of its ancestors and its own. */
export interface Drawn {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Degrees clockwise. */
  readonly rotation: number;
}

interface Node {
  readonly nodeType: number;
  readonly localName: string;
  readonly textContent: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<Node>;
}

/** Renders a figure with a title from a plot's parameters. */
export function renderPlot(
  plot: Readonly<Record<string, unknown>>,
  data: FigureData,
  more: Readonly<Record<string, unknown>> = {},
): RenderedFigure {
  return renderFigure(parseFigureSpec({ title: "Title", plot, ...more }), data);
}

/** Lists the elements of an SVG; attributes that groups hand down are included. */
export function listDrawn(svg: string): readonly Drawn[] {
  const document = new DOMParser().parseFromString(svg, "image/svg+xml");
  const drawn: Drawn[] = [];
  const visit = (node: Node, inherited: Drawn) => {
    if (node.nodeType !== 1) return;
    const own = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]));
    const { transform = "", ...attributes } = own;
    const [, dx = "0", dy = "0"] = /translate\(([^,)]+),([^)]+)\)/.exec(transform) ?? [];
    const [, rotation = "0"] = /rotate\(([^)]+)\)/.exec(transform) ?? [];
    const here: Drawn = {
      name: node.localName,
      attributes: { ...inherited.attributes, ...attributes },
      text: readLines(node),
      x: inherited.x + Number(dx),
      y: inherited.y + Number(dy),
      rotation: inherited.rotation + Number(rotation),
    };
    drawn.push(here);
    for (const child of node.childNodes) visit(child, { ...here, attributes: handDown(here) });
  };
  const start: Drawn = { name: "", attributes: {}, text: "", x: 0, y: 0, rotation: 0 };
  const root: Node = document.documentElement;
  visit(root, start);
  return drawn;
}

/** Gives the position of the text that says `label`. */
export function findText(drawn: readonly Drawn[], label: string): Drawn {
  const found = drawn.find(({ name, text }) => name === "text" && text === label);
  if (found === undefined) throw new Error(`no text "${label}"`);
  return found;
}

/**
 * Makes the map from values to px of a linear axis from two of its tick labels.
 *
 * @param axis `x` for labels below, `y` for labels at the left.
 */
export function readScale(
  drawn: readonly Drawn[],
  axis: "x" | "y",
  low: readonly [string, number],
  high: readonly [string, number],
): (value: number) => number {
  const anchored = drawn.filter(({ name, attributes }) =>
    name === "text" && (attributes["text-anchor"] === "end") === (axis === "y")
  );
  const from = findText(anchored, low[0])[axis];
  const to = findText(anchored, high[0])[axis];
  return (value) => from + ((value - low[1]) / (high[1] - low[1])) * (to - from);
}

/** Gives the rectangle that a text takes, as DejaVu Sans sets it. */
export function findTextBox({ attributes, text, x, y, rotation }: Drawn) {
  const size = Number(attributes["font-size"]);
  const lines = text.split("\n");
  const length = Math.max(...lines.map((line) => measureText(line, size)));
  const anchor = attributes["text-anchor"] ?? "start";
  const start = anchor === "end" ? -length : anchor === "middle" ? -length / 2 : 0;
  const rise = Number((attributes["y"] ?? "0em").replace("em", "")) * size;
  // Capitals are 0.73 em high; descenders reach 0.24 em below.
  const along = [start, start + length] as const;
  const across = [rise - 0.73 * size, rise + 0.2 * size] as const;
  return rotation === 0
    ? {
      left: x + along[0],
      right: x + along[1],
      top: y + across[0],
      bottom: y + across[1] + (lines.length - 1) * size,
    }
    : { left: x + across[0], right: x + across[1], top: y - along[1], bottom: y - along[0] };
}

/** Gives the text of a node, a line for each tspan. */
function readLines(node: Node): string {
  const spans = [...node.childNodes].filter(({ localName }) => localName === "tspan");
  return spans.length === 0
    ? node.textContent ?? ""
    : spans.map(({ textContent }) => textContent ?? "").join("\n");
}

function handDown({ attributes }: Drawn): Readonly<Record<string, string>> {
  const own = ["id", "x", "y", "width", "height", "viewBox", "xmlns"];
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !own.includes(name)));
}
