/**
 * Pages are checked once more when they are published: an artifact may come from somebody else's store.
 *
 * Whatever else is in it, a page that begins as koopline's do is under their policy, which lets nothing run
 * and nothing be fetched; elements that a policy does not reach must not be there at all.
 */

import { KooplineError } from "../../schemas/error.ts";
import { PAGE_START } from "./layout.ts";
import { RUN_PLACE } from "./publish.ts";
import { isDrawing } from "./svg_rules.ts";

const ELEMENTS = new Set(
  ("html head body title style header footer main nav section figure figcaption details summary div span p " +
    "h1 h2 h3 h4 h5 h6 a abbr b blockquote data br caption code dd del dl dt em hr i li ol ul pre small strong " +
    "sub sup table thead tbody tfoot tr th td time var kbd samp mark q s u aside desc").split(" "),
);

/**
 * Checks that a page can do nothing when it is opened.
 *
 * @param where the cell that made it.
 * @throws {KooplineError} `report.harmful`.
 */
export function assertHarmlessPage(html: string, where: string): void {
  const found = html.startsWith(PAGE_START)
    ? findHarm(html.slice(PAGE_START.length))
    : "a page that begins otherwise";
  if (found === undefined) return;
  throw new KooplineError({
    code: "report.harmful",
    where,
    expected: "a page as koopline writes them, which runs nothing and fetches nothing",
    found,
    hint: "Its artifact was made by another program, or by a stage kind of its own. " +
      "Delete its record from the store, and the cell runs again.",
  });
}

/** Finds the first element, comment or declaration that no page has. */
function findHarm(html: string): string | undefined {
  for (const { 0: start, index } of html.matchAll(/<[^\s>]{0,40}/g)) {
    const name = /^<\/?([A-Za-z][A-Za-z0-9]*)(?=$|\/|>)/.exec(start)?.[1] ?? "";
    if (ELEMENTS.has(name) || isDrawing(name) || html.startsWith(RUN_PLACE, index)) continue;
    return JSON.stringify(html.slice(index, index + 40));
  }
  return undefined;
}
