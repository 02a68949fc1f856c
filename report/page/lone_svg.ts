/**
 * Figures as files of their own. A browser that opens an SVG runs what is in it, and no policy can be written
 * into the file; so nothing may be in it but what draws.
 */

import { isHarmless, keepAttribute } from "./svg_rules.ts";

const TAG = /<(\/?)([A-Za-z]\w*)((?:\s+[A-Za-z][\w:-]*="[^"<]*")*)\s*\/?>/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE = /([A-Za-z][\w:-]*)="([^"]*)"/g;
/** References that cannot spell a word that is looked for. */
const PLAIN_REFERENCE = /&(?:amp|lt|gt|quot|#39);/g;

/**
 * Tells whether the text of an SVG file holds nothing but elements that draw, and no references to anything
 * outside. What is written in any unusual way counts as harmful.
 */
export function isHarmlessSvg(svg: string): boolean {
  for (let at = 0; at < svg.length;) {
    TEXT.lastIndex = TAG.lastIndex = at;
    const text = TEXT.exec(svg)?.[0];
    const tag = text === undefined ? TAG.exec(svg) : null;
    if (text === undefined && (tag === null || !isHarmlessTag(tag))) return false;
    at += (text ?? tag?.[0] ?? "").length;
  }
  return true;
}

function isHarmlessTag([, , name = "", attributes = ""]: RegExpExecArray): boolean {
  // A style sheet has to be read to be judged.
  if (!isHarmless(name) || name === "style") return false;
  return [...attributes.matchAll(ATTRIBUTE)].every(([, attribute = "", value = ""]) => {
    const plain = value.replace(PLAIN_REFERENCE, "");
    return !plain.includes("&") && keepAttribute(name, attribute, value, "") !== undefined;
  });
}
