/** What a figure is asked for: the picture's words, its size, and one of the named plots. */

import { z } from "zod";

const column = z.string().min(1);
const text = z.string().min(1).max(200);

const limits = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
  message: "Expected two numbers, the smaller first.",
});

const scale = z.enum(["linear", "log"]);

const labels = z.strictObject({
  x: text.optional(),
  y: text.optional(),
  colour: text.optional(),
}).default({}).describe("words for axes and legend, with units; column names when left out");

const scales = z.strictObject({ x: scale.default("linear"), y: scale.default("linear") })
  .default({ x: "linear", y: "linear" });

const ranges = z.strictObject({ x: limits.optional(), y: limits.optional() }).default({})
  .describe("ends of the axes; the data's own when left out");

const references = z.array(z.strictObject({
  axis: z.enum(["x", "y"]),
  value: z.number(),
  label: text.optional(),
})).max(8).default([]).describe("dashed lines at known values");

const colour = column.optional().describe(
  "column that colours; shapes or dashes repeat it. Above eight different numbers: viridis",
);

const facets = {
  facet: column.optional().describe("column whose values become small multiples"),
  columns: z.int().min(1).max(6).optional().describe("small multiples side by side"),
};

/** Eigenvalues in the complex plane, with the unit circle. */
export const SpectrumPlot = z.strictObject({
  kind: z.literal("spectrum"),
  re: column.default("re"),
  im: column.default("im"),
  colour,
  ...facets,
  zoom: z.strictObject({ re: limits, im: limits }).optional().describe(
    "part of the plane to show again, larger, in a panel of its own; widened to a square",
  ),
  limits: ranges,
  labels,
}).refine(({ facet, zoom }) => facet === undefined || zoom === undefined, {
  message: "Expected facet or zoom, but found both.",
  path: ["zoom"],
});

/** Lines through points sorted by x, one line a colour, with optional bands. */
export const CurvesPlot = z.strictObject({
  kind: z.literal("curves"),
  x: column,
  y: column,
  colour,
  band: z.strictObject({ low: column, high: column }).optional(),
  ...facets,
  scales,
  limits: ranges,
  references,
  labels,
});

/** A heat map of pairs, with an optional dendrogram. */
export const MatrixPlot = z.strictObject({
  kind: z.literal("matrix"),
  a: column.default("a"),
  b: column.default("b"),
  value: column.default("distance"),
  symmetric: z.boolean().default(true).describe(
    "rows and columns share one list of labels; a missing (b, a) is filled from (a, b)",
  ),
  cluster: z.boolean().default(false).describe("order by average linkage and draw the dendrogram"),
  scale: scale.default("linear"),
  labels,
});

/** Paths in the order of the rows: phase planes, or values over steps. */
export const TrajectoriesPlot = z.strictObject({
  kind: z.literal("trajectories"),
  x: column,
  y: column,
  trajectory: column.optional().describe("column that tells the trajectories apart"),
  colour,
  ...facets,
  ends: z.boolean().optional().describe(
    "mark first and last points; by default when x runs back and forth",
  ),
  scales,
  limits: ranges,
  references,
  labels,
});

/** Horizontal bars with intervals and expected values; on a logarithmic axis, dots. */
export const BarsPlot = z.strictObject({
  kind: z.literal("bars"),
  label: column,
  value: column,
  interval: z.strictObject({ low: column, high: column }).optional(),
  colour,
  expected: z.strictObject({
    value: column,
    tag: column.optional(),
    label: text.default("expected"),
  }).optional().describe(
    "column of values to hold the bars against, drawn as diamonds; column of their tags; what they are",
  ),
  mark: z.strictObject({
    value: column,
    label: text.default("floor"),
  }).optional().describe(
    "column of a second value to hold the bars against, such as the floor between repeats, drawn as a stroke across each bar; what it is",
  ),
  scale: scale.default("linear"),
  limits: limits.optional(),
  references: z.array(z.strictObject({ value: z.number(), label: text.optional() })).max(8)
    .default([]),
  labels,
});

/** Points. */
export const ScatterPlot = z.strictObject({
  kind: z.literal("scatter"),
  x: column,
  y: column,
  colour,
  ...facets,
  scales,
  limits: ranges,
  references,
  labels,
});

/** One of the named plots. */
export const Plot = z.discriminatedUnion("kind", [
  SpectrumPlot,
  CurvesPlot,
  MatrixPlot,
  TrajectoriesPlot,
  BarsPlot,
  ScatterPlot,
]);

/** The parameters of a figure beside its data; the `figure` stage kind adds the SQL. */
export const figureFields = {
  title: text.describe("what the figure shows, in a few words"),
  caption: z.string().default("").describe("what a reader should see in it"),
  alt: z.string().min(1).optional().describe(
    "what a reader who cannot see the figure needs to know; written from the data when left out",
  ),
  width: z.int().min(240).max(2000).optional().describe("px"),
  height: z.int().min(160).max(4000).optional().describe("px"),
  plot: Plot,
};

const Spec = z.strictObject(figureFields);

/** What {@link renderFigure} draws. */
export type FigureSpec = z.output<typeof Spec>;
/** Any named plot, after defaults. */
export type PlotSpec = z.output<typeof Plot>;
/** The named plot of a kind, after defaults. */
export type PlotOf<K extends PlotSpec["kind"]> = Extract<PlotSpec, { kind: K }>;

/**
 * Checks a figure's parameters and fills in defaults.
 *
 * @throws ZodError when a key is unknown or a value has the wrong type.
 */
export function parseFigureSpec(value: unknown): FigureSpec {
  return Spec.parse(value);
}
