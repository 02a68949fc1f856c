/**
 * What may stand in a figure: elements that draw, no scripts, no references to anything outside the figure.
 */

const ELEMENTS = new Set(
  ("svg g defs symbol use marker path rect circle ellipse line polyline polygon text tspan textPath " +
    "title image clipPath mask pattern linearGradient radialGradient stop style a filter feBlend " +
    "feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feOffset").split(" "),
);

const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;
const REFERENCE = /url\(\s*(["']?)#([^"')]*)\1\s*\)/g;
const NAMESPACES: readonly string[] = [
  "http://www.w3.org/2000/svg",
  "http://www.w3.org/1999/xlink",
];

/** Tells whether an element may stand in a figure that is a file of its own, which describes itself. */
export function isHarmless(element: string): boolean {
  return element === "desc" || isDrawing(element);
}

/** Tells whether an element may stand in a figure of a page. */
export function isDrawing(element: string): boolean {
  return ELEMENTS.has(element);
}

/**
 * Gives an attribute's value for a figure, or undefined when the figure must not have it.
 *
 * @param prefix goes before every id and every reference to one.
 */
export function keepAttribute(
  element: string,
  name: string,
  value: string,
  prefix: string,
): string | undefined {
  if (!/^[a-z][\w:.-]*$/i.test(name) || /^on/i.test(name)) return undefined;
  if (name === "id") return prefix + value;
  if (name === "href" || name === "xlink:href") {
    if (value.startsWith("#")) return `#${prefix}${value.slice(1)}`;
    return element === "image" && PICTURE.test(value) ? value : undefined;
  }
  // In another namespace the same names are other elements.
  if (name.startsWith("xmlns")) return NAMESPACES.includes(value) ? value : undefined;
  if (/^aria-(labelledby|describedby)$/.test(name)) {
    return value.split(/\s+/).map((id) => prefix + id).join(" ");
  }
  return confineReferences(value, prefix);
}

/** Prefixes `url(#id)`; refuses text that reaches outside the figure. */
export function confineReferences(text: string, prefix: string): string | undefined {
  const outside = text.replace(REFERENCE, "");
  if (/url\s*\(|image-set|@import|javascript:|expression\s*\(/i.test(outside)) return undefined;
  // A CSS escape could spell any of the words above.
  if (/\\/.test(outside)) return undefined;
  return text.replace(REFERENCE, (_, _quote, id) => `url(#${prefix}${id})`);
}

/** Gives a style sheet without comments, or undefined when it could break out of its element or reach outside. */
export function confineSheet(text: string, prefix: string): string | undefined {
  const sheet = confineReferences(text.replace(/\/\*.*?\*\//gs, ""), prefix);
  if (sheet === undefined || /[<@]|\/\*/.test(sheet) || !isBalanced(sheet)) return undefined;
  return sheet.replaceAll("&", "");
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
