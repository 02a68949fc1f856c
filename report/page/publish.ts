/** What is put into a page when it is published, because it must not be part of the artifact. */

import { type Markup, markup, printHtml } from "./html.ts";

/** Where facts about the run go. */
export const RUN_PLACE = "<!-- koopline:run -->";

/** Facts about one run, which another run of the same pipeline would not share. */
export interface RunFacts {
  /** The pipeline's file as commands take it, with the settings that were given. */
  readonly file: string;
  /** What commands begin with: `deno task` in a clone, `koopline` where it is installed. */
  readonly command: "deno task" | "koopline";
  /** Names and values, such as Deno's version, the system, and how long the run took. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** Names the pipeline's file in a command; the artifact only knows the pipeline's name. */
export function renderPipelineFile(name: string): Markup {
  return markup`<var data-koopline="file">${name}.yaml</var>`;
}

/** Completes a report for reading: fills in the pipeline's file and the facts about the run. */
export function completeReport(page: string, { file, command, facts }: RunFacts): string {
  const path = printHtml(markup`${file}`);
  const rows = facts.map(({ name, value }) => markup`<dt>${name}</dt><dd>${value}</dd>\n`);
  const list = printHtml(markup`<h3>This run</h3>
<dl>
${rows}</dl>`);
  return page
    .replace(/deno task (?=\w+ <var data-koopline="file">)/g, `${command} `)
    .replace(/(<var data-koopline="file">)[^<]*(?=<\/var>)/g, (_, tag) => tag + path)
    .replace(RUN_PLACE, () => facts.length === 0 ? "" : list);
}
