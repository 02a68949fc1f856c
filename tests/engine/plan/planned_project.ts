/** A small project whose plans are compared. Results are made up, so that nothing has to be computed. */

import { join } from "node:path";
import { renderPlan } from "../../../engine/command/plan_text.ts";
import { nameCell } from "../../../engine/pipeline/expanded.ts";
import { continueHistory, type PastCell } from "../../../engine/plan/history.ts";
import { keyCell, resolveKey } from "../../../engine/plan/resolve.ts";
import {
  openSession,
  planSession,
  type Session,
  writeHistory,
} from "../../../engine/run/session.ts";
import { STORE_FORMAT } from "../../../engine/store/record.ts";
import { inFolder, writeFiles } from "../../end_to_end/koopline.ts";

const MARK = `import { defineStage, Expectation, z } from "koopline";
import { scale } from "./scale.ts";
export const mark = defineStage({
  kind: "mark",
  summary: "A mark.",
  params: z.strictObject({ value: z.number().default(1) }),
  needs: {},
  makes: Expectation,
  run: () => { throw new Error(String(scale)); },
});
`;

/** The project as it is before anything changes. */
export const FILES = {
  "p.yaml": `name: p
parameters: { rate: 0.01 }
axes:
  method: [mirror, gradient]
  draw: [1, 2]
stages:
  descent:
    uses: descent
    over: [method, draw]
    with:
      method: "\${method}"
      rate: "\${rate}"
      steps: 50
      initial: { kind: uniform, count: 4, coordinate: x, low: 0.1, high: 0.9 }
      seed: "\${draw}"
  other:
    uses: descent
    over: [method, draw]
    with: { method: "\${method}", steps: 60, seed: "\${draw + 7}", initial: { kind: uniform, count: 4, coordinate: x, low: 0.1, high: 0.9 } }
  operator: { uses: operator, over: [method, draw], needs: { trajectories: descent }, with: { delays: 2 } }
  spectrum: { uses: spectrum, over: [method, draw], needs: { operator: operator } }
  conjugacy: { uses: conjugacy, needs: { spectra: spectrum }, with: { between: method, repeats: draw } }
  data: { uses: import, with: { as: expectation, file: data.csv } }
  mark: { uses: ./mark.ts }
  plot:
    uses: figure
    needs: { data: data }
    with: { title: Data, sql: "select value, tolerance from data.values", plot: { kind: scatter, x: value, y: tolerance } }
  report: { uses: report, needs: { figures: plot }, with: { text: notes.md } }
`,
  "data.csv": "name,value\na,1\n",
  "same.csv": "name,value\na,1\n",
  "more.csv": "name,value\na,3\n",
  "notes.md": "# Notes\n",
  "mark.ts": MARK,
  "scale.ts": "export const scale = 1;\n",
};

/** The project in a folder, and what is done with it. */
export interface PlannedProject {
  readonly folder: string;
  /** Writes files over those of the project. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Opens the pipeline as it is now. */
  open(set?: Readonly<Record<string, string>>): Promise<Session>;
}

/** Runs a test in a new copy of the project. */
export async function inPlannedProject(
  work: (project: PlannedProject) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await writeFiles(folder, FILES);
    // With the folder there, fingerprints are kept.
    const store = join(folder, "artifacts");
    await Deno.mkdir(store);
    await work({
      folder,
      write: (files) => writeFiles(folder, files),
      open: (set = {}) => openSession({ file: join(folder, "p.yaml"), set, store }),
    });
  });
}

/** What the plan says, but for stages of which nothing runs and the last line; hashes are `#`. */
export function showPlan(session: Session): readonly string[] {
  const lines = renderPlan(planSession(session), (_, text) => text, {
    cells: false,
    columns: Infinity,
  })
    .replace(/\b[0-9a-f]{12}\b/g, "#").split("\n").slice(0, -1);
  return lines.filter((line) => !/^\S+ +\d+ up to date(?: {2}|$)/.test(line))
    .map((line) => line.replace(/^(\S+) +/, "$1 ").replace(/, \d+ up to date$/, ""));
}

/**
 * Does what a run does to the store, with made-up results that depend on nothing but the key.
 *
 * @returns the names of the cells that it would have executed.
 */
export async function settleAll(session: Session): Promise<readonly string[]> {
  const { store, preimages, pipeline } = session;
  const addresses: (string | undefined)[] = [];
  const results = { addresses, problems: [] };
  const keyed = new Map<string, PastCell>();
  const executed: string[] = [];
  for (const [hash, manifest] of session.code) store.writeCode(hash, manifest);
  for (const cell of pipeline.cells) {
    const { key, preimage } = keyCell(preimages, cell, results);
    const { kind } = preimage;
    const found = resolveKey(store, { cell, key, preimage }, "none");
    if (found.kind === "run") {
      executed.push(nameCell(cell));
      const content = { tables: {}, files: {}, meta: { key } };
      const { address } = await store.writeArtifact({ type: kind, version: 1, ...content });
      await store.writeRecord({
        format: STORE_FORMAT,
        key,
        preimage,
        outcome: { kind: "done", artifact: address, measured: false },
        log: [],
        cost: { milliseconds: 1 },
        attestations: [],
      });
      addresses[cell.index] = address;
    } else if (found.kind === "reuse") addresses[cell.index] = found.address;
    keyed.set(nameCell(cell), { kind, key });
  }
  writeHistory(session, continueHistory(session.history, pipeline, keyed));
  return executed;
}
