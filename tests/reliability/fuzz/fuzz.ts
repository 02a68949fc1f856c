/** Fuzzing a sort of input from its first to its last, whatever happens in between, and saving what fails. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tally } from "./program.ts";
import { makeInput } from "./target.ts";
import { TARGETS } from "./targets.ts";
import { type Failure, watchProgram } from "./watch.ts";

/** The seed of the inputs; `KOOPLINE_SEED` gives another. */
export const SEED = Deno.env.get("KOOPLINE_SEED") ?? "1";

/** The folder of past failures, one folder a sort. */
const CORPUS = fileURLToPath(new URL("../../fixtures/fuzz/", import.meta.url));

/** After so many processes that did not come to their end, the sort is given up. */
const MOST_ENDS = 5;

/** More failures than these are of the same making. */
const MOST_SAVED = 8;

/** A failure, and where its input was saved. */
export interface SavedFailure {
  readonly file: string;
  readonly words: string;
}

/** What became of all inputs of a sort. */
export interface Fuzzed {
  readonly failures: readonly SavedFailure[];
  readonly tally: Tally;
}

const NOTHING: Tally = {
  inputs: 0,
  read: 0,
  refused: 0,
  passedOver: 0,
  longest: 0,
  asked: 0,
  peak: 0,
  seconds: 0,
};

/**
 * Reads so many inputs of a sort; each that fails is saved in the corpus.
 *
 * @returns what became of them; the tally is that of the last process.
 */
export async function fuzzTarget(target: string, count: number): Promise<Fuzzed> {
  const failures: Failure[] = [];
  let tally = NOTHING;
  let ends = 0;
  for (let first = 0; first < count && ends < MOST_ENDS; ends++) {
    const watched = await watchProgram([target, SEED, String(first), String(count - first)]);
    failures.push(...watched.failures);
    tally = watched.tally ?? tally;
    first = watched.tally === undefined ? Math.max(first, watched.last) + 1 : count;
  }
  return { failures: await saveFailures(target, failures), tally };
}

/** Different inputs often fail for one reason: the first of each reason is enough. */
async function saveFailures(
  name: string,
  failures: readonly Failure[],
): Promise<readonly SavedFailure[]> {
  const target = await TARGETS[name]?.load();
  if (target === undefined || failures.length === 0) return [];
  const folder = join(CORPUS, name);
  Deno.mkdirSync(folder, { recursive: true });
  const reasons = new Map(failures.toReversed().map((failure) => [readReason(failure), failure]));
  return [...reasons.values()].slice(0, MOST_SAVED).map(({ input, words }) => {
    // Good files failed before the first input.
    if (input < 0) return { file: "", words };
    const file = join(folder, `${SEED}_${input}.input`);
    Deno.writeFileSync(file, makeInput(target, SEED, input));
    return { file, words };
  });
}

/** A message without what differs from file to file. */
function readReason({ words }: Failure): string {
  return words.replace(/^[^:]*/, "").replaceAll(/"(?:\\.|[^"\\])*"|\d+/g, "…").slice(0, 200);
}

/** Lists the corpus: files by sort. */
export function listCorpus(): ReadonlyMap<string, readonly string[]> {
  const folders = Object.keys(TARGETS).filter((name) => isFolder(join(CORPUS, name)));
  return new Map(folders.map((name) => {
    const files = [...Deno.readDirSync(join(CORPUS, name))].map((entry) => entry.name).sort();
    return [name, files.map((file) => join(CORPUS, name, file))];
  }));
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Reads files of the corpus again. */
export async function readAgain(
  target: string,
  files: readonly string[],
): Promise<readonly SavedFailure[]> {
  const { failures } = await watchProgram([target, "corpus", ...files]);
  return failures.map(({ input, words }) => ({ file: files[input] ?? target, words }));
}
