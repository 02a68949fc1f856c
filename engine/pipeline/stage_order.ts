/** Stages in an order in which producers come first. */

import type { ParsedPipeline } from "./parse.ts";
import type { Report } from "./problems.ts";
import type { StageDraft } from "./stage_drafts.ts";

/**
 * Orders stages, producers first and otherwise as written; each circle is reported and cut.
 *
 * Depth-first with a stack of its own, since a chain of stages may be longer than the call stack.
 */
export function orderStages(
  drafts: ReadonlyMap<string, StageDraft>,
  parsed: ParsedPipeline,
  report: Report,
): StageDraft[] {
  const ordered: StageDraft[] = [];
  const state = new Map<string, "open" | "done">();
  for (const start of drafts.values()) {
    if (state.has(start.name)) continue;
    const path: Visit[] = [visit(start)];
    state.set(start.name, "open");
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      const producer = edge === undefined ? undefined : drafts.get(edge.producer);
      if (edge === undefined) {
        state.set(top.draft.name, "done");
        ordered.push(top.draft);
        path.pop();
      } else if (producer !== undefined && !state.has(producer.name)) {
        state.set(producer.name, "open");
        path.push(visit(producer));
      } else if (state.get(edge.producer) === "open") {
        const names = path.map(({ draft }) => draft.name);
        const circle = [...names.slice(names.indexOf(edge.producer)), edge.producer];
        report({
          code: "pipeline.cycle",
          where: parsed.locate(["stages", top.draft.name, "needs", ...edge.path]),
          expected: "stages that do not need one another in a circle",
          found: circle.join(" → "),
          hint: "Each arrow reads “needs”; remove one of them.",
        });
      }
    }
  }
  return ordered;
}

interface Edge {
  readonly producer: string;
  readonly path: readonly PropertyKey[];
}

interface Visit {
  readonly draft: StageDraft;
  readonly edges: readonly Edge[];
  next: number;
}

function visit(draft: StageDraft): Visit {
  const edges = [...draft.needs].flatMap(([port, producers]) =>
    producers.map((producer, index) => ({
      producer,
      path: producers.length === 1 ? [port] : [port, index],
    }))
  );
  return { draft, edges, next: 0 };
}
