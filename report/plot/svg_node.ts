/** A tree of SVG elements: what plots give, what is put together, what is written. */

/** An element; its children are elements and text. */
export interface SvgNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgNode | string)[];
}

/** What is read of a DOM node. */
export interface DomNode {
  readonly nodeType: number;
  readonly localName: string;
  readonly textContent: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<DomNode>;
}

/** Colour of text and lines; written out, because `currentColor` would follow a dark page. */
export const INK = "#1a1a1a";
/** Colour of words that only explain: legend titles, notes. */
export const MUTED = "#555555";

const ELEMENT = 1;
const TEXT = 3;

/** Makes an element; attributes that are undefined are left out. */
export function makeNode(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly (SvgNode | string)[] = [],
): SvgNode {
  const written: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) written[key] = String(value);
  }
  return { name, attributes: written, children };
}

/**
 * Reads a plot's DOM into a tree.
 *
 * Plot's style sheet and classes are left behind, so that figures on one page cannot style each other;
 * what the sheet would have set is written into attributes. Labels for assistive software are left
 * behind too: the whole figure has one text.
 */
export function readDom(node: DomNode): SvgNode {
  const attributes: Record<string, string> = {};
  for (const { name, value } of node.attributes) {
    if (name === "class" || name === "style" || name.startsWith("aria-")) continue;
    attributes[name] = value.replaceAll("currentColor", INK)
      .replaceAll("var(--plot-background)", "#ffffff");
  }
  const children: (SvgNode | string)[] = [];
  for (const child of node.childNodes) {
    if (child.nodeType === TEXT) children.push(child.textContent ?? "");
    else if (child.nodeType === ELEMENT && child.localName !== "style") {
      children.push(readDom(child));
    }
  }
  return { name: node.localName, attributes, children };
}
