/** The files of the quick project that reliability tests run: pipelines of 41 and 39 cells and its stage kinds. */

import { TABLE, TOTAL } from "../end_to_end/command_project.ts";

/** Trajectories in chunks: `rows` rows of 40 bytes, where a chunk takes 104,857 of them. */
export const SERIES = `import { defineStage, NO_CURVES, Trajectories, z } from "koopline";
const WIDTH = 4;
function makeRows(from, to, side) {
  const count = to - from;
  const data = new Float64Array(count * WIDTH);
  for (let i = 0; i < data.length; i++) data[i] = side + from + i / WIDTH;
  return {
    trajectory: new Int32Array(count),
    step: Int32Array.from({ length: count }, (_, i) => from + i),
    values: { width: WIDTH, data },
  };
}
export const series = defineStage({
  kind: "series",
  summary: "A long trajectory, row by row.",
  params: z.strictObject({ rows: z.int(), side: z.int() }),
  needs: {},
  makes: Trajectories,
  async run({ params: { rows, side }, stream }) {
    const snapshots = stream("snapshots");
    for (let from = 0; from < rows; from += 20_000) {
      await snapshots.append(makeRows(from, Math.min(rows, from + 20_000), side));
    }
    return {
      tables: {
        snapshots,
        outcomes: { trajectory: Int32Array.of(0), outcome: ["completed"], last_step: Int32Array.of(rows) },
        curves: NO_CURVES,
      },
      files: {},
      meta: { observables: ["a", "b", "c", "d"] },
    };
  },
});
`;

/** One value of a long trajectory, after `spin` steps of work (1e6 take some milliseconds). */
export const PICK = `import { defineStage, Expectation, one, Trajectories, z } from "koopline";
const describe = ${TABLE};
export const pick = defineStage({
  kind: "pick",
  summary: "A value of a trajectory.",
  params: z.strictObject({ row: z.int(), spin: z.int().default(0) }),
  needs: { series: one(Trajectories) },
  makes: Expectation,
  run({ params: { row, spin }, needs, log }) {
    let x = 0.3;
    for (let i = 0; i < spin; i++) x = 3.9 * x * (1 - x);
    log("row " + row);
    return describe("row", needs.series.tables.snapshots.values.data[4 * row] + 0 * x);
  },
});
`;

const STAGES = `stages:
  series: { uses: ./series.ts, over: [side], with: { rows: "\${rows}", side: "\${side}" } }
  pick:
    uses: ./pick.ts
    over: [side, n]
    needs: { series: series }
    with: { row: "\${100 * n}", spin: "\${spin}" }
  pair: { uses: ./total.ts, over: [n], needs: { numbers: pick }, with: { factor: "\${factor}" } }
  all: { uses: ./total.ts, needs: { numbers: pair } }
`;

const SHOWN = `  drawn:
    uses: figure
    needs: { pair: pair }
    with:
      title: Sums
      sql: select n, value from pair."values" order by n
      plot: { kind: scatter, x: n, y: value }
  report: { uses: report, needs: { figures: drawn, sums: pair }, with: { text: quick.md } }
`;

const HEAD = `parameters: { rows: 120000, spin: 200000, factor: 2 }
axes: { side: [1, 2], n: { range: [0, 12] } }
`;

/** The files of the project; `quick.yaml` is the whole pipeline, `bare.yaml` has no figure and no report. */
export const FILES = {
  "series.ts": SERIES,
  "pick.ts": PICK,
  "total.ts": TOTAL,
  "quick.md": `# Sums

![](figure:drawn)

The last is {{ select value from pair."values" order by n desc limit 1 | .1f }}.
`,
  "quick.yaml": `name: quick\n${HEAD}${STAGES}${SHOWN}`,
  "bare.yaml": `name: bare\n${HEAD}${STAGES}`,
};
