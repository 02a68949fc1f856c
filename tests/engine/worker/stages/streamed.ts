/** A stage that writes a large table in pieces, or returns it whole, or does something wrong. */

import { defineArtifact, defineStage, i32, vector, z } from "koopline";

/** A table of vectors. */
export const Series = defineArtifact({
  name: "series",
  version: 1,
  summary: "Vectors in time.",
  tables: {
    points: {
      meaning: "One row a step.",
      columns: { step: i32("step"), point: vector("f64", "the point") },
    },
    steps: { meaning: "One row a step.", columns: { step: i32("step") } },
  },
  files: {},
  meta: z.strictObject({ text: z.string() }),
});

/** Elements of each vector: a chunk has 8128 rows. */
const WIDTH = 64;

/** Rows `from` to `to`: element j of row i is i + j / 100. */
function makeRows(from: number, to: number, width = WIDTH) {
  const step = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const data = new Float64Array(step.length * width);
  for (let i = 0; i < data.length; i++) data[i] = from + Math.floor(i / width) + (i % width) / 100;
  return { step, point: { width, data } };
}

/** Writes `rows` rows, `by` at a time. */
export const streamed = defineStage({
  kind: "streamed",
  summary: "Writes a table in pieces.",
  params: z.strictObject({
    rows: z.int().default(20_000),
    by: z.int().default(1000),
    how: z.enum(["stream", "careless", "stubborn", "whole", "twice", "unknown", "dropped", "wide"])
      .default("stream"),
    bad: z.int().default(-1),
  }),
  needs: {},
  makes: Series,
  async run({ params: { rows, by, how, bad }, stream, progress }) {
    const rest = { files: {}, meta: { text: how } };
    const steps = { step: new Int32Array(1) };
    if (how === "whole") return { tables: { points: makeRows(0, rows), steps }, ...rest };
    const points = stream("points");
    if (how === "twice") stream("points");
    if (how === "unknown") Reflect.apply(stream, undefined, ["lines"]);
    for (let from = 0; from < rows; from += by) {
      const piece = makeRows(
        from,
        Math.min(rows, from + by),
        how === "wide" && from > 0 ? 3 : WIDTH,
      );
      if (bad >= from && bad < from + by) piece.point.data[(bad - from) * WIDTH + 2] = NaN;
      const appended = points.append(piece);
      // Arrays may be used again at once, also by a stage that does not wait.
      piece.point.data.fill(-1);
      if (how === "stubborn") appended.catch(() => {});
      else if (how !== "careless") await appended;
      progress(from / rows);
    }
    if (how === "dropped") return { tables: { points: makeRows(0, 1), steps }, ...rest };
    return { tables: { points, steps }, ...rest, meta: { text: String(points.rows) } };
  },
});
