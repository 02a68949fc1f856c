import assert from "node:assert/strict";
import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";
import { locateGraph } from "../../../engine/plan/fingerprint_paths.ts";
import { openTree, withTree } from "../plan/module_tree.ts";
import { makeJob, readText, withPool } from "./run_stage.ts";

const STAGE = `
import { defineArtifact, defineStage, f64, z } from "koopline";
import { shared } from "../shared/helper.ts";
import table from "./table.json" with { type: "json" };
const Told = defineArtifact({
  name: "told", version: 1, summary: "A text.",
  tables: {}, files: {}, meta: z.strictObject({ text: z.string() }),
});
export const mine = defineStage({
  kind: "mine", summary: "Imports.", params: z.strictObject({}), needs: {}, makes: Told,
  async run() {
    const { late } = await import("./late ones/late.ts");
    const { Matrix } = await import("ml-matrix");
    const { default: bytes } = await import("./data.bin", { with: { type: "bytes" } });
    const text = [shared, table, late, Matrix.eye(2).trace(), bytes.length].join();
    return { tables: {}, files: {}, meta: { text } };
  },
});`;

Deno.test("a stage may import its whole module graph, wherever it lies", () =>
  withTree({}, async ({ folder }) => {
    const tree = openTree(`${folder}/odd # ä %20 name`);
    tree.write("stages/mine.ts", STAGE);
    tree.write("shared/helper.ts", "export const shared = 1;");
    tree.write("stages/table.json", "2");
    tree.write("stages/late ones/late.ts", "export const late = 3;");
    tree.write("stages/data.bin", "12345");
    const module = tree.locate("stages/mine.ts");
    const prints = await fingerprintModules([module], tree);
    const graph = locateGraph(module, prints.get(module)!.manifest);
    await withPool(async (pool) => {
      assert.equal(readText(await pool.run(makeJob("mine", {}))), "1,2,3,2,5");
    }, { modules: { mine: { module, graph } } });
  }));
