/** Data that cannot be trained on: refused with the file, the place and what was found. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { KooplineError } from "../../../schemas/error.ts";
import { writeNpy } from "../../end_to_end/npy.ts";
import { catchDataset, makeDataset, writeIdx } from "./making.ts";

const IDX = { format: "idx", train: { inputs: "x", labels: "y" } };
const X = writeIdx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
const Y = writeIdx([2], [0, 1]);
const NPY = { format: "npy", train: { inputs: "x.npy", labels: "y.npy" } };
const CSV = { format: "csv", train: { inputs: "t.csv", labels: "t.csv" } };

type Case = readonly [
  name: string,
  params: unknown,
  files: Readonly<Record<string, Uint8Array | string>>,
  code: string,
  where: string,
  words: RegExp,
];

/** An IDX header with lengths that no file has. */
function writeHuge(): Uint8Array {
  const bytes = writeIdx([2, 2, 2], [1]);
  new DataView(bytes.buffer).setUint32(4, 0xffffffff);
  new DataView(bytes.buffer).setUint32(8, 0xffffffff);
  return bytes;
}

const CASES: readonly Case[] = [
  [
    "a pixel that is not a number",
    NPY,
    { "x.npy": writeNpy([2, 1, 2], [1, 2, 3, NaN]), "y.npy": writeNpy([2], [0, 1]) },
    "input.value",
    "x.npy[1, 0, 1]",
    /a finite number, but found NaN/,
  ],
  [
    "a pixel without bound, in an IDX file of floats",
    IDX,
    { x: writeIdx([2, 2], [1, 2, Infinity, 4], 0x0e), y: Y },
    "input.value",
    "x[1, 0]",
    /a finite number, but found Infinity/,
  ],
  [
    "a fraction for a label",
    NPY,
    { "x.npy": writeNpy([2, 1], [1, 2]), "y.npy": writeNpy([2], [0, 0.5]) },
    "input.value",
    "y.npy[1]",
    /a whole number from 0 .* but found 0\.5/,
  ],
  [
    "a negative label",
    NPY,
    { "x.npy": writeNpy([2, 1], [1, 2]), "y.npy": writeNpy([2], [-1, 0]) },
    "input.value",
    "y.npy[0]",
    /but found -1/,
  ],
  [
    "a label beyond the classes",
    { ...IDX, classes: 2 },
    { x: X, y: writeIdx([2], [1, 2]) },
    "input.value",
    "y[1]",
    /a label below 2, the number of classes, but found 2/,
  ],
  [
    "a test label beyond the training labels",
    { ...IDX, test: { inputs: "tx", labels: "ty" } },
    { x: X, y: Y, tx: X, ty: writeIdx([2], [0, 7]) },
    "input.value",
    "ty[1]",
    /a label below 2/,
  ],
  [
    "a label that is a word, with the line and the column",
    CSV,
    { "t.csv": "label,a\n0,1\ncat,2\n" },
    "input.value",
    "t.csv:3:1",
    /a finite number in column `label`, but found `cat`/,
  ],
  [
    "no examples",
    IDX,
    { x: writeIdx([0, 2, 2], []), y: writeIdx([0], []) },
    "input.shape",
    "x",
    /at least one example, but found the shape \(0, 2, 2\)/,
  ],
  [
    "fewer labels than images",
    IDX,
    { x: X, y: writeIdx([1], [0]) },
    "input.shape",
    "y",
    /2 labels, one for each input of x, but found 1/,
  ],
  [
    "one-hot labels",
    NPY,
    { "x.npy": writeNpy([2, 1], [1, 2]), "y.npy": writeNpy([2, 2], [0, 1, 1, 0]) },
    "input.shape",
    "y.npy",
    /one label for each example/,
  ],
  [
    "another magic number",
    IDX,
    { x: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0), y: Y },
    "input.format",
    "x",
    /an IDX file .* but found 6 bytes that begin with 89 50 4e 47/,
  ],
  [
    "an image file that is cut off",
    IDX,
    { x: X.subarray(0, X.length - 1), y: Y },
    "input.format",
    "x",
    /24 bytes for the shape 2 × 2 × 2, but found 23 bytes/,
  ],
  [
    "bytes after the images",
    IDX,
    { x: Uint8Array.of(...X, 0), y: Y },
    "input.format",
    "x",
    /24 bytes for the shape 2 × 2 × 2, but found 25 bytes/,
  ],
  [
    "a gzip file of another checksum",
    IDX,
    { x: gzipSync(X).map((byte, i, all) => i === all.length - 8 ? byte ^ 1 : byte), y: Y },
    "input.format",
    "x",
    /a whole gzip file, but found bytes of another checksum/,
  ],
  [
    "a header that is cut off",
    IDX,
    { x: X.subarray(0, 9), y: Y },
    "input.format",
    "x",
    /a header of 16 bytes, but found 9/,
  ],
  [
    "lengths that multiply to too much",
    IDX,
    { x: writeHuge(), y: Y },
    "input.format",
    "x",
    /more than 2⁵³ bytes for the shape 4294967295 × 4294967295 × 2/,
  ],
  [
    "a gzip file that is cut off",
    IDX,
    { x: gzipSync(X).subarray(0, 20), y: Y },
    "input.format",
    "x",
    /a whole gzip file/,
  ],
  [
    "inputs that are all equal",
    NPY,
    { "x.npy": writeNpy([2, 1], [3, 3]), "y.npy": writeNpy([2], [0, 1]) },
    "input.value",
    "x.npy",
    /inputs that differ.* but found 3 everywhere/,
  ],
  [
    "test inputs of another shape",
    { ...IDX, test: { inputs: "tx", labels: "ty" } },
    { x: X, y: Y, tx: writeIdx([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), ty: Y },
    "input.shape",
    "tx",
    /test inputs of the shape \(2, 2\), but found \(4,\)/,
  ],
  [
    "test inputs of another element type",
    { ...IDX, test: { inputs: "tx", labels: "ty" } },
    { x: X, y: Y, tx: writeIdx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], 0x0d), ty: Y },
    "input.shape",
    "tx",
    /element type u8, .* but found f32/,
  ],
  [
    "a shape that does not fit",
    { ...IDX, shape: [3, 2] },
    { x: X, y: Y },
    "input.shape",
    "x",
    /inputs of the shape \(3, 2\), .* but found 4 numbers each/,
  ],
  [
    "a table without a column of labels",
    CSV,
    { "t.csv": "a,b\n1,2\n" },
    "input.shape",
    "t.csv",
    /a column `label`/,
  ],
];

