/** Snapshots that stand one a tensor or one a file: put one after the other, by the number in their names. */

import { type Archive, listNames } from "./archive.ts";
import { type NumberArray, readInOrder, writeShape } from "./array.ts";
import type { TrajectoriesParams } from "./params.ts";
import { refuseInput } from "./refusal.ts";
import type { Snapshots } from "./trajectories.ts";

/** The array of a step. */
export interface StepArray {
  readonly step: number;
  readonly array: NumberArray;
}

const LARGEST_INT32 = 0x7fff_ffff;

/**
 * Takes the arrays of an archive whose names fit a pattern.
 *
 * @param pattern a name with one `*`, which stands for the number of the step: `step_*.weight`.
 * @throws KooplineError `input.value` when none fits, or two have one number.
 */
export function listSteps(archive: Archive, pattern: string): readonly StepArray[] {
  const [before = "", after = ""] = pattern.split("*");
  const steps = archive.names.flatMap((name) => {
    const fits = name.length > before.length + after.length && name.startsWith(before) &&
      name.endsWith(after);
    const digits = fits ? name.slice(before.length, name.length - after.length) : "";
    const step = /^\d+$/.test(digits) ? Number(digits) : NaN;
    return step <= LARGEST_INT32 ? [{ step, name }] : [];
  }).sort((a, b) => a.step - b.step);
  if (steps.length === 0) {
    throw refuseInput(
      "input.value",
      archive.where,
      `arrays named \`${pattern}\`, with a number for *`,
      listNames(archive.names),
    );
  }
  return steps.map(({ step, name }) => ({ step, array: archive.read(name) }));
}

/**
 * Puts arrays of one shape one after the other: one trajectory, each array a snapshot, its last axis fastest.
 *
 * @throws KooplineError `input.shape` for arrays of different shape and names that do not fit them; `input.value` for
 * steps that repeat or leave a gap, and for a number that is not finite.
 */
export function stackSteps(
  steps: readonly StepArray[],
  { observables: names }: Pick<TrajectoriesParams, "observables">,
): Snapshots {
  const first = steps[0]?.array;
  if (first === undefined) throw new Error("no steps");
  checkSteps(steps);
  const width = first.data.length;
  if (width === 0 || (names !== undefined && names.length !== width)) {
    throw refuseInput(
      "input.shape",
      first.where,
      names === undefined ? "data" : `${names.length} numbers, as many as \`observables\` names`,
      `the shape ${writeShape(first.shape)}`,
    );
  }
  const values = new Float64Array(steps.length * width);
  steps.forEach(({ array }, row) => values.set(takeRow(array, first), row * width));
  return {
    trajectory: new Int32Array(steps.length),
    step: Int32Array.from(steps, ({ step }) => step),
    values,
    observables: names ?? Array.from({ length: width }, (_, k) => `x${k}`),
  };
}

function checkSteps(steps: readonly StepArray[]): void {
  const stride = (steps[1]?.step ?? 0) - (steps[0]?.step ?? 0);
  const bad = steps.findIndex(({ step }, k) =>
    k > 0 && (step - steps[k - 1]!.step !== stride || stride === 0)
  );
  if (bad < 0) return;
  const before = steps[bad - 1]!.step;
  throw refuseInput(
    "input.value",
    steps[bad]!.array.where,
    `step ${before + Math.max(1, stride)} after step ${before}`,
    `step ${steps[bad]!.step}`,
    "Steps rise evenly: the operator takes neighbouring snapshots for one step apart.",
  );
}

/** The numbers of an array with its last axis fastest. */
function takeRow(array: NumberArray, first: NumberArray): Float64Array {
  const { where, shape, complex } = array;
  if (complex) throw refuseInput("input.format", where, "real numbers", "complex numbers");
  if (writeShape(shape) !== writeShape(first.shape)) {
    const expected = `the shape ${writeShape(first.shape)}, as ${first.where} has`;
    throw refuseInput("input.shape", where, expected, writeShape(shape));
  }
  const row = readInOrder(array);
  const bad = row.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return row;
  throw refuseInput("input.value", `${where}, element ${bad}`, "a finite number", `${row[bad]}`);
}
