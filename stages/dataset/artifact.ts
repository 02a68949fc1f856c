/** Examples to an artifact: classes counted, moments of the inputs computed. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import { refuseInput } from "../import/refusal.ts";
import { type Answers, type Inputs, readInputType, takeBytes } from "./inputs.ts";
import type { Split } from "./named_data.ts";

/** What the examples themselves do not say. */
export interface Facts {
  readonly name: string;
  /** Number of classes, when it is known. */
  readonly classes: number | undefined;
  /** What inputs are multiplied by first, when it is said. */
  readonly scale: number | undefined;
  /** Mean and deviation that the field uses; computed from the training inputs otherwise. */
  readonly moments: Moments | undefined;
}

/** Mean and population standard deviation of all numbers of all inputs, scaled. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Makes the artifact.
 *
 * @throws KooplineError `input.value` for a label beyond the classes, and for inputs that are all equal.
 */
export function makeDataset({ train, test }: Split, facts: Facts): ArtifactValue<typeof Dataset> {
  const dtype = readInputType(train.inputs);
  const scale = facts.scale ?? (dtype === "u8" ? 1 / 255 : 1);
  const classes = train.answers.kind === "labels"
    ? facts.classes ?? countClasses(train.answers.labels)
    : 0;
  for (const { answers } of [train, ...test === undefined ? [] : [test]]) {
    if (answers.kind === "labels") assertWithin(answers, classes);
  }
  const moments = facts.moments ?? measureInputs(train.inputs, scale);
  const width = train.answers.kind === "labels" ? 0 : train.answers.width;
  return {
    tables: {
      train: makeTable(train.answers, width),
      test: test === undefined ? makeEmpty(width) : makeTable(test.answers, width),
    },
    files: {
      train_inputs: takeBytes(train.inputs),
      test_inputs: test === undefined ? new Uint8Array() : takeBytes(matchType(test.inputs, dtype)),
    },
    meta: {
      name: facts.name,
      shape: [...train.inputs.shape],
      dtype,
      classes,
      train: train.inputs.rows,
      test: test?.inputs.rows ?? 0,
      scale,
      ...moments,
    },
  };
}

function matchType(test: Inputs, dtype: string): Inputs {
  const found = readInputType(test);
  if (found === dtype) return test;
  throw refuseInput(
    "input.shape",
    test.where,
    `test inputs of the element type ${dtype}, as the training inputs have`,
    found,
  );
}

function countClasses(labels: Int32Array): number {
  let most = 0;
  for (const label of labels) most = Math.max(most, label);
  return most + 1;
}

function assertWithin(
  { where, labels }: Answers & { readonly kind: "labels" },
  classes: number,
): void {
  const row = labels.findIndex((label) => label >= classes);
  if (row < 0) return;
  throw refuseInput(
    "input.value",
    `${where}[${row}]`,
    `a label below ${classes}, the number of classes`,
    `${labels[row]}`,
    "`classes` says how many there are; without it, the training labels do.",
  );
}

function makeTable(answers: Answers, width: number) {
  if (answers.kind === "labels") {
    return { label: answers.labels, target: { width, data: new Float64Array() } };
  }
  if (answers.width !== width) {
    throw refuseInput(
      "input.shape",
      answers.where,
      `targets of ${width} numbers, as the training targets have`,
      `${answers.width}`,
    );
  }
  const rows = answers.data.length / width;
  return { label: new Int32Array(rows).fill(-1), target: { width, data: answers.data } };
}

function makeEmpty(width: number) {
  return { label: new Int32Array(), target: { width, data: new Float64Array() } };
}

/**
 * Measures the scaled inputs in the order of the file, in two passes, each example summed up on its own: mean = Σ x / n,
 * deviation = √(Σ (x − mean)² / n).
 */
function measureInputs({ where, rows, data }: Inputs, scale: number): Moments {
  const width = data.length / rows;
  const average = (read: (value: number) => number) => {
    let total = 0;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += read(data[row * width + k]!);
      total += sum;
    }
    return total / data.length;
  };
  const mean = average((value) => value * scale);
  const deviation = Math.sqrt(average((value) => (value * scale - mean) * (value * scale - mean)));
  if (deviation > 0 && Number.isFinite(deviation)) return { mean, deviation };
  throw refuseInput(
    "input.value",
    where,
    "inputs that differ, by amounts that float64 can square",
    deviation === 0 ? `${data[0]} everywhere` : `a deviation of ${deviation}`,
  );
}
