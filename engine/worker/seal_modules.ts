/**
 * Which modules stage code may import while it runs.
 *
 * Globals are sealed by replacing them, but `node:crypto` or `node:vm` would hand out fresh ones. The
 * loader therefore asks here first. Local modules get the pure built-ins only, and only the files and
 * packages of their own graph, since nothing else is in their key. Packages get stand-ins for the other
 * built-ins: many import one at load that they never call.
 */

import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { HINTS, refuse } from "./impurity.ts";
import { PACKAGE_BUILTINS, PURE_BUILTINS, standInFor } from "./builtins.ts";
import type { ModuleGraph } from "./protocol.ts";

const ENGINE = new URL("../", import.meta.url).href;

interface ResolveContext {
  readonly parentURL?: string;
  readonly conditions?: readonly string[];
}

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

type Next = (specifier: string, context: ResolveContext) => Resolved;

let graph: ModuleGraph | undefined;

/** Allows local modules to import nothing but this graph; without one, whatever permissions allow. */
export function limitImports(to: ModuleGraph | undefined): void {
  graph = to;
}

/**
 * Installs the rules.
 *
 * @param entry URL of the worker's entry, which imports the stage modules.
 */
export function sealModules(entry: string): void {
  // The types of Node that a package brings along are older than this function.
  const registerHooks: unknown = Reflect.get(nodeModule, "registerHooks");
  if (typeof registerHooks !== "function") throw new Error("this Deno has no module hooks");
  let packages: string | undefined;
  registerHooks({
    resolve(specifier: string, context: ResolveContext, next: Next): Resolved {
      const parent = context.parentURL ?? "";
      checkSpecifier(specifier);
      const resolved = next(specifier, context);
      // Every package lies under one folder; zod's place tells which.
      packages ??= findPackages(next("zod", { ...context, parentURL: import.meta.url }).url);
      const isPackage = parent.startsWith(packages);
      const isEngine = parent === entry || parent.startsWith(ENGINE);
      const builtin = nameBuiltin(resolved.url);
      if (builtin !== undefined) {
        const allowed = isPackage ? PACKAGE_BUILTINS : PURE_BUILTINS;
        if (isEngine || allowed.has(builtin)) return resolved;
        if (!isPackage) refuse(`an import of node:${builtin}`);
        return { url: standInFor(builtin, context.conditions), shortCircuit: true };
      }
      if (!isPackage && !isEngine) checkLocal(resolved.url, packages);
      return resolved;
    },
  });
}

/** Looking a package up asks a registry for it, and its name could be anything that a stage wants to tell. */
function checkSpecifier(specifier: string): void {
  if (graph === undefined || !/^(?:npm|jsr):/i.test(specifier)) return;
  const [, name = ""] = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)/i.exec(specifier) ?? [];
  if ([...graph.packages].some((id) => id.startsWith(`${name}/`))) return;
  refuse(`an import of the package ${name}, chosen at run time`, HINTS.module);
}

function findPackages(zod: string): string {
  return zod.slice(0, zod.lastIndexOf("/zod/") + 1);
}

function nameBuiltin(url: string): string | undefined {
  if (url.startsWith("node:")) return url.slice("node:".length);
  return nodeModule.isBuiltin(url) ? url : undefined;
}

function checkLocal(url: string, packages: string): void {
  if (url.startsWith(ENGINE)) refuse("an import of koopline's engine", HINTS.module);
  if (graph === undefined) return;
  if (url.startsWith(packages)) {
    // <name>/<version>/<path>, where the name may be scoped.
    const [, id] = /^((?:@[^/]+\/)?[^/]+\/[^/]+)\//.exec(url.slice(packages.length)) ?? [];
    if (id !== undefined && graph.packages.has(id)) return;
    refuse(
      `an import of the package ${id?.replace(/\/(?=[^/]*$)/, "@")}, chosen at run time`,
      HINTS.module,
    );
  }
  if (url.startsWith("file:") && !graph.files.has(fileURLToPath(url))) {
    refuse(`an import of ${fileURLToPath(url)}, chosen at run time`, HINTS.module);
  }
}
