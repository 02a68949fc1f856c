/** Every export says what it is. */

import assert from "node:assert/strict";
import { listSources } from "./sources.ts";

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/;

/** Names of exports whose line before is not the end of a doc comment. */
function findUndocumented(text: string): readonly string[] {
  const lines = text.split("\n");
  const documented = new Set<string>();
  return lines.flatMap((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined) return [];
    // An overload and the value behind a type of the same name share one comment.
    if (/\*\/\s*$/.test(lines[index - 1] ?? "")) documented.add(name);
    return documented.has(name) ? [] : [name];
  });
}

Deno.test("every export of the project has a doc comment", async () => {
  const bare = (await listSources(".ts"))
    // Kernels are documented where TypeScript sees them, in numerics/elementary.ts.
    .filter(({ path }) => !/^(tests|kernels)\//.test(path))
    .flatMap(({ path, text }) => findUndocumented(text).map((name) => `${path}: ${name}`));
  assert.deepEqual(bare, []);
});

Deno.test("the documentation rule notices an export without a comment", () => {
  assert.deepEqual(
    findUndocumented("/** Says. */\nexport const a = 1;\n\nexport function b() {}\n"),
    ["b"],
  );
});

Deno.test("every module begins with a comment that says what it is for, or declares one thing", async () => {
  const silent = (await listSources(".ts")).filter(({ path, text }) => {
    if (/^(tests|kernels)\/|\.d\.ts$/.test(path)) return false;
    const isOneDeclaration = (text.match(/^export /gm) ?? []).length <= 2;
    return !text.startsWith("/**") && !isOneDeclaration;
  });
  assert.deepEqual(silent.map(({ path }) => path), []);
});
