import assert from "node:assert/strict";
import type { Problem } from "../../../schemas/error.ts";
import { makeJob, readText, withPool } from "./run_stage.ts";

const fail = (how: string) => makeJob("failing", { how });

/** What is reported of each failure: the code and the finding, and the hint where it matters. */
const REPORTS: Readonly<Record<string, readonly [Problem["code"], RegExp, RegExp?]>> = {
  "throws an Error": [
    "stage.failed",
    /^TypeError: the third row is odd$/,
    /^It was thrown at failing\.ts:16:\d+; /,
  ],
  "throws a text": ["stage.failed", /^a text, thrown$/, /Throw an Error/],
  "throws nothing": ["stage.failed", /^undefined, thrown$/],
  "throws a value without text": ["stage.failed", /cannot be written as text/],
  "throws a KooplineError": ["numeric.not_finite", /^NaN$/],
  "throws out of a timer": ["stage.failed", /^Error: too late$/],
  "leaves a rejection behind": ["stage.failed", /^Error: nobody waits$/],
  "rejects a promise and returns": ["stage.failed", /^Error: nobody waits$/],
  "forgets to await a check": ["stage.failed", /^Error: nobody waits$/],
  "returns nothing": ["stage.output", /undefined|nothing/],
  "returns other columns": ["stage.output", /./],
  "returns unequal columns": ["stage.output", /./],
  "returns a wrong meta": ["stage.output", /./],
  "asks for too much memory": ["stage.failed", /^RangeError: /],
  "recurses without end": ["stage.failed", /^RangeError: Maximum call stack/],
  "extends a prototype": ["stage.failed", /^TypeError: .*not extensible/],
  "replaces a sealed global": ["stage.failed", /^TypeError: Cannot redefine property: Date/],
  "removes a seal": ["stage.failed", /^TypeError: Cannot redefine property: random/],
};

for (const [how, [code, found, hint]] of Object.entries(REPORTS)) {
  Deno.test(`a stage that ${how} fails its cell with ${code}`, () =>
    withPool(async (pool) => {
      const result = await pool.run(fail(how));
      assert.ok(!result.ok, "the cell did not fail");
      assert.equal(result.problem.code, code);
      assert.match(result.problem.where ?? "", /^failing\[seed=1\](?:: row 3)?$/);
      assert.match(result.problem.found, found);
      assert.doesNotMatch(result.problem.found, /\n\s+at /);
      if (hint !== undefined) assert.match(result.problem.hint ?? "", hint);
    }));
}

Deno.test("a failure's stack is in the log, not in the problem", () =>
  withPool(async (pool) => {
    const result = await pool.run(fail("throws an Error"));
    assert.match(result.log.join("\n"), /the third row is odd\n\s+at .*failing\.ts:16/);
  }));

Deno.test("the log of a cell is bounded", () =>
  withPool(async (pool) => {
    const flood = await pool.run(fail("floods the log"));
    assert.ok(flood.ok);
    assert.equal(flood.log.length, 1001);
    assert.equal(flood.log.at(0), `0 ${"x".repeat(100)}`);
    assert.equal(flood.log.at(-1), "… and 99000 more");
    const long = await pool.run(fail("writes a long line"));
    assert.equal(long.log[0]?.length, 2001);
  }));

for (const how of ["adds a global", "replaces a method"]) {
  Deno.test(`a stage that ${how} does not change what the next cell sees`, () =>
    withPool(async (pool) => {
      assert.ok((await pool.run(fail(how))).ok);
      const next = await pool.run(fail("tells whether it was polluted"));
      assert.equal(readText(next), "false 7");
    }));
}

Deno.test("a timer does not outlive its cell", () =>
  withPool(async (pool) => {
    assert.ok((await pool.run(fail("leaves a timer behind"))).ok);
    assert.ok((await pool.run(fail("waits a turn"))).ok);
  }));

Deno.test("a stage module that does not load is told with Deno's words", async () => {
  const folder = Deno.makeTempDirSync();
  const texts = {
    syntax: "export const = 1;",
    missing: `import "./gone.ts";`,
    empty: "export {};",
  };
  const modules = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      Deno.writeTextFileSync(`${folder}/${name}.ts`, text);
      return [name, { module: `file://${folder}/${name}.ts` }];
    }),
  );
  await withPool(async (pool) => {
    const found: Record<string, string> = {};
    for (const name of Object.keys(texts)) {
      const result = await pool.run(makeJob(name, {}));
      assert.ok(!result.ok);
      assert.equal(result.problem.code, "stage.load");
      assert.doesNotMatch(result.problem.found, /\n\s+at /);
      found[name] = result.problem.found;
    }
    assert.match(found["syntax"]!, /syntax\.ts:1:14/);
    assert.match(found["missing"]!, /gone\.ts/);
    assert.match(found["empty"]!, /none/);
  }, { modules });
});
