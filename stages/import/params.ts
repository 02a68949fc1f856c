/** The parameters of `import`. */

import { z } from "zod";

/** Orders of the axes of an array of snapshots: `time` counts steps. */
const AXES = [
  "time",
  "time,observable",
  "time,observable,observable",
  "time,observable,observable,observable,observable",
  "observable,time",
  "time,trajectory",
  "trajectory,time",
  "time,observable,trajectory",
  "time,trajectory,observable",
  "observable,time,trajectory",
  "observable,trajectory,time",
  "trajectory,time,observable",
  "trajectory,time,observable,observable",
  "trajectory,observable,time",
] as const;

const ARRAY = /\.(npy|npz|safetensors)$/i;
const ARCHIVE = /\.(npz|safetensors)$/i;
const ANY_FORMAT = /\.(npy|npz|safetensors|csv|arrow|parquet)$/i;

const file = z.string().regex(
  ANY_FORMAT,
  "a file that ends in .npy, .npz, .safetensors, .csv, .arrow or .parquet",
).describe("path of the file, beside the pipeline");
const member = z.string().min(1).optional()
  .describe("the array to take from an .npz or .safetensors file with several");

/** The most files that stand for one trajectory. */
const MOST_FILES = 100_000;

const steps = z.strictObject({
  first: z.int().min(0).max(0x7fff_ffff).describe("number of the first file"),
  last: z.int().min(0).max(0x7fff_ffff).describe("number of the last file"),
  every: z.int().min(1).default(1).describe("from one file's number to the next"),
  digits: z.int().min(1).max(10).default(1)
    .describe("digits of a number at the least: 6 for 000010"),
}).superRefine(({ first, last, every }, context) => {
  if (last > first && (last - first) / every < MOST_FILES) return;
  const message = `a \`last\` after \`first\`, and at most ${MOST_FILES} files`;
  context.addIssue({ code: "custom", path: ["last"], message });
});

const trajectories = z.strictObject({
  as: z.literal("trajectories"),
  file: file.describe("path of the file, beside the pipeline; with `steps`, of one file a step"),
  member,
  stack: z.string().regex(/^[^*]*\*[^*]*$/, "a name with one *").optional().describe(
    "the arrays of an .npz or .safetensors file that are one a step: `step_*.weight`, with the step's number for *",
  ),
  steps: steps.optional().describe(
    "the numbers that stand for * in `file`, when every step has a file of its own",
  ),
  axes: z.enum(AXES).optional().describe(
    "what the axes of an array are; `time`, `time,observable` or `time,observable,trajectory` by default",
  ),
  observables: z.array(z.string().min(1)).min(1).optional().describe(
    "names for the observables of an array; the columns to take from a table, all others by default",
  ),
  columns: z.strictObject({
    trajectory: z.string().min(1).optional().describe("`trajectory` when the table has it"),
    step: z.string().min(1).optional().describe("`step` when the table has it"),
  }).optional().describe("which columns of a table number trajectories and steps"),
}).superRefine((params, context) => {
  checkMember(params, context);
  checkStack(params, context);
  if (!ARRAY.test(params.file)) refuse(params.axes, "axes", TABLE, context);
  if (ARRAY.test(params.file)) {
    refuse(params.columns, "columns", "an array (.npy, .npz, .safetensors)", context);
  }
});

const spectrum = z.strictObject({
  as: z.literal("spectrum"),
  file,
  member,
  columns: z.strictObject({
    re: z.string().min(1).default("re").describe("of the real parts"),
    im: z.string().min(1).default("im").describe("of the imaginary parts"),
  }).optional().describe("which columns of a table hold real and imaginary parts"),
}).superRefine((params, context) => {
  checkMember(params, context);
  if (ARRAY.test(params.file)) {
    refuse(params.columns, "columns", "an array (.npy, .npz, .safetensors)", context);
  }
});

const expectation = z.strictObject({
  as: z.literal("expectation"),
  file: z.string().regex(/\.csv$/i, "a file that ends in .csv")
    .describe("path of a table with the columns name, value, tolerance, tag, source"),
});

/** The parameters by what the file becomes. */
export const ImportParams = z.discriminatedUnion("as", [trajectories, spectrum, expectation]);

/** Parameters for trajectories. */
export type TrajectoriesParams = z.output<typeof trajectories>;

/** Numbers of the files of a trajectory. */
export type StepsParams = z.output<typeof steps>;

/** Parameters for a spectrum. */
export type SpectrumParams = z.output<typeof spectrum>;

const TABLE = "a table (.csv, .arrow, .parquet)";

/** One snapshot an array leaves no choice of axes, and takes no other array. */
function checkStack(
  { file, member, stack, steps, axes }: {
    readonly file: string;
    readonly member?: string | undefined;
    readonly stack?: string | undefined;
    readonly steps?: unknown;
    readonly axes?: string | undefined;
  },
  context: z.RefinementCtx,
): void {
  const stars = file.split("*").length - 1;
  if (steps !== undefined && stars !== 1) {
    context.addIssue({
      code: "custom",
      path: ["file"],
      message: "a path with one *, for the numbers of `steps`",
    });
  }
  if (steps === undefined && stars > 0) {
    context.addIssue({ code: "custom", path: ["file"], message: "`steps` to say what * is" });
  }
  if (steps !== undefined && !ARRAY.test(file)) refuse(steps, "steps", TABLE, context);
  if (!ARCHIVE.test(file)) {
    refuse(stack, "stack", "a file that is no .npz or .safetensors", context);
  }
  if (stack !== undefined) refuse(member, "member", "`stack`", context);
  if (stack !== undefined && steps !== undefined) refuse(stack, "stack", "`steps`", context);
  if (stack !== undefined || steps !== undefined) {
    refuse(axes, "axes", "one array a step", context);
  }
}

function checkMember(
  { file, member }: { readonly file: string; readonly member?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (!ARCHIVE.test(file)) {
    refuse(member, "member", "a file that is no .npz or .safetensors", context);
  }
}

/** Reports a parameter that the file's format has no use for. */
function refuse(value: unknown, name: string, file: string, context: z.RefinementCtx): void {
  if (value === undefined) return;
  context.addIssue({ code: "custom", path: [name], message: `no \`${name}\` with ${file}` });
}
