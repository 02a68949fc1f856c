/** Inputs and answers of examples, as files give them, before they become an artifact. */

import { writeShape } from "../import/array.ts";
import { refuseInput } from "../import/refusal.ts";

/** Element types of inputs. */
export type InputType = "u8" | "f32" | "f64";

/** Inputs of equal shape, one after the other. */
export interface Inputs {
  /** The file, for messages. */
  readonly where: string;
  readonly rows: number;
  /** Shape of one input. */
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

/** What examples are to be mapped to. */
export type Answers =
  | { readonly kind: "labels"; readonly where: string; readonly labels: Int32Array }
  | {
    readonly kind: "targets";
    readonly where: string;
    readonly width: number;
    readonly data: Float64Array;
  };

/** Inputs with what they are to be mapped to. */
export interface Examples {
  readonly inputs: Inputs;
  readonly answers: Answers;
}

/** Tells the element type of inputs. */
export function readInputType({ data }: Inputs): InputType {
  if (data instanceof Uint8Array) return "u8";
  return data instanceof Float32Array ? "f32" : "f64";
}

/** Gives the bytes of inputs, little-endian as every machine that Deno runs on. */
export function takeBytes({ data }: Inputs): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Counts the numbers of one input. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Takes apart an array whose first axis numbers the examples.
 *
 * @throws KooplineError `input.shape` without examples, or when `shape` does not fit.
 */
export function shapeInputs(
  where: string,
  array: readonly number[],
  data: Inputs["data"],
  shape: readonly number[] | undefined,
): Inputs {
  const [rows = 0, ...own] = array;
  if (rows === 0 || own.includes(0)) {
    throw refuseInput(
      "input.shape",
      where,
      "at least one example",
      `the shape ${writeShape(array)}`,
    );
  }
  const found = own.length === 0 ? [1] : own;
  if (shape === undefined || countElements(shape) === countElements(found)) {
    return { where, rows, shape: shape ?? found, data };
  }
  throw refuseInput(
    "input.shape",
    where,
    `inputs of the shape ${writeShape(shape)}, as \`shape\` says`,
    `${countElements(found)} numbers each`,
  );
}

/** Refuses inputs that are not finite. @throws KooplineError `input.value` with the place. */
export function assertFinite({ where, shape, data }: Inputs): void {
  if (data instanceof Uint8Array) return;
  const width = countElements(shape);
  for (let at = 0; at < data.length; at++) {
    // Only NaN and Infinity differ from themselves by something else than 0.
    if (data[at]! - data[at]! === 0) continue;
    const index = [Math.floor(at / width), ...findIndex(at % width, shape)].join(", ");
    throw refuseInput("input.value", `${where}[${index}]`, "a finite number", `${data[at]}`);
  }
}

function findIndex(flat: number, shape: readonly number[]): readonly number[] {
  let rest = flat;
  return shape.toReversed().map((length) => {
    const index = rest % length;
    rest = Math.floor(rest / length);
    return index;
  }).toReversed();
}

/**
 * Turns numbers into classes.
 *
 * @throws KooplineError `input.value` for what is no whole number from 0.
 */
export function makeLabels(
  where: string,
  numbers: ArrayLike<number>,
  locate: (row: number) => string,
): Answers & { readonly kind: "labels" } {
  const labels = new Int32Array(numbers.length);
  for (let row = 0; row < labels.length; row++) {
    const label = numbers[row]!;
    if (!Number.isInteger(label) || label < 0 || label > LARGEST_LABEL) {
      const found = `${label}`;
      throw refuseInput(
        "input.value",
        locate(row),
        `a label: a whole number from 0 to ${LARGEST_LABEL}`,
        found,
        "Number the classes from 0; real answers are `targets`.",
      );
    }
    labels[row] = label;
  }
  return { kind: "labels", where, labels };
}

const LARGEST_LABEL = 65_535;

/** Refuses examples of which there are more inputs than answers, or fewer. */
export function assertPaired({ inputs, answers }: Examples): void {
  const count = answers.kind === "labels"
    ? answers.labels.length
    : answers.data.length / answers.width;
  if (count === inputs.rows) return;
  throw refuseInput(
    "input.shape",
    answers.where,
    `${inputs.rows} ${answers.kind}, one for each input of ${inputs.where}`,
    `${count}`,
  );
}
