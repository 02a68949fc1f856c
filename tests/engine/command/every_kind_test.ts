import assert from "node:assert/strict";
import { z } from "zod";
import { loadBuiltInKinds } from "../../../engine/command/built_in_kinds.ts";
import { renderKind } from "../../../engine/command/kind_text.ts";

Deno.test("`stages KIND` of every kind names each of its parameters, ports and columns", async () => {
  for (const kind of await loadBuiltInKinds()) {
    const text = renderKind(kind, (_, words) => words, 100).join("\n");
    const schema = z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" });
    for (const name of Object.keys(schema.properties ?? {})) {
      assert.match(text, new RegExp(`^ +${name}\\b`, "m"), `${kind.kind}: ${name}`);
    }
    for (const port of Object.keys(kind.needs)) {
      assert.match(text, new RegExp(`^ +${port}\\b`, "m"), `${kind.kind}: ${port}`);
    }
    if (typeof kind.makes === "function") continue;
    for (const [table, { columns }] of Object.entries(kind.makes.tables)) {
      assert.ok(text.includes(`table ${table}`), `${kind.kind}: table ${table}`);
      if (columns === "open") continue;
      for (const column of Object.keys(columns)) {
        assert.match(text, new RegExp(`^ +${column}\\b`, "m"), `${kind.kind}: ${column}`);
      }
    }
  }
});
