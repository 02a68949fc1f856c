import { describeCells, type Graph } from "./graph.ts";

/** Writes a pipeline as a Mermaid flowchart, for people who want the picture elsewhere. */
export function writeMermaid({ stages }: Graph): string {
  const ids = new Map(stages.map(({ name }, index) => [name, `s${index}`]));
  const nodes = stages.map((stage) => {
    const lines = [stage.name, stage.kind, describeCells(stage)].map(escapeMermaid);
    return `  ${ids.get(stage.name)}["${lines.join("<br/>")}"]`;
  });
  const arrows = stages.flatMap(({ name, needs }) =>
    [...new Set(needs)].filter((need) => ids.has(need))
      .map((need) => `  ${ids.get(need)} --> ${ids.get(name)}`)
  );
  return ["flowchart TB", ...nodes, ...arrows].join("\n") + "\n";
}

/** Writes characters that mean something to Mermaid as its entity codes. */
function escapeMermaid(text: string): string {
  return text.replace(/["#<>&;`\\\n]/g, (found) => `#${found.charCodeAt(0)};`);
}
