/** Loading the stage kinds that a pipeline uses. */

import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { BUILT_IN_KINDS, type BuiltInKind } from "../../stages/mod.ts";
import { listNames, quoteName } from "./describe.ts";
import type { LoadedKind } from "./expanded.ts";
import { findStageKinds } from "./kind_shape.ts";
import { describeLoadFailure } from "./load_failure.ts";
import type { ParsedPipeline } from "./parse.ts";
import { throwProblems } from "./problems.ts";
import { hintName } from "./suggest.ts";

/**
 * Loads every stage kind that a pipeline uses, by what it writes after `uses:`.
 *
 * A path (`./my_stage.ts`) starts from the pipeline's folder; its module is imported with this process's permissions
 * and must export exactly one stage kind, under any name.
 *
 * @throws {KooplineError} `pipeline.unknown_kind` or `stage.load`, with every kind that cannot be loaded.
 */
export async function loadKinds(
  parsed: ParsedPipeline,
  builtIn: ReadonlyMap<string, BuiltInKind> = BUILT_IN_KINDS,
): Promise<Map<string, LoadedKind>> {
  const loaded = new Map<string, LoadedKind>();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [stage, { uses }] of Object.entries(parsed.document.stages)) {
    if (seen.has(uses)) continue;
    seen.add(uses);
    const where = parsed.locate(["stages", stage, "uses"]);
    try {
      const known = builtIn.get(uses);
      const source = known ?? await findModule(uses, parsed.folder, where, builtIn);
      loaded.set(uses, await loadKind(uses, source, where));
    } catch (error) {
      if (!(error instanceof KooplineError)) throw error;
      problems.push(...error.problems);
    }
  }
  throwProblems(problems);
  return loaded;
}

async function loadKind(uses: string, source: BuiltInKind, where: string): Promise<LoadedKind> {
  const namespace = await importModule(uses, source, where);
  const { kinds, flaws } = findStageKinds(namespace);
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) {
    return { uses, kind: only.kind, module: source.module };
  }
  const [flawed] = flaws;
  const names = Object.keys(Object(namespace));
  throw new KooplineError({
    code: "stage.load",
    where,
    expected: `exactly one stage kind exported by ${quoteName(uses)}`,
    found: only !== undefined
      ? `${kinds.length}: ${listNames(kinds.map(({ exportName }) => exportName))}`
      : flawed !== undefined
      ? `${quoteName(flawed.exportName)} without ${flawed.flaw}`
      : names.length === 0
      ? "no exports"
      : `none among ${listNames(names)}`,
    hint: only !== undefined
      ? "Move the others into modules of their own."
      : "Export what defineStage({ … }) returns: `export const mine = defineStage({ … });`.",
  });
}

async function importModule(uses: string, source: BuiltInKind, where: string): Promise<unknown> {
  try {
    return await source.load();
  } catch (error) {
    throw new KooplineError({
      code: "stage.load",
      where,
      expected: `a module that can be loaded as ${quoteName(uses)}`,
      ...describeLoadFailure(error, fileURLToPath(source.module)),
    }, { cause: error });
  }
}

/** Finds the module of a kind of the user's own. */
async function findModule(
  uses: string,
  folder: string,
  where: string,
  builtIn: ReadonlyMap<string, BuiltInKind>,
): Promise<BuiltInKind> {
  if (!/^\.\.?\/\P{Cc}+$/u.test(uses)) throw describeUnknown(uses, where, builtIn);
  const path = resolve(folder, uses);
  const found = !/\.(ts|js|mjs)$/.test(uses)
    ? "another extension"
    : await Deno.stat(path).then(({ isFile }) => isFile ? undefined : "a directory", () =>
      "no such file");
  if (found !== undefined) {
    throw new KooplineError({
      code: "stage.load",
      where,
      expected: "a TypeScript or JavaScript module (.ts, .js, .mjs)",
      found: `${found} at ${quoteName(uses)}`,
      hint: "The path starts from the pipeline's folder.",
    });
  }
  const module = pathToFileURL(path).href;
  return { module, load: () => import(module) };
}

function describeUnknown(
  uses: string,
  where: string,
  builtIn: ReadonlyMap<string, BuiltInKind>,
): KooplineError {
  const names = [...builtIn.keys()];
  const known = `Kinds: ${listNames(names)}. A kind of your own is a path such as ./my_stage.ts.`;
  const isPath = /\.[jt]s$/.test(uses) && !uses.includes("://") && !uses.startsWith("/");
  return new KooplineError({
    code: "pipeline.unknown_kind",
    where,
    expected: "a stage kind, or a path that begins with ./ or ../",
    found: quoteName(uses),
    hint: isPath
      ? `Write \`./${uses.replaceAll("\\", "/")}\`.`
      : hintName(uses, names, known) ?? known,
  });
}
