import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";
import { parseLock } from "../../../engine/plan/fingerprint_lock.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { withTree } from "./module_tree.ts";

interface Flaw {
  readonly stage: string;
  readonly code: string;
  readonly where: RegExp;
  readonly found: RegExp;
}

const FLAWS: Readonly<Record<string, Flaw>> = {
  "a syntax error": {
    stage: "export const a = ;",
    code: "stage.load",
    where: /stage\.ts$/,
    found: /Expression expected at .*stage\.ts:1:18/,
  },
  "a syntax error in a helper": {
    stage: `export * from "./broken.ts";`,
    code: "stage.load",
    where: /broken\.ts$/,
    found: /broken\.ts:1:/,
  },
  "a missing import": {
    stage: `export * from "./gone.ts";`,
    code: "stage.load",
    where: /gone\.ts$/,
    found: /Module not found/,
  },
  "a missing dynamic import": {
    stage: `export const late = () => import("./gone.ts");`,
    code: "stage.load",
    where: /gone\.ts$/,
    found: /Module not found/,
  },
  "an unknown bare name": {
    stage: `import "no-such-package-here";`,
    code: "stage.load",
    where: /stage\.ts:1:8$/,
    found: /no-such-package-here/,
  },
  "a remote module": {
    stage: `import "https://127.0.0.1:1/x.ts";`,
    code: "stage.load",
    where: /stage\.ts/,
    found: /https:\/\/127\.0\.0\.1/,
  },
  "a built-in that draws random bytes": {
    stage: `// first line\nimport { randomBytes } from "node:crypto";\nconsole.log(randomBytes);`,
    code: "stage.impure",
    where: /stage\.ts:2:29$/,
    found: /^an import of node:crypto$/,
  },
  "a built-in imported late": {
    stage: `export const late = () => import("node:perf_hooks");`,
    code: "stage.impure",
    where: /stage\.ts:1:34$/,
    found: /^an import of node:perf_hooks$/,
  },
};

for (const [name, flaw] of Object.entries(FLAWS)) {
  Deno.test(`fingerprintModules() refuses ${name}`, () =>
    withTree({ "stage.ts": flaw.stage, "broken.ts": "export {" }, async (tree) => {
      const error = await fingerprintModules([tree.locate("stage.ts")], tree).then(
        () => assert.fail("no error"),
        (error: unknown) => error,
      );
      assert.ok(error instanceof KooplineError);
      const [problem] = error.problems;
      assert.equal(problem.code, flaw.code);
      assert.match(problem.where ?? "", flaw.where);
      assert.match(problem.found, flaw.found);
      assert.doesNotMatch(error.message, /Stack backtrace|file:\/\//);
      assert.equal(stripVTControlCharacters(error.message), error.message);
    }));
}

Deno.test("fingerprintModules() reports every module that it refuses", () =>
  withTree({ "a.ts": "export {", "b.ts": `import "./gone.ts";` }, async (tree) => {
    await assert.rejects(
      fingerprintModules([tree.locate("a.ts"), tree.locate("b.ts")], tree),
      (error: unknown) => error instanceof KooplineError && error.problems.length === 2,
    );
  }));

Deno.test("parseLock() names the package whose version changed", () => {
  const write = (version: string) =>
    JSON.stringify({
      version: "5",
      npm: {
        "top@1.0.0": { integrity: "sha512-top", dependencies: ["inner"] },
        [`inner@${version}`]: { integrity: `sha512-inner-${version}` },
        "unrelated@1.0.0": { integrity: "sha512-unrelated" },
      },
    });
  const before = parseLock(write("2.0.0")).listIntegrity(["top@1.0.0"]);
  const after = parseLock(write("2.0.1")).listIntegrity(["top"]);
  assert.deepEqual(before, { "top@1.0.0": "sha512-top", "inner@2.0.0": "sha512-inner-2.0.0" });
  assert.deepEqual(after, { "top@1.0.0": "sha512-top", "inner@2.0.1": "sha512-inner-2.0.1" });
});

Deno.test("parseLock() refuses a package that is not locked", () => {
  const lock = parseLock(JSON.stringify({ npm: { "a@1.0.0": {}, "a@2.0.0": {} } }));
  for (const id of ["b@1.0.0", "a"]) {
    assert.throws(() => lock.listIntegrity([id]), new RegExp(`found ${id}`));
  }
});
