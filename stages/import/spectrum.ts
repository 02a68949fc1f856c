/** Spectra from arrays and tables. */

import { measureAngle, measureModulus, orderEigenvalues } from "../../numerics/order.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Spectrum } from "../../schemas/spectrum.ts";
import { type NumberArray, writeShape } from "./array.ts";
import { type NumberTable, requireColumns } from "./number_table.ts";
import type { SpectrumParams } from "./params.ts";
import { refuseInput } from "./refusal.ts";

/** Eigenvalues in the order of the file. */
export interface Eigenvalues {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Takes eigenvalues from an array: complex numbers (k,), real numbers (k,), or parts (k, 2).
 *
 * @throws KooplineError `input.shape` for another shape or no eigenvalues, `input.value` for a number
 * that is not finite.
 */
export function readArrayEigenvalues(array: NumberArray): Eigenvalues {
  const { shape, strides, complex, data, where } = array;
  const [count = 0] = shape;
  const isVector = shape.length === 1;
  const isParts = shape.length === 2 && shape[1] === 2 && !complex;
  if (count === 0 || !(isVector || isParts)) {
    throw refuseInput(
      "input.shape",
      where,
      "k complex or real numbers, or k rows of real and imaginary part (k, 2)",
      `${complex ? "complex" : "real"} numbers of shape ${writeShape(shape)}`,
      shape.length === 2 && shape[0] === 2 ? "Transpose the array." : undefined,
    );
  }
  const size = complex ? 2 : 1;
  const read = (i: number, part: number): number => {
    if (isVector && !complex && part === 1) return 0;
    const place = isVector ? i * size + part : i * strides[0]! + part * strides[1]!;
    const value = data[place]!;
    if (Number.isFinite(value)) return value;
    const index = isVector ? `${i}` : `${i}, ${part}`;
    throw refuseInput("input.value", `${where}[${index}]`, "a finite number", `${value}`);
  };
  return {
    re: Float64Array.from({ length: count }, (_, i) => read(i, 0)),
    im: Float64Array.from({ length: count }, (_, i) => read(i, 1)),
  };
}

/**
 * Takes eigenvalues from two columns of a table.
 *
 * @throws KooplineError `input.shape` when they are not there, `input.value` for a number that is not
 * finite.
 */
export function readTableEigenvalues(
  table: NumberTable,
  { columns = { re: "re", im: "im" } }: Pick<SpectrumParams, "columns">,
): Eigenvalues {
  requireColumns(table, [columns.re, columns.im]);
  const [re, im] = [table.read(columns.re), table.read(columns.im)];
  if (re.width === 1 && im.width === 1) return { re: re.data, im: im.data };
  throw refuseInput("input.shape", table.where, "one number a row in each column", "vectors");
}

/**
 * Makes the artifact: eigenvalues in order; energies and residuals are not known, nor are modes.
 *
 * @throws KooplineError `input.value` for a modulus that overflows.
 */
export function makeSpectrum(
  { re, im }: Eigenvalues,
  where: string,
): ArtifactValue<typeof Spectrum> {
  const order = orderEigenvalues(re, im);
  const numbers = (read: (place: number) => number) => Float64Array.from(order, read);
  const modulus = numbers((i) => measureModulus(re[i]!, im[i]!));
  if (modulus[0] === Infinity) {
    throw refuseInput("input.value", where, "eigenvalues of finite modulus", "one that overflows");
  }
  return {
    tables: {
      eigenvalues: {
        index: Int32Array.from(order.keys()),
        re: numbers((i) => re[i]!),
        im: numbers((i) => im[i]!),
        modulus,
        angle: numbers((i) => measureAngle(re[i]!, im[i]!)),
        energy: numbers(() => NaN),
        residual: numbers(() => NaN),
        condition: numbers(() => NaN),
      },
      modes: {
        index: new Int32Array(0),
        re: { width: 1, data: new Float64Array(0) },
        im: { width: 1, data: new Float64Array(0) },
      },
    },
    files: {},
    meta: { rank: order.length },
  };
}
