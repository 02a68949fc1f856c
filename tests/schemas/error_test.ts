import assert from "node:assert/strict";
import { formatProblem, KooplineError } from "../../schemas/error.ts";

const CODE = "pipeline.schema";

Deno.test("a message that is too long keeps the beginning and the end of its long parts", () => {
  const text = formatProblem({
    code: CODE,
    where: "p.yaml:3:5",
    expected: "a list",
    found: `begin${"é😀".repeat(5000)}end`,
    hint: "Write a list.",
  });
  assert.match(
    text,
    /^p\.yaml:3:5: Expected a list, but found begin.* … .*end\.\n {2}Write a list\.$/u,
  );
  assert.ok(text.length < 1500 && text.isWellFormed(), `${text.length}`);
});

Deno.test("a message of usual length is shown whole, whatever part is the longest", () => {
  const found = "a name ".repeat(150);
  const error = new KooplineError({ code: CODE, expected: "a list", found });
  assert.equal(error.problems[0].found, found);
});
