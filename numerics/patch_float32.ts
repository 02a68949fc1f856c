/** The arithmetic of floats. */

import type { Matrix } from "./matrix.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import { factorTall } from "./patch_tall.ts";
import { multiply, multiplyByTransposed, multiplyTransposed } from "./product.ts";
import { decomposeSingular } from "./svd.ts";

function roundMatrix(a: Matrix): Matrix {
  return { ...a, data: a.data.map(Math.fround) };
}

/** Opens it. */
export function openFloat32(): PatchArithmetic {
  return {
    precision: "float32",
    round: Math.fround,
    multiply: (a, b) => roundMatrix(multiply(a, b)),
    multiplyTransposed: (a, b) => roundMatrix(multiplyTransposed(a, b)),
    multiplyByTransposed: (a, b) => roundMatrix(multiplyByTransposed(a, b)),
    decomposeSingular: (x) => {
      const { left, values, rightTransposed } = decomposeSingular(x);
      return {
        left: roundMatrix(left),
        values: values.map(Math.fround),
        rightTransposed: roundMatrix(rightTransposed),
      };
    },
    factorTall: (columns) => {
      const { r, reduce, lift } = factorTall(columns);
      return {
        r: roundMatrix(r),
        reduce: (vectors) => roundMatrix(reduce(vectors)),
        lift: (vectors) => roundMatrix(lift(vectors)),
      };
    },
  };
}
