/** Small trainings and data sets for tests of training. */

import { seedRandom } from "../../numerics/random.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";

/** Parameters of `train` for the data below. */
export const BASE = {
  model: { kind: "dense", layers: [5, 3] },
  optimiser: { kind: "sgd", rate: 0.1 },
  batch: 7,
  steps: 20,
  record: { observable: { layer: -1 } },
};

/** What differs between the data sets of tests. */
export interface DataOptions {
  readonly train?: number;
  readonly test?: number;
  readonly shape?: number[];
  readonly classes?: number;
  readonly seed?: number;
}

/** Makes images of noise, brighter in the part that belongs to the class. */
export function makeData(
  { train = 60, test = 20, shape = [4, 4], classes = 3, seed = 1 }: DataOptions = {},
): ArtifactValue<typeof Dataset> {
  const width = shape.reduce((product, size) => product * size, 1);
  const make = (count: number, name: string) => {
    const stream = seedRandom(String(seed))(name);
    const label = Int32Array.from({ length: count }, (_, i) => i % classes);
    const inputs = Uint8Array.from({ length: count * width }, (_, i) => {
      const isBright = (i % width) % classes === label[Math.floor(i / width)];
      return stream.integer(0, isBright ? 255 : 80);
    });
    return { inputs, rows: { label, target: { width: 0, data: new Float64Array() } } };
  };
  const sets = { train: make(train, "train"), test: make(test, "test") };
  return {
    tables: { train: sets.train.rows, test: sets.test.rows },
    files: { train_inputs: sets.train.inputs, test_inputs: sets.test.inputs },
    meta: {
      name: "noise",
      shape,
      dtype: "u8",
      classes,
      train,
      test,
      scale: 1 / 255,
      mean: 0.25,
      deviation: 0.25,
    },
  };
}
