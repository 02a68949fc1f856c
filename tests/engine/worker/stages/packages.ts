/** Uses every package that stages use, so that the seal is seen not to break them. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

const USES: Readonly<Record<string, () => Promise<string>>> = {
  "ml-matrix": async () => {
    const { Matrix, SVD } = await import("ml-matrix");
    return new SVD(new Matrix([[3, 0], [0, 4]])).diagonal.join();
  },
  "apache-arrow": async () => {
    const { tableFromArrays, tableFromIPC, tableToIPC } = await import("apache-arrow");
    const table = tableFromArrays({ a: new Float64Array([1, 2]), b: ["x", "y"] });
    return JSON.stringify(tableFromIPC(tableToIPC(table, "file")).toArray());
  },
  "@observablehq/plot with linkedom": async () => {
    const Plot = await import("@observablehq/plot");
    const { DOMParser } = await import("linkedom");
    const document = new DOMParser().parseFromString("<p></p>", "text/html");
    const marks = [Plot.dot([{ x: 1, y: new Date(86400000) }], { x: "x", y: "y" })];
    return Plot.plot({ document, marks }).outerHTML.slice(0, 4);
  },
  "@resvg/resvg-wasm": async () => {
    const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
    const { default: wasm } = await import("npm:@resvg/resvg-wasm@2.6.2/index_bg.wasm", {
      with: { type: "bytes" },
    });
    await initWasm(wasm);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>`;
    return String(new Resvg(svg).render().asPng()[1]);
  },
  "marked": async () => {
    const { marked } = await import("marked");
    return String(await marked.parse("*a*"));
  },
  "@dagrejs/dagre": async () => {
    const { Graph, layout } = await import("@dagrejs/dagre");
    const graph = new Graph();
    graph.setGraph({});
    graph.setDefaultEdgeLabel(() => ({}));
    graph.setNode("a", { width: 10, height: 10 });
    graph.setNode("b", { width: 10, height: 10 });
    graph.setEdge("a", "b");
    layout(graph);
    return String(graph.node("a").x);
  },
  "csv-parse": async () => {
    const { parse } = await import("csv-parse/sync");
    return JSON.stringify(parse("a,b\n1,2"));
  },
  "fflate": async () => {
    const { unzipSync, zipSync } = await import("fflate");
    const zipped = zipSync({ "a.txt": new Uint8Array([7]) });
    return String(unzipSync(zipped)["a.txt"]);
  },
  "zod": () => Promise.resolve(String(z.date().safeParse(new Date(0)).success)),
  "linear-sum-assignment": async () => {
    const { linearSumAssignment } = await import("linear-sum-assignment");
    const { Matrix } = await import("ml-matrix");
    return linearSumAssignment(new Matrix([[0, 1], [1, 0]])).rowAssignments.join();
  },
};

/** Names of the packages used. */
export const PACKAGES: readonly string[] = Object.keys(USES);

/** Uses one package. */
export const packages = defineStage({
  kind: "packages",
  summary: "Uses one package.",
  params: z.strictObject({ name: z.string() }),
  needs: {},
  makes: Numbers,
  async run({ params }) {
    const use = USES[params.name];
    if (use === undefined) throw new Error(`no package ${params.name}`);
    const text = await use();
    return { tables: { numbers: { value: new Float64Array(0) } }, files: {}, meta: { text } };
  },
});
