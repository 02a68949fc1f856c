/** The pipeline document: what a user writes in YAML. Texts given as `error` are noun phrases that complete "Expected …". */

import { z } from "zod";
import { isDeviceName } from "./device_name.ts";

const NAME_RULE =
  "a name of at most 64 lower-case letters, digits and underscores that begins with a letter";

/** Axis values, parameters and titles are printed on terminals and in names of cells. */
const PlainText = z.string().refine((text) => !/\p{Cc}/u.test(text), {
  error: "a text without control characters",
});

function defineName(...reserved: readonly string[]) {
  const refused = ["constructor", ...reserved];
  return z.string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, { error: NAME_RULE })
    .refine((name) => !refused.includes(name), {
      error: `a name other than the reserved ${refused.join(", ")}`,
    });
}

/** Ports are keys of JavaScript objects. */
const PortName = defineName();

/** Axes and parameters are identifiers in expressions; labels say `stage` beside the axes. */
const VariableName = defineName("false", "null", "stage", "this", "true");

/** Stages are schemas of the catalog, beside its own. */
const StageName = defineName(
  "information_schema",
  "koopline",
  "memory",
  "main",
  "pg_catalog",
  "system",
  "temp",
);

const PlainScalar = z.union(
  [PlainText, z.number(), z.boolean()],
  { error: "a number, a text or true/false" },
);

const NumberOrExpression = z.union(
  [
    z.number(),
    z.string().regex(/^\$\{[\s\S]*\}$/, { error: "a number, or an expression in ${…}" }),
  ],
  { error: "a number, or an expression in ${…}" },
);

const Range = z.strictObject({
  range: z.array(NumberOrExpression, { error: "[start, stop] or [start, stop, step]" })
    .min(2, { error: "two or three numbers: [start, stop] or [start, stop, step]" })
    .max(3, { error: "two or three numbers: [start, stop] or [start, stop, step]" })
    .describe("[start, stop] or [start, stop, step]; stop is left out, as in Python."),
});

const Linspace = z.strictObject({
  linspace: z.array(NumberOrExpression, { error: "[first, last, count]" })
    .length(3, { error: "three numbers: [first, last, count]" })
    .describe("[first, last, count]; both ends belong to the axis."),
});

/** An axis as written: a list, a half-open range, or evenly spaced values. */
export const AxisDocument = z.union([
  z.array(PlainScalar).min(1, { error: "at least one value" }),
  Range,
  Linspace,
], { error: "a list of values, or a map with `range` or `linspace`" });

const Needs = z.record(
  PortName,
  z.union([StageName, z.array(StageName).min(1, { error: "at least one stage" })], {
    error: "the name of a stage, or a list of names",
  }),
  { error: "a map from port to stage, as in `needs: { data: mnist }`" },
);

/** Three weeks in seconds: timers do not go much further. */
const LONGEST_LIMIT = 1_814_400;

const TIME_RULE = "a number of seconds above 0, at most 1814400";

/** A stage as written. */
export const StageDocument = z.strictObject({
  uses: z.string().min(1).describe("The stage kind, or a path such as ./my_stage.ts."),
  description: z.string().optional().describe("What the stage is for; the report shows it."),
  over: z.array(VariableName, { error: "a list of axes, as in `over: [width, seed]`" }).default([])
    .describe("The axes that the stage ranges over; one cell for each combination of values."),
  where: z.union([z.string(), z.boolean()], { error: "a condition on axes and parameters" })
    .optional()
    .describe("Keeps only the cells for which this condition holds, as in: width > 5."),
  needs: Needs.default({}).describe("The producing stage, or stages, of each port."),
  allow_missing: z.boolean({ error: "true or false" }).default(false)
    .describe(
      "Whether cells go on without inputs that failed, with what there is at ports that take several.",
    ),
  time_limit: z.number({ error: TIME_RULE })
    .gt(0, { error: TIME_RULE })
    .max(LONGEST_LIMIT, { error: TIME_RULE })
    .optional()
    .describe("Seconds after which a cell of the stage is ended and has failed; none without it."),
  with: z.record(z.string(), z.json(), { error: "a map of parameters" }).default({})
    .describe("The kind's parameters; ${…} computes with axes and pipeline parameters."),
}, { error: "a stage: a map with `uses`" });

/** A pipeline as written. */
export const PipelineDocument = z.strictObject({
  name: z.string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, {
      error:
        "a name of at most 64 lower-case letters, digits, _ and - that begins with a letter; it names the output folder",
    })
    .refine((name) => !isDeviceName(name), {
      error: "a name that is no device of Windows; it names the output folder",
    })
    .describe("Names the output folder artifacts/out/<name>."),
  title: PlainText.optional()
    .describe("The heading of the report."),
  description: z.string().optional().describe("What the pipeline shows."),
  parameters: z.record(
    VariableName,
    z.union([
      PlainText.refine((text) => !text.includes("${"), {
        error: "a plain value: parameters hold no expressions",
      }),
      z.number(),
      z.boolean(),
    ], { error: "a number, a text or true/false" }),
    { error: "a map from parameter to default value" },
  ).default({}).describe(
    "Values that expressions may use and that --set name=value changes.",
  ),
  axes: z.record(VariableName, AxisDocument, { error: "a map from axis to values" }).default({})
    .describe("Named lists of values; stages range over them by name."),
  stages: z.record(StageName, StageDocument, { error: "a map from stage name to stage" })
    .refine((stages) => Object.keys(stages).length > 0, { error: "at least one stage" })
    .describe("The steps of the pipeline."),
}, { error: "a map with `name` and `stages`" });

/** A pipeline as written, with empty maps and lists for sections left out. */
export type PipelineDocument = z.output<typeof PipelineDocument>;

/** A stage as written. */
export type StageDocument = z.output<typeof StageDocument>;

/** An axis as written. */
export type AxisDocument = z.output<typeof AxisDocument>;
