import assert from "node:assert/strict";
import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";
import { KOOPLINE_ROOT } from "../../../engine/plan/fingerprint_paths.ts";
import { type ModuleTree, openTree, withTree } from "./module_tree.ts";

const TREE = {
  "first.ts": `import { shared } from "./shared.ts"; export const first = shared;`,
  "second.ts": `import { own } from "./lib/own.ts"; export const second = own;`,
  "shared.ts": `import { deep } from "./lib/deep.ts"; export const shared = deep;`,
  "lib/deep.ts": `export const deep = 1;`,
  "lib/own.ts": `export const own = 1;`,
  "readme.md": "nothing to import",
};

async function hashAll(tree: ModuleTree, ...names: string[]): Promise<readonly string[]> {
  const modules = names.map((name) => tree.locate(name));
  const prints = await fingerprintModules(modules, { cacheFile: tree.cacheFile });
  return modules.map((module) => prints.get(module)!.hash);
}

async function listNames(tree: ModuleTree, name: string): Promise<readonly string[]> {
  const module = tree.locate(name);
  const prints = await fingerprintModules([module], { cacheFile: tree.cacheFile });
  return Object.keys(prints.get(module)!.manifest.modules);
}

Deno.test("fingerprintModules() changes exactly the stages that import an edited helper", () =>
  withTree(TREE, async (tree) => {
    const before = await hashAll(tree, "first.ts", "second.ts");
    tree.write("lib/deep.ts", "export const deep = 2;");
    const after = await hashAll(tree, "first.ts", "second.ts");
    assert.notEqual(after[0], before[0]);
    assert.equal(after[1], before[1]);
    tree.write("lib/deep.ts", TREE["lib/deep.ts"]);
    assert.deepEqual(await hashAll(tree, "first.ts", "second.ts"), before);
  }));

Deno.test("fingerprintModules() does not change with files that no stage imports", () =>
  withTree(TREE, async (tree) => {
    const before = await hashAll(tree, "first.ts");
    tree.write("readme.md", "other words");
    tree.write("lib/own.ts", "export const own = 2;");
    assert.deepEqual(await hashAll(tree, "first.ts"), before);
  }));

Deno.test("fingerprintModules() gives the same hash when the folder moves", () =>
  withTree(TREE, async (tree) => {
    const before = await hashAll(tree, "first.ts");
    const moved = openTree(`${tree.folder} moved/to a place`);
    Deno.mkdirSync(`${moved.folder}/..`, { recursive: true });
    Deno.renameSync(tree.folder, moved.folder);
    assert.deepEqual(await hashAll(moved, "first.ts"), before);
    const names = await listNames(moved, "first.ts");
    assert.deepEqual(
      names.filter((name) => name.startsWith(".")).sort(),
      ["./first.ts", "./lib/deep.ts", "./shared.ts"],
    );
  }));

Deno.test("fingerprintModules() sees through a symbolic link to koopline", () =>
  withTree({}, async (tree) => {
    const module = new URL("stages/api.ts", KOOPLINE_ROOT).href;
    Deno.symlinkSync(KOOPLINE_ROOT, tree.folder);
    const prints = await fingerprintModules([module, tree.locate("stages/api.ts")], tree);
    const [direct, linked] = [...prints.values()];
    assert.deepEqual(linked, direct);
    assert.ok("stages/api.ts" in direct!.manifest.modules);
  }));

Deno.test("fingerprintModules() covers literal dynamic imports, JSON, text and bytes", () =>
  withTree({
    "stage.ts": `import data from "./data.json" with { type: "json" };
import text from "./text.txt" with { type: "text" };
import bytes from "./bytes.ttf" with { type: "bytes" };
export const load = () => import("./late.ts");
console.log(data, text, bytes);`,
    "late.ts": `export * from "./later.ts";`,
    "later.ts": "export const later = 1;",
    "data.json": "1",
    "text.txt": "a",
    "bytes.ttf": "b",
  }, async (tree) => {
    const hashes = new Set(await hashAll(tree, "stage.ts"));
    const edits = { "later.ts": "export {};", "data.json": "2", "text.txt": "c", "bytes.ttf": "d" };
    for (const [name, text] of Object.entries(edits)) {
      tree.write(name, text);
      for (const hash of await hashAll(tree, "stage.ts")) hashes.add(hash);
    }
    assert.equal(hashes.size, 5);
  }));

Deno.test("fingerprintModules() leaves out what is imported for its types alone", () =>
  withTree({
    "stage.ts": `import type { Shape } from "./shape.ts"; export const stage: Shape = 1;`,
    "shape.ts": "export type Shape = number;",
  }, async (tree) => {
    const before = await hashAll(tree, "stage.ts");
    tree.write("shape.ts", "export type Shape = 1 | 2;");
    assert.deepEqual(await hashAll(tree, "stage.ts"), before);
  }));

Deno.test("fingerprintModules() holds the integrity of packages that packages bring along", () =>
  withTree({
    "stage.ts": `export const load = () => import("@observablehq/plot");`,
  }, async (tree) => {
    const module = tree.locate("stage.ts");
    const extraPackages = new Map([[module, ["ml-matrix@6.15.1"]]]);
    const { cacheFile } = tree;
    const plain = await fingerprintModules([module], { cacheFile });
    const extended = await fingerprintModules([module], { cacheFile, extraPackages });
    const lock = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", KOOPLINE_ROOT)));
    const { packages } = plain.get(module)!.manifest;
    for (const id of ["@observablehq/plot@0.6.17", "d3-array@3.2.5", "internmap@2.0.3"]) {
      assert.equal(packages[id], lock.npm[id].integrity);
    }
    assert.equal(packages["ml-matrix@6.15.1"], undefined);
    const added = extended.get(module)!.manifest.packages;
    assert.ok(added["ml-matrix@6.15.1"] && added["is-any-array@3.0.0"]);
  }));

Deno.test("fingerprintModules() names koopline's modules by their place in koopline", () =>
  withTree({ "stage.ts": `import { z } from "koopline"; console.log(z);` }, async (tree) => {
    const names = await listNames(tree, "stage.ts");
    assert.ok(names.includes("./stage.ts"));
    assert.ok(names.includes("stages/api.ts"));
    assert.ok(names.includes("schemas/error.ts"));
    assert.ok(names.includes("numerics/random.ts"), "every stage may draw random numbers");
  }));
