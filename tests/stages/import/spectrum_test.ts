import { testRefusals, writeFloats, writeNpy } from "./files.ts";

const eigenvalues = { as: "spectrum", file: "e.npy" };
const declare = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
const floats = (header: string, count: number, rest?: { version?: number[]; length?: number }) =>
  writeNpy(header, new Float64Array(count), rest);

testRefusals([
  [
    "a spectrum of three columns",
    eigenvalues,
    writeFloats([2, 3], [1, 2, 3, 4, 5, 6]),
    "input.shape",
    /\(k, 2\), but found real numbers of shape \(2, 3\)[^]*Transpose/,
  ],
  [
    "a spectrum of no eigenvalues",
    eigenvalues,
    floats(declare("'<f8'", "(0,)"), 0),
    "input.shape",
    /found real numbers of shape \(0,\)/,
  ],
  [
    "a complex matrix as a spectrum",
    eigenvalues,
    writeNpy(declare("'<c16'", "(1, 2)"), new Float64Array(4)),
    "input.shape",
    /found complex numbers of shape \(1, 2\)/,
  ],
  [
    "NaN in an imaginary part",
    eigenvalues,
    writeNpy(declare("'<c16'", "(2,)"), Float64Array.of(1, 2, 3, NaN)),
    "input.value",
    /e\.npy\[1\]: .*found NaN/,
  ],
  [
    "NaN in a column of parts",
    eigenvalues,
    writeFloats([2, 2], [1, 2, NaN, 4]),
    "input.value",
    /e\.npy\[1, 0\]: .*found NaN/,
  ],
  [
    "eigenvalues whose modulus overflows",
    eigenvalues,
    writeFloats([1, 2], [1.5e308, 1.5e308]),
    "input.value",
    /finite modulus/,
  ],
  [
    "a spectrum without imaginary parts",
    { as: "spectrum", file: "e.csv" },
    "re\n1\n",
    "input.shape",
    /a column `im`, but found the columns re/,
  ],
]);
