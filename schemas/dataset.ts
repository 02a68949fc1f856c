import { z } from "zod";
import { defineArtifact, type TableType } from "./artifact_type.ts";
import { i32, vector } from "./column.ts";

const examples = {
  columns: {
    label: i32("class from 0; −1 when the data have real targets"),
    target: vector("f64", "real targets; of width 0 when the data have classes"),
  },
} as const satisfies Omit<TableType, "meaning">;

const inputs = {
  mediaType: "application/octet-stream",
} as const;

/**
 * A data set: inputs of equal shape, and for each a class or real targets.
 *
 * Inputs are raw bytes in little-endian order, one example after the other, as they were found: pixels of
 * 0–255 stay bytes, so that 60,000 images take 47 MB; training scales them.
 */
export const Dataset = defineArtifact({
  name: "dataset",
  version: 1,
  summary: "Training and test examples: inputs as raw bytes, classes or targets as tables.",
  tables: {
    train: { meaning: "One row a training example, in order.", ...examples },
    test: { meaning: "One row a test example, in order; may be empty.", ...examples },
  },
  files: {
    train_inputs: { meaning: "Training inputs, rows × product of `shape` elements.", ...inputs },
    test_inputs: { meaning: "Test inputs; empty without test examples.", ...inputs },
  },
  meta: z.strictObject({
    name: z.string(),
    shape: z.array(z.int().min(1)).min(1).describe("shape of one input, such as [28, 28]"),
    dtype: z.enum(["u8", "f32", "f64"]).describe("element type of the inputs' bytes"),
    classes: z.int().min(0).describe("number of classes; 0 when targets are real"),
    train: z.int().min(1).describe("training examples"),
    test: z.int().min(0).describe("test examples"),
    scale: z.number().describe(
      "what inputs are multiplied by before they are normalised: 1/255 for bytes, else 1",
    ),
    mean: z.number().describe(
      "mean of the scaled inputs that the field normalises with; else computed from the training inputs",
    ),
    deviation: z.number().describe("standard deviation that goes with `mean`"),
  }),
});
