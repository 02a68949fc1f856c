/** What `deno.lock` pins of an npm package and of everything it brings along. */

import { z } from "zod";
import { KooplineError } from "../../schemas/error.ts";

const Lock = z.object({
  specifiers: z.record(z.string(), z.string()).default({}),
  npm: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      optionalDependencies: z.array(z.string()).default([]),
    }),
  ).default({}),
});

/** The packages of a lock file. */
export interface PackageLock {
  /**
   * Gives the integrity of packages and of all they depend on, by name@version.
   *
   * @param ids `name@version`, or a name alone when only one version is locked.
   * @throws {KooplineError} `stage.load` on a package that the lock does not hold.
   */
  listIntegrity(ids: Iterable<string>): Readonly<Record<string, string>>;
}

/** Reads a lock file's text. */
export function parseLock(text: string): PackageLock {
  const { npm } = Lock.parse(JSON.parse(text));
  const idsByName = Map.groupBy(Object.keys(npm), readName);
  const findId = (reference: string): string => {
    if (npm[reference] !== undefined) return reference;
    const [only, ...others] = idsByName.get(reference) ?? [];
    if (only !== undefined && others.length === 0) return only;
    throw new KooplineError({
      code: "stage.load",
      expected: "npm packages that koopline's deno.lock holds",
      found: reference,
    });
  };
  return {
    listIntegrity(ids) {
      const integrity: Record<string, string> = {};
      const waiting = Array.from(ids, findId);
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const entry = npm[id];
        if (entry === undefined || integrity[id] !== undefined) continue;
        integrity[id] = entry.integrity ?? "";
        waiting.push(...entry.dependencies.map(findId));
        waiting.push(
          ...entry.optionalDependencies.filter((name) => idsByName.has(readName(name)))
            .map(findId),
        );
      }
      return integrity;
    },
  };
}

/** Reads `d3-array` from `d3-array@3.2.5`, and `@a/b` from `@a/b@1.0.0`. */
function readName(id: string): string {
  const at = id.indexOf("@", 1);
  return at < 0 ? id : id.slice(0, at);
}
