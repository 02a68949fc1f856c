/** The pipelines that tests of damaged and failing disks run, beside the files of `project_files.ts`. */

import { hashBytes } from "../../engine/store/hash.ts";

/** What `small.yaml` fetches. */
export const FETCHED_BYTES = Uint8Array.from({ length: 3000 }, (_, i) => (i * 31) % 251);

/** The stage kind `fetched`, which fetches {@link FETCHED_BYTES} from a server. */
export function describeFetched(url: string): string {
  return `import { defineStage, Expectation, z } from "koopline";
export const fetched = defineStage({
  kind: "fetched",
  summary: "The sum of a file's bytes.",
  params: z.strictObject({}),
  needs: {},
  makes: Expectation,
  fetches: () => ({
    bytes: {
      sha256: "${hashBytes(FETCHED_BYTES)}",
      bytes: ${FETCHED_BYTES.length},
      sources: [{ kind: "url", url: "${url}/bytes" }],
    },
  }),
  run({ files }) {
    const sum = files.bytes.bytes.reduce((total, byte) => total + byte, 0);
    return {
      tables: { values: {
        name: ["sum"], value: Float64Array.of(sum),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;
}

/**
 * `small.yaml`: ten cells, a table in two chunks, numbers of it, their sums, a figure, a report; `tiny.yaml`: four.
 */
export const SMALL = {
  "small.yaml": `name: small
axes: { n: [0, 1] }
stages:
  series: { uses: ./series.ts, with: { rows: 105000, side: 1 } }
  pick: { uses: ./pick.ts, over: [n], needs: { series: series }, with: { row: "\${100 * n}" } }
  pair: { uses: ./total.ts, over: [n], needs: { numbers: pick } }
  all: { uses: ./total.ts, needs: { numbers: pair } }
  drawn:
    uses: figure
    needs: { pair: pair }
    with:
      title: Sums
      sql: select n, value from pair."values" order by n
      plot: { kind: scatter, x: n, y: value }
  report: { uses: report, needs: { figures: drawn, sums: pair }, with: { text: quick.md } }
  fetched: { uses: ./fetched.ts }
`,
  "tiny.yaml": `name: tiny
axes: { n: [0, 1] }
stages:
  series: { uses: ./series.ts, with: { rows: 300, side: 1 } }
  pick: { uses: ./pick.ts, over: [n], needs: { series: series }, with: { row: "\${100 * n}" } }
  all: { uses: ./total.ts, needs: { numbers: pick } }
`,
};
