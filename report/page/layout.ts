/** The frame of a page: head, masthead, contents, footer. */

import type { Graph } from "../graph/graph.ts";
import type { Heading } from "../markdown/piece_renderer.ts";
import { countNoun } from "./count.ts";
import { type Markup, markup, printHtml, trustHtml } from "./html.ts";
import blocks from "./style/blocks.css" with { type: "text" };
import media from "./style/media.css" with { type: "text" };
import text from "./style/text.css" with { type: "text" };

/** Nothing may run and nothing may be fetched: styles and pictures are in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " +
  "form-action 'none'";

/** How every page begins. The policy comes before everything that it is to govern. */
export const PAGE_START = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="koopline">
`;

/** The parts of a page. */
export interface PageParts {
  readonly title: string;
  readonly graph: Graph;
  readonly figures: number;
  readonly headings: readonly Heading[];
  readonly body: Markup;
}

/** Puts a page together. */
export function renderPage(parts: PageParts): string {
  return printHtml(markup`${trustHtml(PAGE_START)}<title>${parts.title}</title>
<style>
${[text, blocks, media].map(trustHtml)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${renderMasthead(parts)}
${renderContents(parts.headings)}
<main id="main" tabindex="-1">
${parts.body}</main>
<footer>Made by koopline from the pipeline <code>${parts.graph.name}</code>.</footer>
</body>
</html>
`);
}

function renderMasthead({ title, graph, figures }: PageParts): Markup {
  const cells = graph.stages.reduce((sum, stage) => sum + stage.cells, 0);
  const lead = graph.description === ""
    ? undefined
    : markup`<p class="lead">${graph.description}</p>\n`;
  const size = [
    countNoun(graph.stages.length, "stage"),
    countNoun(cells, "cell"),
    countNoun(figures, "figure"),
  ];
  return markup`<header class="masthead">
<p class="eyebrow">${graph.title === "" || graph.title === title ? graph.name : graph.title}</p>
<h1>${title}</h1>
${lead}<p class="size">${size.join(" · ")}</p>
</header>`;
}

function renderContents(headings: readonly Heading[]): Markup {
  const entries = headings.filter(({ level }) => level === 2)
    .map(({ id, text }) => markup`<li><a href="#${id}">${text}</a></li>\n`);
  if (entries.length < 3) return markup``;
  return markup`<nav class="contents" aria-labelledby="contents">
<p id="contents">Contents</p>
<ol>
${entries}</ol>
</nav>`;
}
