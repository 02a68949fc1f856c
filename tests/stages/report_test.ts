import assert from "node:assert/strict";
import { report } from "../../stages/report/stage.ts";
import { KooplineError } from "../../schemas/error.ts";

function declare(text: string) {
  const bytes = new TextEncoder().encode(text);
  return { params: { text: "r.md" }, files: { "r.md": { path: "r.md", bytes } } };
}

Deno.test("report reads the file that text names", () => {
  assert.deepEqual(report.reads?.({ text: "r.md" }), ["r.md"]);
});

Deno.test("report asks the queries of its text", () => {
  const text = "{{ select 1 | d }}\n\n```table\nselect 2\n```\n";
  assert.deepEqual(report.queries?.(declare(text)), { q1: "select 1", q2: "select 2" });
});

Deno.test("report refuses a mistake in its text when its queries are asked", () => {
  assert.throws(
    () => report.queries?.(declare("\n {{ select 1 | nice }}")),
    (error) =>
      error instanceof KooplineError && error.problems[0].where === "r.md:2:2" &&
      error.message.includes(".4f"),
  );
});

Deno.test("report refuses parameters that it does not know", () => {
  assert.equal(report.params.safeParse({ text: "r.md", titel: "T" }).success, false);
});
