/**
 * Puts a figure's SVG into a page: only elements that draw, no scripts, no outside references, and ids
 * that no other figure has.
 */

import { DOMParser } from "linkedom";
import { KooplineError } from "../../schemas/error.ts";
import type { DomNode } from "./dom_node.ts";
import { escapeHtml, type Markup, trustHtml } from "./html.ts";
import { confineSheet, isDrawing, keepAttribute } from "./svg_rules.ts";

/** Below this part of its natural width a figure scrolls instead of shrinking, so that text stays legible. */
const SMALLEST = 0.68;

/** How an SVG is put into a page. */
export interface InlineOptions {
  /** Goes before every id; also the id of the element around the SVG, to which its styles are confined. */
  readonly prefix: string;
  /** What a reader who cannot see the figure needs to know. */
  readonly alt: string;
  /** Natural width in px. */
  readonly width: number;
}

/**
 * Rewrites an SVG document for a page.
 *
 * @param svg The text of the SVG file.
 * @throws {KooplineError} `report.figure` when the text has no svg element.
 */
export function inlineSvg(svg: string, { prefix, alt, width }: InlineOptions): Markup {
  const least = Math.round(width * SMALLEST);
  const root: DomNode | null = new DOMParser().parseFromString(svg, "image/svg+xml")
    .documentElement;
  if (root?.nodeName !== "svg") {
    throw new KooplineError({
      code: "report.figure",
      expected: "an SVG document",
      found: `“${svg.slice(0, 40)}”`,
    });
  }
  const described = `<svg role="img" aria-label="${escapeHtml(alt)}" style="min-width:${least}px"`;
  return trustHtml(printElement(root, prefix).replace(/^<svg/, () => described));
}

function printNode(node: DomNode, prefix: string): string {
  if (node.nodeType === 3 || node.nodeType === 4) return escapeHtml(node.textContent ?? "");
  return node.nodeType === 1 && isDrawing(node.nodeName) ? printElement(node, prefix) : "";
}

function printElement(node: DomNode, prefix: string): string {
  if (node.nodeName === "style") return printStyle(node.textContent ?? "", prefix);
  const attributes = [...node.attributes ?? []].map(({ name, value }) => {
    if (node.nodeName === "svg" && /^(role|aria-.*|id|style)$/.test(name)) return "";
    const kept = keepAttribute(node.nodeName, name, value, prefix);
    return kept === undefined ? "" : ` ${name}="${escapeHtml(kept)}"`;
  });
  const children = [...node.childNodes]
    // The alternative text says it already; here it would only be a tooltip over the whole figure.
    .filter((child) => node.nodeName !== "svg" || child.nodeName !== "title")
    .map((child) => printNode(child, prefix));
  return `<${node.nodeName}${attributes.join("")}>${children.join("")}</${node.nodeName}>`;
}

/** Confines a style sheet to its figure by nesting it; drops one that could break out. */
function printStyle(text: string, prefix: string): string {
  const sheet = confineSheet(text, prefix);
  return sheet === undefined ? "" : `<style>#${prefix}{${sheet}}</style>`;
}
