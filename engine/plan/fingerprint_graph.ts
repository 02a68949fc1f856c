/** The module graph of a stage: `deno info`, walked along what is really imported. */

import { fileURLToPath } from "node:url";
import { z } from "zod";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { describeLoadFailure } from "../pipeline/load_failure.ts";
import { PURE_BUILTINS } from "../worker/builtins.ts";
import { KOOPLINE_ROOT } from "./fingerprint_paths.ts";

const Place = z.object({ line: z.number(), character: z.number() });
const Dependency = z.object({
  specifier: z.string(),
  // Imports of types alone have no `code`. They are erased before anything runs, whatever they import.
  code: z.object({
    specifier: z.string().optional(),
    error: z.string().optional(),
    span: z.object({ start: Place }),
  }).optional(),
});
const Module = z.object({
  specifier: z.string(),
  kind: z.string().optional(),
  error: z.string().optional(),
  moduleName: z.string().optional(),
  npmPackage: z.string().optional(),
  dependencies: z.array(Dependency).default([]),
});
const Info = z.object({
  modules: z.array(Module),
  redirects: z.record(z.string(), z.string()),
});
type Module = z.output<typeof Module>;
type Dependency = z.output<typeof Dependency>;

/** What a stage module reaches. */
export interface ReachedCode {
  /** file: URLs: modules, and what is imported as bytes, text, JSON or WebAssembly. */
  readonly files: readonly string[];
  /** npm packages that these import, as deno.lock names them. */
  readonly packages: readonly string[];
}

/**
 * Lists the files and packages that a module imports, statically or by a literal `import()`.
 *
 * @param module file: URL.
 * @throws {KooplineError} `stage.load` when a module is missing, has a syntax error, or is not a file or a
 * locked package; `stage.impure` when a local module imports a built-in that reaches the machine.
 */
export async function traceModule(module: string): Promise<ReachedCode> {
  const info = await askDeno(module);
  const byUrl = new Map(info.modules.map((found) => [found.specifier, found]));
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [module];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (files.has(url)) continue;
    const found = byUrl.get(url);
    if (found?.error !== undefined) throw refuseModule(url, found.error);
    if (url.startsWith("file:")) files.add(url);
    for (const dependency of found?.dependencies ?? []) {
      const target = resolveDependency(url, dependency);
      if (target === undefined) continue;
      const reached = byUrl.get(info.redirects[target] ?? target);
      const next = admit(url, dependency, target, reached, packages);
      if (next !== undefined) waiting.push(next);
    }
  }
  return { files: [...files], packages: [...packages] };
}

function resolveDependency(importer: string, { code }: Dependency): string | undefined {
  if (code?.error !== undefined) {
    throw new KooplineError({
      code: "stage.load",
      where: placeOf(importer, code),
      expected: "an import that can be found",
      found: code.error.replace(/ from "file:.*$/, ""),
    });
  }
  return code?.specifier;
}

/** Decides on one import; gives the URL to follow, if there is one. */
function admit(
  importer: string,
  { code, specifier }: Dependency,
  target: string,
  reached: Module | undefined,
  packages: Set<string>,
): string | undefined {
  if (reached?.npmPackage !== undefined) {
    packages.add(reached.npmPackage);
    return undefined;
  }
  const problem: Pick<Problem, "where" | "found"> = {
    ...(code === undefined ? {} : { where: placeOf(importer, code) }),
    found: `an import of ${specifier}`,
  };
  if (reached?.kind === "node") {
    if (PURE_BUILTINS.has(reached.moduleName ?? "")) return undefined;
    throw new KooplineError({
      code: "stage.impure",
      ...problem,
      expected: "a stage that depends on its declared inputs alone",
      hint: `Of Node's modules a stage may use ${[...PURE_BUILTINS].join(", ")}.`,
    });
  }
  if (/^(?:file|data):/.test(target)) return target;
  throw new KooplineError({
    code: "stage.load",
    ...problem,
    expected: "imports of files and of npm packages that koopline locks",
  });
}

function placeOf(importer: string, { span: { start } }: NonNullable<Dependency["code"]>): string {
  return `${fileURLToPath(importer)}:${start.line + 1}:${start.character + 1}`;
}

async function askDeno(module: string): Promise<z.output<typeof Info>> {
  const config = fileURLToPath(new URL("deno.json", KOOPLINE_ROOT));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-remote", "--config", config, module],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw refuseModule(module, new TextDecoder().decode(stderr));
  return Info.parse(JSON.parse(new TextDecoder().decode(stdout)));
}

function refuseModule(url: string, message: string): KooplineError {
  const unlocked = [...message.matchAll(/^.*\+\s+"(npm:[^"]+)"/gm)].map(([, name]) => name);
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  if (unlocked.length > 0) {
    return new KooplineError({
      code: "stage.load",
      where: path,
      expected: "npm packages that koopline's deno.lock holds",
      found: `an import of ${unlocked.join(", ")}`,
    });
  }
  const [words = message] = message.split("\n\nStack backtrace:");
  const cause = new TypeError(words.replace(/^(?:.*\n)*?error: /, ""));
  return new KooplineError({
    code: "stage.load",
    where: path,
    expected: "a module that can be loaded",
    ...describeLoadFailure(cause, path),
  });
}
