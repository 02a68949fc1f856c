import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";
import { openCache } from "../../../engine/plan/fingerprint_cache.ts";
import { KOOPLINE_ROOT } from "../../../engine/plan/fingerprint_paths.ts";
import { type ModuleTree, withTree } from "./module_tree.ts";

const TREE = {
  "stage.ts": `import { helper } from "./helper.ts"; export const stage = helper;`,
  "other.ts": `import { helper } from "./helper.ts"; export const other = helper;`,
  "helper.ts": "export const helper = 1;",
};

/** Fingerprints in a process that may start no other. */
function printWithoutProcesses({ locate, cacheFile }: ModuleTree) {
  const script = fileURLToPath(new URL("./print_fingerprint.ts", import.meta.url));
  const config = fileURLToPath(new URL("deno.json", KOOPLINE_ROOT));
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-check", "--allow-read", "--allow-write", "--deny-run"],
      ...["--config", config, script, locate("stage.ts"), cacheFile],
    ],
    stderr: "null",
  }).outputSync();
  return { success, hash: new TextDecoder().decode(stdout).trim() };
}

Deno.test("fingerprintModules() starts no process when nothing changed", () =>
  withTree(TREE, async (tree) => {
    assert.equal(printWithoutProcesses(tree).success, false, "the first call asks deno info");
    const module = tree.locate("stage.ts");
    const prints = await fingerprintModules([module], tree);
    const again = printWithoutProcesses(tree);
    assert.equal(again.hash, prints.get(module)!.hash);
    tree.write("helper.ts", "export const helper = 2;");
    assert.equal(printWithoutProcesses(tree).success, false, "an edit makes it ask again");
  }));

Deno.test("fingerprintModules() keeps what it knows of other pipelines' stages, unless it changed", () =>
  withTree(TREE, async (tree) => {
    await fingerprintModules([tree.locate("stage.ts")], tree);
    await fingerprintModules([tree.locate("other.ts")], tree);
    assert.equal(printWithoutProcesses(tree).success, true);
    tree.write("helper.ts", "export const helper = 2;");
    await fingerprintModules([tree.locate("other.ts")], tree);
    assert.equal(printWithoutProcesses(tree).success, false);
  }));

Deno.test("fingerprintModules() ignores a damaged cache", () =>
  withTree(TREE, async (tree) => {
    const module = tree.locate("stage.ts");
    const before = await fingerprintModules([module], tree);
    const text = Deno.readTextFileSync(tree.cacheFile);
    const hash = before.get(module)!.manifest.modules["./stage.ts"]!;
    for (const damaged of [text.slice(0, 100), "", text.replace(hash, "0".repeat(64))]) {
      Deno.writeTextFileSync(tree.cacheFile, damaged);
      assert.deepEqual(await fingerprintModules([module], tree), before);
    }
  }));

Deno.test("fingerprintModules() works where no cache can be written", () =>
  withTree({ ...TREE, "cache": "a file where the folder would be" }, async (tree) => {
    const cacheFile = `${tree.folder}/cache/code.json`;
    const prints = await fingerprintModules([tree.locate("stage.ts")], { cacheFile });
    assert.equal(prints.size, 1);
  }));

Deno.test("openCache() knows nothing under another deno.lock, deno.json or version of Deno", () =>
  withTree(TREE, (tree) => {
    const manifest = { modules: { "./stage.ts": "hash" }, packages: { "a@1.0.0": "sha512-a" } };
    const entry = { extras: [], paths: { "./stage.ts": "/stage.ts" }, manifest };
    openCache(tree.cacheFile, "one", () => "hash").write(new Map([["stage", entry]]));
    assert.deepEqual(openCache(tree.cacheFile, "one", () => "hash").find("stage", []), entry);
    assert.equal(openCache(tree.cacheFile, "two", () => "hash").find("stage", []), undefined);
    assert.equal(openCache(tree.cacheFile, "one", () => "edited").find("stage", []), undefined);
    return Promise.resolve();
  }));
