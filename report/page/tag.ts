/** The tags that say where an expected value comes from. */

import { type Markup, markup } from "./html.ts";

/** What each tag means. */
export const TAGS = {
  S: "seen in a source",
  C: "computed from published numbers or by re-simulation",
  I: "inferred",
  D: "default chosen because the sources are silent",
} as const;

/** A tag of an expected value. */
export type Tag = keyof typeof TAGS;

/** Tells whether a text is a tag. */
export function isTag(text: string): text is Tag {
  return Object.hasOwn(TAGS, text);
}

/** Shows a tag as a badge. */
export function renderTag(tag: Tag): Markup {
  return markup`<abbr class="tag tag-${tag.toLowerCase()}" title="${TAGS[tag]}">${tag}</abbr>`;
}

/** Says what tags mean; nothing without tags. */
export function renderLegend(tags: Iterable<Tag>): Markup {
  const used = new Set(tags);
  const known: readonly Tag[] = ["S", "C", "I", "D"];
  const entries = known.filter((tag) => used.has(tag)).map((tag) =>
    markup`<span>${renderTag(tag)} ${TAGS[tag]}</span>`
  );
  return entries.length === 0 ? markup`` : markup`<p class="legend">${entries}</p>`;
}
