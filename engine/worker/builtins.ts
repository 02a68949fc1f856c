/** Node's built-in modules as stage code sees them. */

import { builtinModules, createRequire } from "node:module";

import { refuse } from "./impurity.ts";

/** Built-ins that compute and nothing else; stages may use these. */
export const PURE_BUILTINS: ReadonlySet<string> = new Set([
  "assert",
  "assert/strict",
  "events",
  "path",
  "path/posix",
  "querystring",
  "string_decoder",
  "url",
  "util",
]);

/**
 * Built-ins that packages may use too. They are as good as pure in a package's hands, but `buffer` has a
 * File that is stamped with the time, and both have no use in a stage that takes and gives arrays.
 */
export const PACKAGE_BUILTINS: ReadonlySet<string> = new Set([
  ...PURE_BUILTINS,
  "buffer",
  "stream",
]);

const loadBuiltin = createRequire(import.meta.url);

/** Stand-ins find their refusals under this name, whose members all refuse: reaching it gives nothing. */
const DOOR = Symbol.for("koopline.builtin");

/**
 * Gives the URL of a module with the same exports, each of which refuses to be called.
 *
 * @throws {Error} for `require`, which cannot be sent elsewhere; packages that only try it catch this.
 */
export function standInFor(builtin: string, conditions: readonly string[] = []): string {
  if (conditions.includes("require")) {
    throw new Error(`a stage's packages may not require node:${builtin}`);
  }
  const names = listExports(builtin);
  const lines = names.map((name) => `export const ${name} = exports_.${name};`);
  const source = `const exports_ = globalThis[Symbol.for("koopline.builtin")](${
    JSON.stringify(builtin)
  });\nexport default exports_;\n${lines.join("\n")}`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Makes the stand-ins' source of refusals. */
export function openDoor(): void {
  Object.defineProperty(globalThis, DOOR, {
    value: makeStandIn,
    writable: false,
    configurable: false,
    enumerable: false,
  });
}

function listExports(builtin: string): readonly string[] {
  return Object.keys(loadBuiltin(`node:${builtin}`)).filter((name) => /^[A-Za-z]\w*$/.test(name));
}

function makeStandIn(builtin: string): Readonly<Record<string, unknown>> {
  const names = builtinModules.includes(builtin) ? listExports(builtin) : [];
  const members = new Map<string, unknown>(
    names.map((name) => [name, refuseCall(`node:${builtin}`, name)]),
  );
  // A package that makes a `require` at load has done nothing yet.
  if (builtin === "module") members.set("createRequire", () => requirePure);
  if (builtin === "process") {
    const sealed: object = process;
    for (const name of names) if (name in sealed) members.set(name, Reflect.get(sealed, name));
  }
  return Object.fromEntries(members);
}

function requirePure(specifier: string): unknown {
  const builtin = specifier.replace(/^node:/, "");
  return PACKAGE_BUILTINS.has(builtin) ? loadBuiltin(`node:${builtin}`) : makeStandIn(builtin);
}

function refuseCall(module: string, name: string) {
  return function () {
    refuse(`a call of ${name} of ${module}`);
  };
}
