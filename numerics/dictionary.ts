/**
 * Dictionaries of extended dynamic mode decomposition: functions of the observables that a fit sees.
 *
 * Williams, Kevrekidis & Rowley 2015, A data-driven approximation of the Koopman operator: extending
 * dynamic mode decomposition, J. Nonlinear Sci. 25 (arXiv 1408.4408). An operator on ψ(x) approximates the
 * Koopman operator on the span of the dictionary.
 */

import { KooplineError } from "../schemas/error.ts";
import { cos, sin } from "./elementary.ts";
import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";

/**
 * A dictionary; with `constant`, the function 1 comes first, and `identity` then gives an affine fit.
 * - `identity`: the observables x_i themselves.
 * - `polynomial`: all monomials of total degree 1 to `degree`, by degree, then by variables.
 * - `fourier`: cos(m·2π·x_i/period), sin(m·2π·x_i/period) for m = 1 to `harmonics`, observable by observable.
 */
export type Dictionary =
  | { readonly kind: "identity"; readonly constant: boolean }
  | { readonly kind: "polynomial"; readonly constant: boolean; readonly degree: number }
  | {
    readonly kind: "fourier";
    readonly constant: boolean;
    readonly harmonics: number;
    readonly period: number;
  };

const TURN = 6.283185307179586;

/**
 * Evaluates a dictionary on every snapshot.
 *
 * @param trajectories each T_i × D.
 * @returns each T_i × the number of functions.
 * @throws KooplineError `numeric.too_large`; `numeric.not_finite` when a snapshot or a function's value
 * is not finite.
 */
export function liftSnapshots(
  trajectories: readonly Matrix[],
  dictionary: Dictionary,
): readonly Matrix[] {
  if (dictionary.kind === "identity" && !dictionary.constant) return trajectories;
  const width = trajectories[0]?.columns ?? 0;
  const functions = countFunctions(dictionary, width);
  const rows = trajectories.reduce((sum, trajectory) => sum + trajectory.rows, 0);
  assertMemory(
    2 * rows * functions,
    `a dictionary of ${functions} functions on ${rows} snapshots`,
    "Lower its degree, or `reduce` the snapshots first.",
  );
  const evaluate = chooseEvaluator(dictionary, width);
  return trajectories.map((trajectory, index) => {
    if (trajectory.columns !== width) throw refuseWidth(width, trajectory.columns, index);
    const lifted = createMatrix(trajectory.rows, functions);
    for (let t = 0; t < trajectory.rows; t++) {
      const values = lifted.data.subarray(t * functions, (t + 1) * functions);
      if (dictionary.constant) values[0] = 1;
      evaluate(
        trajectory.data.subarray(t * width, (t + 1) * width),
        values.subarray(dictionary.constant ? 1 : 0),
      );
    }
    assertFinite(
      lifted.data,
      (i) =>
        `function ${i % functions} of snapshot ${Math.floor(i / functions)} in trajectory ${index}`,
    );
    return lifted;
  });
}

/** Gives how many functions a dictionary has on D observables. */
export function countFunctions(dictionary: Dictionary, observables: number): number {
  const own = { identity: observables, polynomial: 0, fourier: 0 };
  if (dictionary.kind === "fourier") own.fourier = 2 * dictionary.harmonics * observables;
  if (dictionary.kind === "polynomial") {
    // C(D + g, g) − 1.
    let count = 1;
    for (let g = 1; g <= dictionary.degree; g++) count = (count * (observables + g)) / g;
    own.polynomial = Math.round(count) - 1;
  }
  return own[dictionary.kind] + (dictionary.constant ? 1 : 0);
}

type Evaluator = (snapshot: Float64Array, values: Float64Array) => void;

function chooseEvaluator(dictionary: Dictionary, width: number): Evaluator {
  switch (dictionary.kind) {
    case "identity":
      return (snapshot, values) => values.set(snapshot);
    case "polynomial":
      return prepareMonomials(width, dictionary.degree);
    case "fourier": {
      const { harmonics, period } = dictionary;
      return (snapshot, values) => {
        let place = 0;
        for (const x of snapshot) {
          for (let m = 1; m <= harmonics; m++) {
            const angle = m * TURN * (x / period);
            values[place] = cos(angle);
            values[place + 1] = sin(angle);
            place += 2;
          }
        }
      };
    }
  }
}

/** Each monomial is an earlier one times a variable that is not before its last. */
function prepareMonomials(width: number, degree: number): Evaluator {
  const parents: number[] = [];
  const variables: number[] = [];
  for (let variable = 0; variable < width; variable++) {
    parents.push(-1);
    variables.push(variable);
  }
  let first = 0;
  for (let g = 2; g <= degree; g++) {
    const end = parents.length;
    for (let parent = first; parent < end; parent++) {
      for (let variable = variables[parent]!; variable < width; variable++) {
        parents.push(parent);
        variables.push(variable);
      }
    }
    first = end;
  }
  return (snapshot, values) => {
    for (let place = 0; place < parents.length; place++) {
      const parent = parents[place]!;
      const factor = parent < 0 ? 1 : values[parent]!;
      values[place] = factor * snapshot[variables[place]!]!;
    }
  };
}

function refuseWidth(expected: number, found: number, index: number): KooplineError {
  return new KooplineError({
    code: "input.shape",
    expected: `${expected} observables in every trajectory, as in trajectory 0`,
    found: `${found} in trajectory ${index}`,
  });
}
