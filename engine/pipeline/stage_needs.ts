/** A stage's `needs` as lists of stages that are there. */

import { listNames, quoteName } from "./describe.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { Report } from "./problems.ts";
import { hintName } from "./suggest.ts";

/** Reads the producing stages of each port; unknown and repeated ones are reported and left out. */
export function readNeeds(
  stage: string,
  parsed: ParsedPipeline,
  report: Report,
): ReadonlyMap<string, readonly string[]> {
  const { stages } = parsed.document;
  const needs = new Map<string, readonly string[]>();
  for (const [port, written] of Object.entries(stages[stage]?.needs ?? {})) {
    const producers = new Set<string>();
    for (const [index, producer] of [written].flat().entries()) {
      const where = parsed.locate(["stages", stage, "needs", port, index]);
      if (!Object.hasOwn(stages, producer)) {
        report({
          code: "pipeline.unknown_stage",
          where,
          expected: "a stage of the pipeline",
          found: quoteName(producer),
          hint: hintStage(stage, producer, parsed),
        });
      } else if (producers.has(producer)) {
        report({
          code: "pipeline.schema",
          where,
          expected: "each stage once",
          found: `${quoteName(producer)} again`,
        });
      } else {
        producers.add(producer);
      }
    }
    needs.set(port, [...producers]);
  }
  return needs;
}

function hintStage(stage: string, name: string, { document }: ParsedPipeline): string {
  const stages = Object.entries(document.stages);
  const using = stages.filter(([, { uses }]) => uses === name).map(([user]) => user);
  if (using.length > 0) {
    return `${quoteName(name)} is a kind; stages that use it: ${listNames(using)}.`;
  }
  const others = stages.map(([other]) => other).filter((other) => other !== stage);
  const known = others.length === 0
    ? "There are no other stages."
    : `Other stages: ${listNames(others)}.`;
  return hintName(name, others) ?? known;
}
