/**
 * Tells whether a link may stand in a page: http(s), mailto, a place in the page, or a relative path.
 * Characters that browsers skip in addresses are skipped here too.
 */
export function isSafeLink(address: string): boolean {
  const read = address.replace(/[\p{Cc}\p{Zs}\p{Cf}]/gu, "");
  if (/^[/\\]{2}/.test(read)) return false;
  return /^(https?:|mailto:)/i.test(read) || !/^[^/?#]*:/.test(read);
}

/** Makes ids of headings: `s-` and the heading's letters and digits, numbered when they repeat. */
export function makeSlugs(): (heading: string) => string {
  const taken = new Map<string, number>();
  return (heading) => {
    const words = heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    const slug = `s-${words === "" ? "section" : words}`;
    const count = (taken.get(slug) ?? 0) + 1;
    taken.set(slug, count);
    return count === 1 ? slug : `${slug}--${count}`;
  };
}
