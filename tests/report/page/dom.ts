import { DOMParser } from "linkedom";

/** What tests search: a document or an element. */
export interface PageNode {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): ArrayLike<PageElement> & Iterable<PageElement>;
}

/** What tests read of an element. */
export interface PageElement extends PageNode {
  readonly tagName: string;
  readonly id: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
}

/** Parses HTML as a document. */
export function parsePage(html: string): PageNode {
  return new DOMParser().parseFromString(html, "text/html");
}

/** Gives the texts of the elements that a selector finds. */
export function listTexts(page: PageNode, selector: string): readonly string[] {
  return [...page.querySelectorAll(selector)].map((node) => node.textContent.trim());
}
