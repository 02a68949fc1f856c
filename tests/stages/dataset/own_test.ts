/** Data sets from files of one's own: what is read of each format, and what comes of it. */

import assert from "node:assert/strict";
import { gzipSync, zipSync } from "fflate";
import { writeNpy as writeAnyNpy } from "../import/files.ts";
import { writeNpy } from "../../end_to_end/npy.ts";
import { makeDataset, readInputs, writeIdx } from "./making.ts";

const PIXELS = [0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const IDX = { format: "idx", train: { inputs: "x", labels: "y" } };

Deno.test("dataset takes images and labels from IDX files, and keeps bytes as they are", async () => {
  const { tables, files, meta } = await makeDataset(
    { ...IDX, name: "dots", test: { inputs: "tx", labels: "ty" } },
    {
      x: writeIdx([3, 2, 2], PIXELS),
      y: writeIdx([3], [2, 0, 1]),
      tx: writeIdx([1, 2, 2], [1, 2, 3, 4]),
      ty: writeIdx([1], [2]),
    },
  );
  assert.deepEqual([...files.train_inputs], PIXELS);
  assert.deepEqual([...files.test_inputs], [1, 2, 3, 4]);
  assert.deepEqual([...tables.train.label, ...tables.test.label], [2, 0, 1, 2]);
  assert.equal(tables.train.target.width, 0);
  const { mean, deviation, ...rest } = meta;
  assert.deepEqual(rest, {
    name: "dots",
    shape: [2, 2],
    dtype: "u8",
    classes: 3,
    train: 3,
    test: 1,
    scale: 1 / 255,
  });
  // 805 / 12 of 255, and the root of the mean square about it.
  const average = 805 / 12;
  const square = PIXELS.reduce((sum, pixel) => sum + (pixel - average) ** 2, 0) / 12;
  assert.ok(Math.abs(mean - average / 255) < 1e-15);
  assert.ok(Math.abs(deviation - Math.sqrt(square) / 255) < 1e-15);
});

Deno.test("dataset reads every element type of IDX", async () => {
  for (const type of [0x09, 0x0b, 0x0c, 0x0d, 0x0e]) {
    const values = [-1, 2, 3, 100];
    const { files, meta } = await makeDataset(IDX, {
      x: writeIdx([2, 2], values, type),
      y: writeIdx([2], [0, 1], type),
    });
    assert.equal(meta.dtype, type === 0x0d ? "f32" : "f64");
    assert.deepEqual(readInputs(files.train_inputs, meta.dtype), values);
    assert.equal(meta.scale, 1);
  }
});

Deno.test("dataset unpacks files that are gzip files, whatever they are called", async () => {
  const plain = { x: writeIdx([3, 2, 2], PIXELS), y: writeIdx([3], [2, 0, 1]) };
  const packed = { x: gzipSync(plain.x), y: gzipSync(plain.y) };
  assert.deepEqual(await makeDataset(IDX, packed), await makeDataset(IDX, plain));
});

Deno.test("dataset takes arrays of NumPy in either order, bytes as bytes and single floats as such", async () => {
  const params = {
    format: "npy",
    train: { inputs: "x.npy", labels: "y.npy" },
  };
  const labels = writeNpy([3], [0, 1, 1]);
  const header = (descr: string, fortran: string) =>
    `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (3, 2, 2), }`;
  const bytes = await makeDataset(params, {
    "x.npy": writeAnyNpy(header("|u1", "False"), Uint8Array.from(PIXELS)),
    "y.npy": labels,
  });
  assert.equal(bytes.meta.dtype, "u8");
  assert.deepEqual([...bytes.files.train_inputs], PIXELS);
  // In Fortran order element (n, i, j) stands at n + 3 i + 6 j.
  const fortran = new Float32Array(12);
  PIXELS.forEach((pixel, at) => {
    fortran[Math.floor(at / 4) + 3 * (Math.floor(at / 2) % 2) + 6 * (at % 2)] = pixel;
  });
  const floats = await makeDataset(params, {
    "x.npy": writeAnyNpy(header("<f4", "True"), fortran),
    "y.npy": labels,
  });
  assert.equal(floats.meta.dtype, "f32");
  assert.deepEqual(readInputs(floats.files.train_inputs, "f32"), PIXELS);
  assert.deepEqual(floats.meta.shape, [2, 2]);
});

Deno.test("dataset takes members of one archive, as Keras publishes MNIST", async () => {
  const archive = zipSync({
    "x_train.npy": writeNpy([2, 2], [1, 2, 3, 4]),
    "y_train.npy": writeNpy([2], [0, 1]),
    "x_test.npy": writeNpy([1, 2], [5, 6]),
    "y_test.npy": writeNpy([1], [1]),
  });
  const from = (member: string) => ({ file: "a.npz", member });
  const { files, tables } = await makeDataset({
    format: "npz",
    train: { inputs: from("x_train"), labels: from("y_train") },
    test: { inputs: from("x_test"), labels: from("y_test") },
  }, { "a.npz": archive });
  assert.deepEqual(readInputs(files.train_inputs, "f64"), [1, 2, 3, 4]);
  assert.deepEqual(readInputs(files.test_inputs, "f64"), [5, 6]);
  assert.deepEqual([...tables.test.label], [1]);
});

Deno.test("dataset takes one table with a column of labels, and a shape that the table does not say", async () => {
  const { files, tables, meta } = await makeDataset({
    format: "csv",
    train: { inputs: "t.csv", labels: "t.csv" },
    shape: [2, 1],
    scale: 0.5,
  }, { "t.csv": "label,a,b\n1,10,20\n0,30,40\n" });
  assert.deepEqual(readInputs(files.train_inputs, "f64"), [10, 20, 30, 40]);
  assert.deepEqual([...tables.train.label], [1, 0]);
  assert.deepEqual([meta.shape, meta.scale, meta.mean], [[2, 1], 0.5, 12.5]);
});

Deno.test("dataset takes real targets, one or more for each example", async () => {
  const { tables, meta } = await makeDataset({
    format: "csv",
    train: {
      inputs: { file: "t.csv", columns: ["x"] },
      targets: { file: "t.csv", columns: ["p", "q"] },
    },
  }, { "t.csv": "x,p,q,r\n1,0.5,-1,9\n2,0.25,-2,9\n" });
  assert.deepEqual(tables.train.target, { width: 2, data: Float64Array.of(0.5, -1, 0.25, -2) });
  assert.deepEqual([...tables.train.label], [-1, -1]);
  assert.equal(meta.classes, 0);
});
