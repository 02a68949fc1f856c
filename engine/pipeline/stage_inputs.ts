/** The inputs of a stage's cells, checked against the ports of its kind. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { Port } from "../../stages/define.ts";
import { formatCount, listNames, quoteName } from "./describe.ts";
import type { CellInput } from "./expanded.ts";
import { buildGather, type Candidate, type Gather, type ProducerCells } from "./gather.ts";
import { type Grid, labelPosition, readValue, writeCellName } from "./grid.ts";
import type { ParsedPipeline } from "./parse.ts";
import { checkType, findPort } from "./ports.ts";
import type { Report } from "./problems.ts";
import type { StageDraft } from "./stage_drafts.ts";

/** A plan of more inputs is refused: every key hashes its inputs. */
export const MOST_INPUTS = 10_000_000;

/** What the inputs of a stage are found from. */
export interface InputContext {
  readonly parsed: ParsedPipeline;
  readonly draft: StageDraft;
  readonly drafts: ReadonlyMap<string, StageDraft>;
  readonly grid: Grid;
  readonly producers: ReadonlyMap<string, ProducerCells>;
  readonly report: Report;
  /** Counts inputs over the whole pipeline. */
  readonly counter: { inputs: number };
}

/** Inputs by port; undefined when a port has a problem, which is reported. */
export type FindInputs = (
  position: number,
) => Readonly<Record<string, readonly CellInput[]>> | undefined;

interface PortSearch {
  readonly name: string;
  readonly port: Port;
  readonly gather: Gather;
  /** Checked lists: the candidates of many cells are often the same list. */
  readonly checked: Map<readonly Candidate[], readonly CellInput[] | undefined>;
}

/**
 * Builds the function from a position to the inputs of its cell.
 *
 * @throws {KooplineError} `pipeline.too_large` from that function, when the pipeline's inputs pass ten million.
 */
export function buildInputs(context: InputContext): FindInputs {
  const { draft, grid, producers, counter } = context;
  const searches: PortSearch[] = [];
  for (const [name, stages] of draft.needs) {
    const port = findPort(draft.loaded.kind, name);
    const cells = stages.flatMap((stage) => producers.get(stage) ?? []);
    if (port !== undefined) {
      searches.push({ name, port, gather: buildGather(grid, port, cells), checked: new Map() });
    }
  }
  return (position) => {
    const inputs: Record<string, readonly CellInput[]> = {};
    let isWhole = true;
    for (const search of searches) {
      const candidates = search.gather(position);
      counter.inputs += candidates.length;
      if (counter.inputs > MOST_INPUTS) throw describeTooMany(context, search, candidates.length);
      if (!search.checked.has(candidates)) {
        search.checked.set(candidates, checkCandidates(context, search, candidates, position));
      }
      const list = search.checked.get(candidates);
      if (list === undefined) isWhole = false;
      else inputs[search.name] = list;
    }
    return isWhole ? inputs : undefined;
  };
}

function checkCandidates(
  context: InputContext,
  search: PortSearch,
  candidates: readonly Candidate[],
  position: number,
): readonly CellInput[] | undefined {
  const { draft, drafts, parsed, report } = context;
  const { name, port } = search;
  if (candidates.length === 0) {
    report(describeNone(context, search, position));
    return undefined;
  }
  if (port.arity === "one" && candidates.length > 1) {
    report(describeSeveral(context, search, candidates, position));
    return undefined;
  }
  for (const { producer, made } of candidates) {
    // Other kinds' types were compared when the stage was drafted.
    if (typeof drafts.get(producer.name)?.loaded.kind.makes !== "function") continue;
    if (!checkType({ draft, drafts, name, port, producer: producer.name, made, parsed, report })) {
      return undefined;
    }
  }
  return candidates.map(({ input }) => input);
}

function locatePort({ draft, parsed }: InputContext, { name }: PortSearch): string {
  return parsed.locate(["stages", draft.name, "needs", name]);
}

function nameCell({ draft, grid }: InputContext, position: number): string {
  return writeCellName(draft.name, labelPosition(grid.axes, position));
}

function describeSeveral(
  context: InputContext,
  search: PortSearch,
  candidates: readonly Candidate[],
  position: number,
): Problem {
  const { draft, grid } = context;
  const type = search.port.arity === "any" ? "" : ` ${search.port.type.name}`;
  const stages = [...new Set(candidates.map(({ producer }) => producer.name))];
  const axes = findDifference(candidates).filter((axis) =>
    grid.axes.every(({ name }) => name !== axis)
  );
  const differ = axes.length === 0 ? "" : `, which differ in ${listNames(axes)}`;
  const over = `\`over\` of ${quoteName(draft.name)}`;
  return {
    code: "pipeline.ports",
    where: locatePort(context, search),
    expected: `one${type} for each cell at the port ${quoteName(search.name)}`,
    found: `${formatCount(candidates.length)} from ${listNames(stages)} for ${
      nameCell(context, position)
    }${differ}`,
    hint: axes.length > 0
      ? `Add ${listNames(axes)} to ${over}, or keep one of them with \`where\`.`
      : `Let \`where\` of ${listNames(stages)} keep one of them for each cell.`,
  };
}

/** Lists the axes in which producing cells differ. */
function findDifference(candidates: readonly Candidate[]): string[] {
  const axes = new Map<string, Set<unknown>>();
  for (const { producer, position } of candidates) {
    for (const axis of producer.grid.axes) {
      const values = axes.get(axis.name) ?? new Set();
      axes.set(axis.name, values.add(readValue(axis, position)));
    }
  }
  return [...axes].filter(([, values]) => values.size > 1).map(([axis]) => axis);
}

function describeNone(context: InputContext, search: PortSearch, position: number): Problem {
  const { draft, drafts } = context;
  const producers = draft.needs.get(search.name) ?? [];
  const conditions = producers.flatMap((producer) => {
    const text = drafts.get(producer)?.condition?.expression.text;
    return text === undefined
      ? []
      : [`${quoteName(producer)} keeps cells where ${quoteName(text.trim())}`];
  });
  return {
    code: "pipeline.empty",
    where: locatePort(context, search),
    expected: `at least one cell of ${listNames(producers)} for each cell of ${
      quoteName(draft.name)
    }`,
    found: `none for ${nameCell(context, position)}${
      conditions.length === 0 ? "" : `: ${conditions.join("; ")}`
    }`,
    hint: `Give ${
      quoteName(draft.name)
    } a \`where\` that leaves this cell out, or widen the producer's.`,
  };
}

function describeTooMany(context: InputContext, search: PortSearch, count: number): KooplineError {
  return new KooplineError({
    code: "pipeline.too_large",
    where: locatePort(context, search),
    expected: `at most ${formatCount(MOST_INPUTS)} inputs over all cells`,
    found: `${formatCount(count)} for each cell of ${quoteName(context.draft.name)} at the port ${
      quoteName(search.name)
    }`,
    hint:
      "Let both stages range over a shared axis, so that each cell gathers only what belongs to it.",
  });
}
