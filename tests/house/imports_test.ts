/** The house rules of docs/architecture.md, checked on the real module graph. */

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { listSources, ROOT } from "./sources.ts";

/** Which folders a folder's modules may import, besides themselves. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["engine"],
  engine: ["stages", "schemas", "numerics"],
  stages: ["numerics", "training", "report", "kernels", "schemas"],
  report: ["kernels", "numerics", "schemas"],
  numerics: ["kernels", "schemas"],
  training: ["kernels", "numerics", "schemas"],
  kernels: ["schemas"],
  schemas: [],
};

function listImports(text: string): readonly string[] {
  const found = text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g);
  return [...found].flatMap(([, specifier]) => specifier ?? []);
}

function findViolations(path: string, text: string): readonly string[] {
  const own = path.split("/")[0] ?? "";
  const allowed = MAY_IMPORT[own];
  if (allowed === undefined) return [];
  return listImports(text).flatMap((specifier) => {
    const target = relative(ROOT, join(ROOT, dirname(path), specifier));
    const folder = target.split("/")[0] ?? "";
    return folder === own || allowed.includes(folder) ? [] : [`${path} imports ${target}`];
  });
}

Deno.test("imports point one way: main → engine → stages → numerics, training, report → kernels", async () => {
  const sources = await listSources(".ts");
  assert.deepEqual(sources.flatMap(({ path, text }) => findViolations(path, text)), []);
});

Deno.test("the import rule notices an import that points the wrong way", () => {
  const text = 'import { x } from "../engine/run/run.ts";\nawait import("../stages/mod.ts");';
  assert.deepEqual(findViolations("numerics/wrong.ts", text), [
    "numerics/wrong.ts imports engine/run/run.ts",
    "numerics/wrong.ts imports stages/mod.ts",
  ]);
});

Deno.test("numerics and training know nothing of Deno, node or files", async () => {
  const sources = await listSources(".ts");
  const guilty = sources.filter(({ path, text }) =>
    /^(numerics|training)\//.test(path) && /\bDeno\.|["']node:/.test(text)
  );
  assert.deepEqual(guilty.map(({ path }) => path), []);
});

Deno.test("numeric paths do not use functions whose bits depend on V8", async () => {
  const forbidden =
    /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|tanh|sinh|cosh|atan2?|asin|acos|hypot|cbrt|random)\b|[^*]\*\*[^*/]/;
  const guilty: string[] = [];
  for (const { path, text } of await listSources(".ts")) {
    if (!/^(numerics|training|stages)\//.test(path)) continue;
    text.split("\n").forEach((line, index) => {
      const code = line.replace(/\/\/.*$|^\s*\*.*$|^\s*\/\*.*$/, "").replace(
        /"[^"]*"|`[^`]*`/g,
        "",
      );
      if (forbidden.test(code)) guilty.push(`${path}:${index + 1} ${line.trim()}`);
    });
  }
  assert.deepEqual(guilty, []);
});
