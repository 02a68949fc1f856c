/** Where the store is, and stores that cannot be one. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, runForJson } from "./command_project.ts";
import { type Place, runKoopline } from "./koopline.ts";

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("KOOPLINE_STORE names the store, --store wins over it, and every command follows", () =>
  inProject(async ({ cwd }) => {
    const place: Place = { cwd, env: { KOOPLINE_STORE: join(cwd, "by variable") } };
    const first = await runForJson(["run", "numbers.yaml", "--json"], place);
    assert.equal(first.value.executed, 4, first.stderr);
    const other = await runForJson(
      ["run", "numbers.yaml", "--json", "--store", "by option"],
      place,
    );
    assert.equal(other.value.executed, 4, other.stderr);
    assert.ok(await exists(join(cwd, "by variable", "records")));
    assert.ok(await exists(join(cwd, "by option", "records")));
    assert.ok(!await exists(join(cwd, "artifacts")));
    const plan = await runKoopline(["plan", "numbers.yaml"], place);
    assert.match(plan.stdout, /4 cells: all up to date/);
  }));

Deno.test("an empty KOOPLINE_STORE is none: the store is artifacts in this folder", () =>
  inProject(async ({ cwd }) => {
    const { code, stderr } = await runKoopline(["run", "numbers.yaml", "--quiet"], {
      cwd,
      env: { KOOPLINE_STORE: "" },
    });
    assert.equal(code, 0, stderr);
    assert.ok(await exists(join(cwd, "artifacts", "records")));
    assert.ok(!await exists(join(cwd, "records")));
  }));

Deno.test("plan, explain, query and trace leave nothing behind where there is no store", () =>
  inProject(async (place) => {
    for (
      const args of [
        ["plan", "numbers.yaml"],
        ["explain", "numbers.yaml", "total"],
        ["query", "numbers.yaml", "select stage from koopline.cells"],
        ["trace", "numbers.yaml"],
        ["collect"],
        ["verify", "numbers.yaml"],
      ]
    ) {
      const { code, stderr } = await runKoopline(args, place);
      assert.equal(code, ["trace", "collect", "verify"].includes(args[0] ?? "") ? 2 : 0, stderr);
      assert.ok(!await exists(join(place.cwd, "artifacts")), args.join(" "));
    }
  }));

Deno.test("a store that is a file, or lies in one, is refused in a sentence", () =>
  inProject(async (place) => {
    for (const command of ["run", "plan", "verify"]) {
      for (const store of ["number.ts", "number.ts/store"]) {
        const { code, stderr } = await runKoopline(
          [command, "numbers.yaml", "--store", store],
          place,
        );
        assert.equal(code, 2, stderr);
        assert.match(stderr, /^error number\.ts.*: Expected a .*store, but found a file/);
        assert.doesNotMatch(stderr, /\n\s+at |defect/);
      }
    }
  }));

for (const part of ["objects", "records", "runs", "tmp", "history", "out"]) {
  Deno.test(`a store that cannot be written at ${part} is refused with what to do`, () =>
    inProject(async (place) => {
      await Deno.mkdir(join(place.cwd, "artifacts"));
      await Deno.writeTextFile(join(place.cwd, "artifacts", part), "in the way");
      const { code, stdout, stderr } = await runKoopline(["run", "figure.yaml", "-q"], place);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /^error .*: Expected to write this file of the store, but found "[^"]+"\. \[store\.unwritable\]\n {2}\S/m,
      );
      assert.doesNotMatch(stderr, /\n\s+at |defect/, stderr);
    }));
}

Deno.test("a store without permission to write is refused with what to do", {
  ignore: Deno.uid() === 0 || Deno.build.os === "windows",
}, () =>
  inProject(async (place) => {
    const store = join(place.cwd, "artifacts");
    await Deno.mkdir(store);
    await Deno.chmod(store, 0o500);
    const { code, stderr } = await runKoopline(["run", "numbers.yaml", "-q"], place);
    await Deno.chmod(store, 0o700);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /\[store\.unwritable\]\n {2}Give yourself permission to write there/);
  }));
