/** Runs a stage kind by its contract, in this process, and checks what it returns. */

import type { z } from "zod";
import { checkArtifact } from "../../engine/store/artifact_check.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { ArtifactType, ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Item, Ports, PortValue, StageKind } from "../../stages/define.ts";

/** What a run gave. */
export interface KindResult<M extends ArtifactType> {
  readonly artifact: ArtifactValue<M>;
  readonly log: readonly string[];
}

/**
 * Runs a kind whose type does not depend on its parameters.
 *
 * @param given parameters as a pipeline writes them.
 * @param needs the artifacts at each port.
 */
export async function runKind<P extends z.ZodType, N extends Ports, M extends ArtifactType>(
  kind: StageKind<P, N, M>,
  given: unknown,
  needs: { readonly [K in keyof N]: PortValue<N[K]> },
): Promise<KindResult<M>> {
  const params = kind.params.parse(given);
  const log: string[] = [];
  const artifact = await kind.run({
    params,
    needs,
    files: {},
    results: {},
    pipeline: undefined,
    random: seedRandom(readSeed(params)),
    progress: () => {},
    log: (line) => log.push(line),
  });
  if (typeof kind.makes !== "function") {
    checkArtifact(kind.makes, artifact, { code: "stage.output" });
    kind.makes.meta.parse(artifact.meta);
  }
  return { artifact, log };
}

function readSeed(params: unknown): string {
  const seed = typeof params === "object" && params !== null && "seed" in params ? params.seed : 0;
  return String(seed);
}

/** Makes an artifact an item of a port. */
export function makeItem<T extends ArtifactType>(
  artifact: ArtifactValue<T>,
  labels: Labels = {},
): Item<T> {
  return { ...artifact, labels, stage: "producer", address: "0".repeat(64) };
}
