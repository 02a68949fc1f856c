import { z } from "zod";
import type { Matrix } from "../../numerics/matrix.ts";
import { measureAngle, measureModulus } from "../../numerics/order.ts";
import { computeSpectrum } from "../../numerics/spectrum.ts";
import { Operator } from "../../schemas/operator.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { defineStage, type Item, one } from "../define.ts";

/** Computes the spectrum of an operator; README.md has the equations. */
export const spectrum = defineStage({
  kind: "spectrum",
  summary:
    "Eigenvalues of a fitted operator, with energies, residuals, condition numbers and modes.",
  params: z.strictObject({}),
  needs: { operator: one(Operator) },
  makes: Spectrum,
  run({ needs }) {
    const { tables, meta } = needs.operator;
    const { re, im, energy, residual, condition, modes } = computeSpectrum({
      matrix: readMatrix(tables.matrix.values),
      basis: readMatrix(tables.basis.values),
      meanSquare: meta.mean_square,
      gram: {
        xx: readProduct(needs.operator, "xx"),
        ee: readProduct(needs.operator, "ee"),
      },
      method: meta.method,
    });
    const index = Int32Array.from(re.keys());
    return {
      tables: {
        eigenvalues: {
          index,
          re,
          im,
          modulus: re.map((value, i) => measureModulus(value, im[i]!)),
          angle: re.map((value, i) => measureAngle(value, im[i]!)),
          energy,
          residual,
          condition,
        },
        modes: {
          index,
          re: { width: meta.observables, data: modes.re.data },
          im: { width: meta.observables, data: modes.im.data },
        },
      },
      files: {},
      meta: { rank: re.length },
    };
  },
});

function readMatrix({ width, data }: { width: number; data: Float64Array }): Matrix {
  return { rows: data.length / width, columns: width, data };
}

/** Reads one of the k × k mean products; rows of a product stand together. */
function readProduct({ tables }: Item<typeof Operator>, name: "xx" | "ee"): Matrix {
  const { product, values: { width, data } } = tables.gram;
  const first = product.indexOf(name) * width;
  return { rows: width, columns: width, data: data.subarray(first, first + width * width) };
}