for (const [name, params, files, code, where, words] of CASES) {
  Deno.test(`dataset refuses ${name}`, async () => {
    const problem = await catchDataset(params, files);
    assert.equal(problem.code, code);
    assert.equal(problem.where, where);
    assert.match(`${problem.expected}, but found ${problem.found}`, words);
  });
}

Deno.test("dataset refuses a gzip bomb by what it declares, and by what comes out of it", async () => {
  const bomb = gzipSync(new Uint8Array(2 ** 24));
  const declare = (size: number) => {
    const changed = bomb.slice();
    new DataView(changed.buffer).setUint32(changed.length - 4, size, true);
    return changed;
  };
  const find = async (x: Uint8Array) => (await catchDataset(IDX, { x, y: Y })).found;
  assert.equal(await find(declare(8)), "more than the 8 bytes that its end declares");
  assert.match(await find(declare(2 ** 30)), /bytes that are said to unpack to 1073741824/);
});

Deno.test("dataset ends in a data set or a clear error on bytes of every kind", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(X.length - 1),
      fc.nat(255),
      async (noise, at, byte) => {
        const changed = Uint8Array.from(X, (value, i) => i === at ? byte : value);
        for (const x of [noise, changed, gzipSync(changed).fill(byte, at, at + 1)]) {
          try {
            await makeDataset(IDX, { x, y: Y });
          } catch (error) {
            assert.ok(error instanceof KooplineError, String(error));
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
