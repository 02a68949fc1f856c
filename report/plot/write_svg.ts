/**
 * Writes a tree as SVG text, the same bytes every time.
 *
 * Coordinates are rounded to 0.01 px. Plot's scales use Math.log, and its symbols Math.sin and Math.cos,
 * whose last bits may differ between V8 versions; a hundredth of a pixel hides that. Attributes are
 * sorted, so that the order in which a DOM keeps them does not matter.
 */

import { cleanText } from "./text.ts";
import { makeNode, type SvgNode } from "./svg_node.ts";

const GEOMETRY = new Set(
  ("cx cy d dx dy fill-opacity font-size height opacity points r rx ry stroke-dasharray " +
    "stroke-opacity stroke-width transform viewBox width x x1 x2 y y1 y2").split(" "),
);

/**
 * Writes a tree as SVG text.
 *
 * Ids are renamed in order of appearance and prefixed by a hash of the rest, so that figures inlined
 * in one page do not clash, however many plots were drawn before in the same process.
 */
export function writeSvg(root: SvgNode): string {
  const prefix = `f${hashText(writeNode(renameIds(root, "")))}`;
  return `${writeNode(renameIds(root, prefix))}\n`;
}

/** Rounds the numbers in an attribute to 0.01; integers, units and letters stay. */
export function roundNumbers(value: string): string {
  return value.replace(/-?(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[-+]?\d+)?/gi, (number) => {
    // By way of a millionth: halves and eighths of a pixel would else hang on the last bit.
    const rounded = Math.round(Math.round(Number(number) * 1e6) / 1e4) / 100;
    return String(rounded === 0 ? 0 : rounded);
  });
}

function writeNode(node: SvgNode): string {
  const attributes = Object.keys(node.attributes).sort().map((name) => {
    const value = node.attributes[name] ?? "";
    return ` ${name}="${escapeText(GEOMETRY.has(name) ? roundNumbers(value) : value)}"`;
  }).join("");
  if (node.children.length === 0) return `<${node.name}${attributes}/>`;
  const inner = node.children.map((child) =>
    typeof child === "string" ? escapeText(child) : writeNode(child)
  );
  // One line an element keeps the file readable and its differences small; text must stay unbroken.
  const broken = node.children.every((child) => typeof child !== "string") && node.name !== "text";
  const content = broken ? `\n${inner.join("\n")}\n` : inner.join("");
  return `<${node.name}${attributes}>${content}</${node.name}>`;
}

function escapeText(text: string): string {
  return cleanText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

function renameIds(root: SvgNode, prefix: string): SvgNode {
  const names = new Map<string, string>();
  collectIds(root, names, prefix);
  return replaceIds(root, names);
}

function collectIds(node: SvgNode, names: Map<string, string>, prefix: string): void {
  const id = node.attributes["id"];
  if (id !== undefined && !names.has(id)) names.set(id, `${prefix}-${names.size + 1}`);
  for (const child of node.children) {
    if (typeof child !== "string") collectIds(child, names, prefix);
  }
}

function replaceIds(node: SvgNode, names: ReadonlyMap<string, string>): SvgNode {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.attributes)) {
    if (name === "id") attributes[name] = names.get(value) ?? value;
    else if (name === "aria-labelledby") {
      attributes[name] = value.split(" ").map((id) => names.get(id) ?? id).join(" ");
    } else {
      attributes[name] = value.replace(
        /^url\(#(.*)\)$/,
        (whole, id) => names.has(id) ? `url(#${names.get(id)})` : whole,
      );
    }
  }
  const children = node.children.map((child) =>
    typeof child === "string" ? child : replaceIds(child, names)
  );
  return makeNode(node.name, attributes, children);
}

/** Two lanes of 32-bit FNV-1a over UTF-16 units, as 16 hexadecimal digits. */
function hashText(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x050c5d1f;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ (unit + i), 0x01000193);
  }
  return [first, second].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
