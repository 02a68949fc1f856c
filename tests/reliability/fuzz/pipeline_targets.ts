/** Fuzzing of pipeline documents: parsed, expanded and planned, nothing executed. */

import { expandPipeline } from "../../../engine/pipeline/expand.ts";
import { type Cell, type ExpandedPipeline, nameCell } from "../../../engine/pipeline/expanded.ts";
import { loadKinds } from "../../../engine/pipeline/kinds.ts";
import { parsePipeline } from "../../../engine/pipeline/parse.ts";
import { forgetHistory } from "../../../engine/plan/history.ts";
import { planCells } from "../../../engine/plan/plan.ts";
import { drawGraph, type PreimageContext } from "../../../engine/plan/preimage.ts";
import { keyCell } from "../../../engine/plan/resolve.ts";
import { openStore } from "../../../engine/store/store.ts";
import { BUILT_IN_KINDS } from "../../../stages/mod.ts";
import { TEST_KINDS } from "../../engine/pipeline/test_kinds.ts";
import type { Dice } from "./dice.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { encodeText, mutateText } from "./mutate_text.ts";
import { mutateIndents } from "./mutate_yaml.ts";
import { ODD_FORMS, REAL_KINDS } from "./pipeline_documents.ts";
import type { Reading, Target } from "./target.ts";
import { YAML } from "./yaml_language.ts";

/** In no folder: kinds and files of the documents' own are not there. */
const PATH = "/nowhere/p.yaml";

const CODES = /^(?:pipeline|stage\.load|input\.value|report\.)/;

/** A place in the text: a line that it has, and a column of it. */
function isInText(where: string | undefined, bytes: Uint8Array): boolean {
  const [, line, column] = /^\/nowhere\/p\.yaml:(\d+):(\d+)$/.exec(where ?? "") ?? [];
  if (line === undefined) return where === PATH && bytes.length > 4_000_000;
  const lines = new TextDecoder().decode(bytes).split("\n");
  const text = lines[Number(line) - 1];
  return text !== undefined && Number(column) >= 1 && Number(column) <= text.length + 1;
}

/** A store that stays empty: planning writes nothing. */
const store = openStore("/nowhere/artifacts");

const REPORT = new TextEncoder().encode("# Report\n\n{{ value: `select 1` }}\n");

/** Plans a pipeline, then keys every cell as if all others had a result. */
function planPipeline(pipeline: ExpandedPipeline): number {
  const { cells } = pipeline;
  const preimages: PreimageContext = {
    pipeline,
    graph: drawGraph(pipeline),
    code: new Map(),
    files: { read: () => ({ bytes: REPORT, sha256: "ab".repeat(32) }) },
    declarations: new Map(),
  };
  const settings = { retry: "none", measure: false, readCode: () => undefined } as const;
  planCells({ preimages, store, history: forgetHistory(""), cells, ...settings });
  const results = { addresses: cells.map(() => "cd".repeat(32)), problems: [] };
  // Cells of one stage differ in little.
  for (const cell of cells.slice(0, 100)) keyCell(preimages, cell, results);
  checkCells(cells);
  return cells.length;
}

function checkCells(cells: readonly Cell[]): void {
  const names = new Set(cells.map(nameCell));
  if (names.size !== cells.length) throw new Error("two cells of one name");
  cells.forEach((cell, index) => {
    if (cell.index !== index) throw new Error(`cell ${index} says it is ${cell.index}`);
    const inputs = Object.values(cell.inputs).flat();
    if (inputs.every(({ cell: producer }) => producer < index)) return;
    throw new Error(`${nameCell(cell)} comes before what it needs`);
  });
}

const parse = (bytes: Uint8Array) => parsePipeline({ path: PATH, bytes });

function mutateDocument(dice: Dice, text: string): Uint8Array {
  const seed = new TextEncoder().encode(text);
  if (dice.once(12)) return mutateBytes(dice, seed, [seed]);
  const changed = dice.once(4) ? mutateIndents(dice, text) : text;
  return encodeText(dice, mutateText(dice, changed, YAML));
}

function defineTarget(name: string, texts: readonly string[], read: Reading["read"]): Target {
  return {
    name,
    seeds: texts.map((text) => new TextEncoder().encode(text)),
    mutate: (dice) => mutateDocument(dice, dice.pick(texts)),
    readings: [{ name: "plan", read, codes: CODES, hasPlace: isInText }],
  };
}

/** Documents with kinds whose ports and parameters are of every sort. */
export const pipeline: Target = defineTarget(
  "pipeline",
  [ODD_FORMS],
  (bytes) => planPipeline(expandPipeline(parse(bytes), TEST_KINDS)),
);

/** Documents with the kinds that there are. */
export const pipelineKinds: Target = defineTarget(
  "pipeline_kinds",
  REAL_KINDS,
  async (bytes) => {
    const parsed = parse(bytes);
    return planPipeline(expandPipeline(parsed, await loadKinds(parsed, BUILT_IN_KINDS)));
  },
);
