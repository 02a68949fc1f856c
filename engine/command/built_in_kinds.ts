/** Stage kinds for commands that need no pipeline. */

import type { PipelineDocument } from "../../schemas/pipeline.ts";
import { BUILT_IN_KINDS } from "../../stages/mod.ts";
import type { StageKind } from "../../stages/define.ts";
import { loadKinds } from "../pipeline/kinds.ts";

/** Loads every stage kind that comes with koopline. */
export async function loadBuiltInKinds(): Promise<readonly StageKind[]> {
  return await loadNamedKinds([...BUILT_IN_KINDS.keys()]);
}

/**
 * Loads stage kinds by what a pipeline in this folder would write after `uses:`.
 *
 * @throws {KooplineError} `pipeline.unknown_kind` or `stage.load`.
 */
export async function loadNamedKinds(names: readonly string[]): Promise<readonly StageKind[]> {
  const stages: PipelineDocument["stages"] = {};
  for (const uses of names) {
    stages[uses] = { uses, over: [], needs: {}, allow_missing: false, with: {} };
  }
  const loaded = await loadKinds({
    path: ".",
    folder: Deno.cwd(),
    document: { name: "kinds", parameters: {}, axes: {}, stages },
    locate: ([, uses]) => String(uses),
  });
  return [...loaded.values()].map(({ kind }) => kind);
}
