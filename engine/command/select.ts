/** Choosing cells by stage and axes, as `--only` and `explain` name them. */

import { KooplineError } from "../../schemas/error.ts";
import type { Scalar } from "../../schemas/json.ts";
import { listNames, quoteName } from "../pipeline/describe.ts";
import {
  type Cell,
  type ExpandedPipeline,
  type ExpandedStage,
  nameCell,
} from "../pipeline/expanded.ts";
import { hintName } from "../pipeline/suggest.ts";
import { listProducers } from "../plan/resolve.ts";

/**
 * Selects the cells of a stage and all that they need, producers first; every cell without a selection.
 *
 * @param selection `stage` or `stage[axis=value,…]`.
 * @throws {KooplineError} `command.usage` when it names no cell.
 */
export function selectCells(pipeline: ExpandedPipeline, selection?: string): readonly Cell[] {
  if (selection === undefined) return pipeline.cells;
  const wanted = new Set(findCells(pipeline, selection).map(({ index }) => index));
  for (let index = pipeline.cells.length - 1; index >= 0; index--) {
    const cell = pipeline.cells[index];
    if (cell === undefined || !wanted.has(index)) continue;
    listProducers(cell).forEach((producer) => wanted.add(producer));
  }
  return pipeline.cells.filter(({ index }) => wanted.has(index));
}

/**
 * Finds the cells that `stage`, `stage[axis=value]` or `stage axis=value …` name.
 *
 * @throws {KooplineError} `command.usage` when it names no cell.
 */
export function findCells(
  pipeline: ExpandedPipeline,
  selection: string,
  more: readonly string[] = [],
): readonly Cell[] {
  const [, name = selection, inside = ""] = /^([^[]*)\[(.*)\]$/.exec(selection) ?? [];
  const stage = pipeline.stages.find((one) => one.name === name);
  if (stage === undefined) throw describeNoStage(name, pipeline);
  const cells = pipeline.cells.slice(stage.first, stage.first + stage.count);
  // A value may hold a comma itself; the whole name of a cell is always understood.
  const exact = more.length === 0 ? cells.find((cell) => nameCell(cell) === selection) : undefined;
  if (exact !== undefined) return [exact];
  const pairs = [...inside.split(","), ...more].map((text) => text.trim())
    .filter((text) => text !== "").map((text) => parsePair(text, stage));
  return pairs.reduce((left, [axis, value]) => {
    const found = left.filter((cell) => isSame(cell.axes[axis], value));
    if (found.length > 0) return found;
    throw describeNoValue(stage, axis, value, [...new Set(left.map((cell) => cell.axes[axis]))]);
  }, cells);
}

/** Splits `axis=value`. */
function parsePair(text: string, stage: ExpandedStage): readonly [string, string] {
  const at = text.indexOf("=");
  const axis = at === -1 ? text : text.slice(0, at);
  if (at > 0 && stage.over.includes(axis)) return [axis, text.slice(at + 1).trim()];
  const { name, over } = stage;
  throw new KooplineError({
    code: "command.usage",
    expected: over.length === 0
      ? `${quoteName(name)} alone, which ranges over no axis`
      : `axis=value with an axis of ${quoteName(name)}: ${listNames(over)}`,
    found: quoteName(text),
    ...hint(hintName(axis, over)),
  });
}

function isSame(value: Scalar | undefined, text: string): boolean {
  if (String(value) === text) return true;
  return typeof value === "number" && text !== "" && Number(text) === value;
}

function describeNoStage(name: string, pipeline: ExpandedPipeline): KooplineError {
  const names = pipeline.stages.map((one) => one.name);
  return new KooplineError({
    code: "command.usage",
    where: pipeline.path,
    expected: "a stage of the pipeline",
    found: quoteName(name),
    ...hint(hintName(name, names, `Stages: ${listNames(names)}.`)),
  });
}

function describeNoValue(
  stage: ExpandedStage,
  axis: string,
  value: string,
  values: readonly (Scalar | undefined)[],
): KooplineError {
  return new KooplineError({
    code: "command.usage",
    expected: `a value that ${quoteName(axis)} has in ${quoteName(stage.name)}`,
    found: quoteName(value),
    hint: `Values: ${listNames(values.map(String))}.`,
  });
}

function hint(text: string | undefined): { readonly hint?: string } {
  return text === undefined ? {} : { hint: text };
}
