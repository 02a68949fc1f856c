import { readFixture, testRefusals, writeFloats, writeNpy } from "./files.ts";
import { zipSync } from "fflate";

const npy = { as: "trajectories", file: "x.npy" };
const good = writeFloats([3, 2], [1, 2, 3, 4, 5, 6]);
const zip = zipSync({ "x.npy": good });
const declare = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
const floats = (header: string, count: number, rest?: { version?: number[]; length?: number }) =>
  writeNpy(header, new Float64Array(count), rest);

/** Writes other bytes over some. */
function patch(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at < 0 ? bytes.length + at : at);
  return copy;
}

testRefusals([
  [
    "an empty .npy",
    npy,
    "",
    "input.format",
    /x\.npy: Expected a NumPy array, but found an empty file/,
  ],
  [
    "a text called .npy",
    npy,
    "x,y\n1,2\n",
    "input.format",
    /found 8 bytes that begin with 78 2c 79/,
  ],
  [
    "an archive called .npy",
    npy,
    zip,
    "input.format",
    /a NumPy array, but found a ZIP archive \(\.npz\)/,
  ],
  [
    "a pickle called .npy",
    npy,
    Uint8Array.of(0x80, 4, 0x95, 0),
    "input.format",
    /found a Python pickle/,
  ],
  [
    "a .npy of six bytes",
    npy,
    good.slice(0, 6),
    "input.format",
    /version 1\.0, 2\.0 or 3\.0, but found 6 bytes/,
  ],
  ["a .npy of a future version", npy, patch(good, 6, 9), "input.format", /found version 9\.0/],
  [
    "a .npy cut off in its header",
    npy,
    good.slice(0, 40),
    "input.format",
    /a header of \d+ bytes in a file of 40[^]*cut off/,
  ],
  [
    "a .npy cut off before its header",
    npy,
    good.slice(0, 9),
    "input.format",
    /NumPy header .*found 9 bytes/,
  ],
  [
    "a header of a gigabyte",
    npy,
    floats(declare("'<f8'", "(1,)"), 1, { version: [2, 0], length: 2 ** 30 }),
    "input.format",
    /a header of 1073741824 bytes/,
  ],
  [
    "a .npy cut off in its data",
    npy,
    good.slice(0, -1),
    "input.format",
    /48 bytes of data for shape \(3, 2\) of '<f8', but found 47 bytes[^]*cut off/,
  ],
  [
    "a .npy with bytes after its data",
    npy,
    Uint8Array.of(...good, 0),
    "input.format",
    /found 49 bytes[^]*after its data/,
  ],
  [
    "a declared shape beyond the file",
    npy,
    floats(declare("'<f8'", "(1000000000, 1000000000)"), 2),
    "input.format",
    /8000000000000000000 bytes|8\.00e\+18 bytes/,
  ],
  [
    "a declared shape beyond all numbers",
    npy,
    floats(declare("'<f8'", "(9007199254740991, 9007199254740991, 9007199254740991)"), 2),
    "input.format",
    /5\.85e\+48 bytes of data/,
  ],
  [
    "a negative shape",
    npy,
    floats(declare("'<f8'", "(-3, 2)"), 6),
    "input.format",
    /descr, fortran_order and shape, but found \{/,
  ],
  [
    "a shape that is no tuple",
    npy,
    floats(declare("'<f8'", "(6)"), 6),
    "input.format",
    /the shape \(6\)/,
  ],
  [
    "a header without shape",
    npy,
    floats("{'descr': '<f8', 'fortran_order': False, }", 1),
    "input.format",
    /descr, fortran_order and shape, but found/,
  ],
  [
    "a header with a key of its own",
    npy,
    floats("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': True}", 1),
    "input.format",
    /descr, fortran_order and shape/,
  ],
  [
    "a header with a key twice",
    npy,
    floats("{'descr': '<f8', 'descr': '<f4', 'shape': (1,)}", 1),
    "input.format",
    /the key 'descr' twice/,
  ],
  [
    "a header that is an expression",
    npy,
    floats("__import__('os').getcwd()", 1),
    "input.format",
    /found __import__/,
  ],
  [
    "an order that is no truth value",
    npy,
    floats(declare("'<f8'", "(1,)", "0"), 1),
    "input.format",
    /descr, fortran_order and shape/,
  ],
  [
    "pickled objects",
    npy,
    readFixture("object.npy"),
    "input.format",
    /element type '\|O'[^]*pickled/,
  ],
  [
    "a structured array",
    npy,
    readFixture("structured.npy"),
    "input.format",
    /a structured array, \[\('a', '<f8'\)/,
  ],
  [
    "an array of text",
    npy,
    writeNpy(declare("'<U1'", "(1,)"), Int32Array.of(65)),
    "input.format",
    /element type '<U1'[^]*Text/,
  ],
  [
    "floats of no byte order",
    npy,
    floats(declare("'|f8'", "(1,)"), 1),
    "input.format",
    /element type '\|f8'/,
  ],
  [
    "a header of 20,000 bytes",
    npy,
    floats(declare("'<f8'", "(1,)") + " ".repeat(20_000), 1),
    "input.format",
    /a header of 200\d\d bytes/,
  ],
  [
    "a header with more after its end",
    npy,
    floats(declare("'<f8'", "(1,)") + " + x", 1),
    "input.format",
    /\} \+ x/,
  ],
  [
    "half-precision floats",
    npy,
    writeNpy(declare("'<f2'", "(1,)"), Int16Array.of(0)),
    "input.format",
    /element type '<f2'/,
  ],
  [
    "numbers without byte order",
    npy,
    floats(declare("'f8'", "(1,)"), 1),
    "input.format",
    /element type 'f8'/,
  ],
  [
    "an integer beyond float64",
    npy,
    writeNpy(declare("'<i8'", "(2,)"), BigInt64Array.of(1n, 2n ** 53n)),
    "input.value",
    /x\.npy, element 1: .*found 9007199254740992/,
  ],
  [
    "an array without axes",
    npy,
    floats(declare("'<f8'", "()"), 1),
    "input.shape",
    /one to three axes, but found the shape \(\)/,
  ],
  [
    "an array of four axes",
    npy,
    floats(declare("'<f8'", "(1, 1, 1, 1)"), 1),
    "input.shape",
    /found the shape \(1, 1, 1, 1\)/,
  ],
  [
    "axes that do not fit the array",
    { ...npy, axes: "time" },
    good,
    "input.shape",
    /the axes time, but found the shape \(3, 2\)/,
  ],
  [
    "an array without data",
    npy,
    floats(declare("'<f8'", "(0, 2)"), 0),
    "input.shape",
    /data, but found the empty shape \(0, 2\)/,
  ],
  [
    "more names than observables",
    { ...npy, observables: ["a", "b", "c"] },
    good,
    "input.shape",
    /3 observables, .* but found 2 in the shape \(3, 2\)/,
  ],
  [
    "NaN in an array",
    npy,
    writeFloats([2, 2], [1, 2, 3, NaN]),
    "input.value",
    /x\.npy\[1, 1\]: Expected a finite number, but found NaN/,
  ],
  [
    "Infinity in an array, in its own order of axes",
    { ...npy, axes: "observable,time" },
    writeFloats([2, 2], [1, 2, -Infinity, 4]),
    "input.value",
    /x\.npy\[1, 0\]: .*found -Infinity/,
  ],
  [
    "complex snapshots",
    npy,
    readFixture("complex128.npy"),
    "input.format",
    /real numbers, but found complex numbers/,
  ],
]);
