/** A data set as training takes it: normalised, checked against the net and the loss. */

import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Examples, Inputs, Loss } from "../../training/trainer.ts";
import type { TrainParams } from "./params.ts";

/** The examples of a data set. */
export interface Sets {
  readonly train: Examples;
  /** Undefined when the data set has no test examples. */
  readonly test: Examples | undefined;
  /** Shape of one input. */
  readonly shape: readonly number[];
  /** What a net for it gives: a number for each class or target. */
  readonly outputs: number;
}

type DatasetValue = ArtifactValue<typeof Dataset>;

/**
 * Reads the examples of a data set.
 *
 * @throws KooplineError `input.shape` or `input.value` when its parts do not fit one another or the loss.
 */
export function readSets(
  dataset: DatasetValue,
  { normalise, loss }: Pick<TrainParams, "normalise" | "loss">,
): Sets {
  const { meta } = dataset;
  const outputs = meta.classes > 0 ? meta.classes : dataset.tables.train.target.width;
  checkLoss(meta.classes, outputs, loss);
  const moments = findMoments(dataset, normalise);
  const read = (set: "train" | "test") => readExamples(dataset, set, moments);
  return {
    train: read("train"),
    test: meta.test > 0 ? read("test") : undefined,
    shape: meta.shape,
    outputs,
  };
}

function checkLoss(classes: number, outputs: number, loss: Loss): void {
  if (loss === "cross_entropy" && classes < 2) {
    throw new KooplineError({
      code: "input.value",
      expected: "at least 2 classes for `loss: cross_entropy`",
      found: classes === 0 ? "a data set with real targets" : "a data set of 1 class",
      hint: "Use `loss: mean_square`, or a data set with classes.",
    });
  }
  if (outputs > 0) return;
  throw new KooplineError({
    code: "input.shape",
    expected: "a data set with classes or targets",
    found: "one with neither",
  });
}

function findMoments({ meta }: DatasetValue, normalise: TrainParams["normalise"]) {
  if (normalise === "none") return { mean: 0, deviation: 1 };
  if (normalise !== "published") return normalise;
  const { mean, deviation } = meta;
  if (Number.isFinite(mean) && deviation > 0) return { mean, deviation };
  throw new KooplineError({
    code: "input.value",
    expected: "a data set whose inputs have a positive deviation",
    found: `mean ${mean} and deviation ${deviation}`,
    hint: "Give `normalise: { mean, deviation }`, or `normalise: none`.",
  });
}

function readExamples(
  { tables, files, meta }: DatasetValue,
  set: "train" | "test",
  moments: { readonly mean: number; readonly deviation: number },
): Examples {
  const count = meta[set];
  const { label, target } = tables[set];
  const width = meta.shape.reduce((product, size) => product * size, 1);
  const data = readInputs(files[`${set}_inputs`], meta.dtype, count * width, set);
  if (label.length !== count) {
    throw refuse("input.shape", set, `${count} examples`, `${label.length} rows`);
  }
  checkInputs(data, width, set);
  const hasClasses = meta.classes > 0;
  if (hasClasses) checkLabels(label, meta.classes, set);
  return {
    inputs: { data, width, scale: meta.scale, ...moments },
    count,
    labels: hasClasses ? label : new Int32Array(),
    targets: hasClasses ? new Float64Array() : target.data,
  };
}

const ELEMENT_BYTES = { u8: 1, f32: 4, f64: 8 } as const;

function readInputs(
  bytes: Uint8Array,
  dtype: keyof typeof ELEMENT_BYTES,
  elements: number,
  set: string,
): Inputs["data"] {
  const size = ELEMENT_BYTES[dtype];
  if (bytes.length !== elements * size) {
    throw refuse("input.shape", set, `${elements * size} bytes of inputs`, `${bytes.length}`);
  }
  if (dtype === "u8") return bytes;
  const isAligned = bytes.byteOffset % size === 0;
  const { buffer, byteOffset } = isAligned ? bytes : bytes.slice();
  return dtype === "f32"
    ? new Float32Array(buffer, byteOffset, elements)
    : new Float64Array(buffer, byteOffset, elements);
}

function checkInputs(data: Inputs["data"], width: number, set: string): void {
  if (data instanceof Uint8Array) return;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const place = `input ${i % width} of example ${Math.floor(i / width)}`;
    throw refuse("input.value", set, "finite inputs", `${data[i]} at ${place}`);
  }
}

function checkLabels(labels: Int32Array, classes: number, set: string): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= 0 && label < classes) continue;
    throw refuse("input.value", set, `labels from 0 to ${classes - 1}`, `${label} of example ${i}`);
  }
}

function refuse(code: "input.shape" | "input.value", set: string, expected: string, found: string) {
  return new KooplineError({ code, expected: `${expected} in the ${set} set`, found });
}
