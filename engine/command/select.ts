/** Choosing cells by stage and axes, as `--only` and `explain` name them. */

import { KooplineError } from "../../schemas/error.ts";
import type { Cell, ExpandedPipeline } from "../pipeline/expanded.ts";
import { listProducers } from "../plan/resolve.ts";

/**
 * Selects the cells of a stage and all that they need, producers first; every cell without a selection.
 *
 * @param selection `stage` or `stage[axis=value,…]`.
 */
export function selectCells(pipeline: ExpandedPipeline, selection?: string): readonly Cell[] {
  if (selection === undefined) return pipeline.cells;
  const chosen = findCells(pipeline, selection);
  const wanted = new Set(chosen.map(({ index }) => index));
  for (let index = pipeline.cells.length - 1; index >= 0; index--) {
    const cell = pipeline.cells[index];
    if (cell === undefined || !wanted.has(index)) continue;
    listProducers(cell).forEach((producer) => wanted.add(producer));
  }
  return pipeline.cells.filter(({ index }) => wanted.has(index));
}

/** Finds the cells that `stage`, `stage[axis=value]` or `stage axis=value …` name. */
export function findCells(
  pipeline: ExpandedPipeline,
  selection: string,
  more: readonly string[] = [],
): readonly Cell[] {
  const [, name = "", inside = ""] = /^([^[]*)(?:\[(.*)\])?$/.exec(selection) ?? [];
  const stage = pipeline.stages.find((one) => one.name === name);
  if (stage === undefined) {
    throw wrongSelection(
      `one of the stages ${pipeline.stages.map((one) => one.name).join(", ")}`,
      `"${name}"`,
    );
  }
  const pairs = [...inside.split(","), ...more].filter((text) => text !== "");
  const axes = pairs.map((text) => parsePair(text, stage.over));
  const cells = pipeline.cells.slice(stage.first, stage.first + stage.count)
    .filter((cell) => axes.every(([axis, value]) => String(cell.axes[axis]) === value));
  if (cells.length > 0) return cells;
  throw wrongSelection(
    `values that the axes ${stage.over.join(", ")} of ${name} have`,
    pairs.join(" "),
  );
}

function parsePair(text: string, over: readonly string[]): readonly [string, string] {
  const at = text.indexOf("=");
  const axis = text.slice(0, Math.max(at, 0));
  if (at > 0 && over.includes(axis)) return [axis, text.slice(at + 1)];
  throw wrongSelection(
    over.length === 0
      ? "no axis, since the stage has none"
      : `axis=value with ${over.join(" or ")}`,
    `"${text}"`,
  );
}

function wrongSelection(expected: string, found: string): KooplineError {
  return new KooplineError({
    code: "command.usage",
    expected,
    found,
    hint: "Name cells as `stage` or `stage axis=value …`; `plan FILE --cells` lists them.",
  });
}
