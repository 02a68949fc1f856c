/**
 * Puts a figure's SVG into a page: only elements that draw, no scripts, no outside references, and ids
 * that no other figure has.
 */

import { DOMParser } from "linkedom";
import { KooplineError } from "../../schemas/error.ts";
import { escapeHtml, type Markup, trustHtml } from "./html.ts";

const ELEMENTS = new Set(
  ("svg g defs symbol use marker path rect circle ellipse line polyline polygon text tspan textPath " +
    "title image clipPath mask pattern linearGradient radialGradient stop style a filter feBlend " +
    "feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feOffset").split(" "),
);

const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;
const REFERENCE = /url\(\s*(["']?)#([^"')]*)\1\s*\)/g;

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

/** The part of a DOM node that is read here. */
interface SvgNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<SvgNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

/**
 * Rewrites an SVG document for a page.
 *
 * @param svg The text of the SVG file.
 * @throws {KooplineError} `report.figure` when the text has no svg element.
 */
export function inlineSvg(svg: string, { prefix, alt, width }: InlineOptions): Markup {
  const least = Math.round(width * SMALLEST);
  const root: SvgNode | null = new DOMParser().parseFromString(svg, "image/svg+xml")
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

function printNode(node: SvgNode, prefix: string): string {
  if (node.nodeType === 3 || node.nodeType === 4) return escapeHtml(node.textContent ?? "");
  return node.nodeType === 1 && ELEMENTS.has(node.nodeName) ? printElement(node, prefix) : "";
}

function printElement(node: SvgNode, prefix: string): string {
  if (node.nodeName === "style") return printStyle(node.textContent ?? "", prefix);
  const attributes = [...node.attributes ?? []].map(({ name, value }) => {
    const kept = keepAttribute(node.nodeName, name, value, prefix);
    return kept === undefined ? "" : ` ${name}="${escapeHtml(kept)}"`;
  });
  const children = [...node.childNodes]
    // The alternative text says it already; here it would only be a tooltip over the whole figure.
    .filter((child) => node.nodeName !== "svg" || child.nodeName !== "title")
    .map((child) => printNode(child, prefix));
  return `<${node.nodeName}${attributes.join("")}>${children.join("")}</${node.nodeName}>`;
}

/** Gives an attribute's value for the page, or undefined when the page must not have it. */
function keepAttribute(
  element: string,
  name: string,
  value: string,
  prefix: string,
): string | undefined {
  if (!/^[a-z][\w:.-]*$/i.test(name) || /^on/i.test(name)) return undefined;
  if (element === "svg" && /^(role|aria-.*|id|style)$/.test(name)) return undefined;
  if (name === "id") return prefix + value;
  if (name === "href" || name === "xlink:href") {
    if (value.startsWith("#")) return `#${prefix}${value.slice(1)}`;
    return element === "image" && PICTURE.test(value) ? value : undefined;
  }
  if (/^aria-(labelledby|describedby)$/.test(name)) {
    return value.split(/\s+/).map((id) => prefix + id).join(" ");
  }
  return confineReferences(value, prefix);
}

/** Prefixes `url(#id)`; refuses text that reaches outside the page. */
function confineReferences(text: string, prefix: string): string | undefined {
  const outside = text.replace(REFERENCE, "");
  if (/url\s*\(|image-set|@import|javascript:|expression\s*\(/i.test(outside)) return undefined;
  // A CSS escape could spell any of the words above.
  if (/\\/.test(outside)) return undefined;
  return text.replace(REFERENCE, (_, _quote, id) => `url(#${prefix}${id})`);
}

/** Confines a style sheet to its figure by nesting it; drops one that could break out. */
function printStyle(text: string, prefix: string): string {
  const sheet = confineReferences(text.replace(/\/\*.*?\*\//gs, ""), prefix);
  if (sheet === undefined || /[<@]|\/\*/.test(sheet) || !isBalanced(sheet)) return "";
  return `<style>#${prefix}{${sheet.replaceAll("&", "")}}</style>`;
}

/** Tells whether braces and quotes close in a style sheet, with no brace inside quotes. */
function isBalanced(sheet: string): boolean {
  const unquoted = sheet.replace(/"[^"{}\n]*"|'[^'{}\n]*'/g, "");
  let depth = 0;
  for (const character of unquoted) {
    if (character === '"' || character === "'") return false;
    if (character === "{") depth++;
    if (character === "}" && --depth < 0) return false;
  }
  return depth === 0;
}
