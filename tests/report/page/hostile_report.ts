/** A report with the same hostile text wherever a pipeline's author, or its data, can put one. */

import { completeReport } from "../../../report/page/publish.ts";
import { renderReport } from "../../../report/page/report.ts";
import { makeFigure, makeSource } from "./sample.ts";

/** Renders the report, complete as it is published. */
export function renderHostile(attack: string): string {
  const figure = makeFigure("spectra", { [attack]: attack }, {
    title: attack,
    caption: attack,
    alt: attack,
    sql: attack,
    plot: attack,
    inputs: [{ stage: attack, labels: { [attack]: attack }, address: attack }],
    svg: `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>${
      attack.replace(/&/g, "&amp;").replace(/</g, "&lt;")
    }</text><script>alert(1)</script></svg>`,
  });
  const text = `# ${attack}\n\n${attack}\n\n## ${attack}\n\n{{ select 'v' }}\n\n` +
    `![${attack}](figure:spectra)\n\n\`${attack}\` [a](<${attack}>) [b](javascript:alert(1))\n\n` +
    "```table\nselect 't'\n```\n\n```" + `${attack.replaceAll("`", "")}\n${attack}\n` + "```\n";
  const source = makeSource(
    text,
    [{ ...figure, tables: { data: { [attack]: [attack] } } }],
    () => ({
      columns: { [attack]: [attack] },
      rows: 1,
    }),
  );
  const graph = {
    name: attack,
    title: attack,
    description: attack,
    axes: { [attack]: [attack] },
    parameters: { [attack]: attack },
    stages: [{ name: attack, kind: attack, over: [attack], needs: [attack], cells: 1 }],
  };
  const { html } = renderReport({ ...source, graph });
  return completeReport(html, {
    file: attack,
    command: "koopline",
    facts: [{ name: attack, value: attack }],
  });
}
