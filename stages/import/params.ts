/** The parameters of `import`. */

import { z } from "zod";

/** Orders of the axes of an array of snapshots: `time` counts steps. */
const AXES = [
  "time",
  "time,observable",
  "observable,time",
  "time,trajectory",
  "trajectory,time",
  "time,observable,trajectory",
  "time,trajectory,observable",
  "observable,time,trajectory",
  "observable,trajectory,time",
  "trajectory,time,observable",
  "trajectory,observable,time",
] as const;

const ARRAY = /\.np[yz]$/i;
const ANY_FORMAT = /\.(npy|npz|csv|arrow)$/i;

const file = z.string().regex(ANY_FORMAT, "a file that ends in .npy, .npz, .csv or .arrow")
  .describe("path of the file, beside the pipeline");
const member = z.string().min(1).optional()
  .describe("the array to take from an .npz file with several");

const trajectories = z.strictObject({
  as: z.literal("trajectories"),
  file,
  member,
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
  if (!ARRAY.test(params.file)) refuse(params.axes, "axes", "a table (.csv, .arrow)", context);
  if (ARRAY.test(params.file)) refuse(params.columns, "columns", "an array (.npy, .npz)", context);
});

const spectrum = z.strictObject({
  as: z.literal("spectrum"),
  file,
  member,
  columns: z.strictObject({
    re: z.string().min(1).default("re"),
    im: z.string().min(1).default("im"),
  }).optional().describe("which columns of a table hold real and imaginary parts"),
}).superRefine((params, context) => {
  checkMember(params, context);
  if (ARRAY.test(params.file)) refuse(params.columns, "columns", "an array (.npy, .npz)", context);
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

/** Parameters for a spectrum. */
export type SpectrumParams = z.output<typeof spectrum>;

function checkMember(
  { file, member }: { readonly file: string; readonly member?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (!/\.npz$/i.test(file)) refuse(member, "member", "a file that is no .npz", context);
}

/** Reports a parameter that the file's format has no use for. */
function refuse(value: unknown, name: string, file: string, context: z.RefinementCtx): void {
  if (value === undefined) return;
  context.addIssue({ code: "custom", path: [name], message: `no \`${name}\` with ${file}` });
}
