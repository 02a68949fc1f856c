/** Takes out of an SVG file whatever does not draw. */

import { DOMParser } from "linkedom";
import { cleanText } from "../plot/text.ts";
import { confineSheet, isHarmless, keepAttribute } from "./svg_rules.ts";
import { escapeHtml } from "./html.ts";
import type { DomNode } from "./dom_node.ts";

const EMPTY = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';

/** Writes an SVG document again with nothing in it that could run, or fetch anything, when it is opened. */
export function cleanSvg(svg: string): string {
  const root: DomNode | null = new DOMParser().parseFromString(svg, "image/svg+xml")
    .documentElement;
  return root?.nodeName === "svg" ? `${printElement(root)}\n` : `${EMPTY}\n`;
}

function printElement(node: DomNode): string {
  const { nodeName: name } = node;
  const attributes = [...node.attributes ?? []].map((attribute) => {
    const kept = keepAttribute(name, attribute.name, attribute.value, "");
    return kept === undefined ? "" : ` ${attribute.name}="${escapeHtml(kept)}"`;
  }).join("");
  const inner = name === "style"
    ? escapeHtml(confineSheet(node.textContent ?? "", "") ?? "")
    : [...node.childNodes].map(printNode).join("");
  return `<${name}${attributes}>${inner}</${name}>`;
}

function printNode(node: DomNode): string {
  if (node.nodeType === 3 || node.nodeType === 4) {
    return escapeHtml(cleanText(node.textContent ?? ""));
  }
  return node.nodeType === 1 && isHarmless(node.nodeName) ? printElement(node) : "";
}
