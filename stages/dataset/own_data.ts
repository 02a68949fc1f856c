/** Examples from files of the user's own. */

import type { DeclaredFile } from "../define.ts";
import type { FileContent } from "../import/file.ts";
import { type NumberArray, readInOrder, writeShape } from "../import/array.ts";
import { refuseInput } from "../import/refusal.ts";
import {
  type Answers,
  assertFinite,
  assertPaired,
  type Examples,
  type Inputs,
  makeLabels,
  shapeInputs,
} from "./inputs.ts";
import type { Split } from "./named_data.ts";
import { type OwnFile, type OwnParams, readFileParam } from "./params.ts";

type Files = Readonly<Record<string, DeclaredFile>>;

/**
 * Takes the examples of the user's files.
 *
 * @throws KooplineError `input.format`, `input.shape`, `input.value`, with the file and the place.
 */
export async function takeOwnExamples(params: OwnParams, files: Files): Promise<Split> {
  const train = await takeExamples(params, params.train, files);
  const test = params.test === undefined
    ? undefined
    : await takeExamples(params, params.test, files);
  if (test === undefined) return { train, test };
  const [a, b] = [writeShape(train.inputs.shape), writeShape(test.inputs.shape)];
  if (a !== b) {
    throw refuseInput("input.shape", test.inputs.where, `test inputs of the shape ${a}`, b);
  }
  return { train, test };
}

async function takeExamples(
  { format, shape }: OwnParams,
  { inputs: given, labels, targets }: OwnParams["train"],
  files: Files,
): Promise<Examples> {
  const answerParam = labels ?? targets;
  if (answerParam === undefined) throw new Error("neither labels nor targets");
  const [inputFile, answerFile] = [readFileParam(given), readFileParam(answerParam)];
  const answersName = labels === undefined ? "targets" : "labels";
  // In one table the answers' columns are no inputs.
  const answerColumns = format === "csv"
    ? await listColumns(answerFile, answersName, files)
    : undefined;
  const inputs = await readInputs(format, inputFile, files, shape, {
    without: inputFile.file === answerFile.file ? answerColumns ?? [] : [],
  });
  assertFinite(inputs);
  const named = answerColumns === undefined
    ? answerFile
    : { ...answerFile, columns: answerColumns };
  const answers = await readAnswers(format, named, files, answersName);
  const examples = { inputs, answers };
  assertPaired(examples);
  return examples;
}

async function readInputs(
  format: OwnParams["format"],
  file: OwnFile,
  files: Files,
  shape: readonly number[] | undefined,
  { without }: { readonly without: readonly string[] },
): Promise<Inputs> {
  if (format === "idx") {
    const array = await readIdx(file, files);
    return shapeInputs(file.file, array.shape, array.data, shape);
  }
  const content = await readContent(format, file, files);
  if (content.kind === "array") {
    const { array } = content;
    return shapeInputs(array.where, array.shape, takeElements(array), shape);
  }
  const { names, rows } = content.table;
  const columns = file.columns ?? names.filter((name) => !without.includes(name));
  const data = readColumns(content, columns);
  return shapeInputs(file.file, [rows, columns.length], data, shape);
}

async function readAnswers(
  format: OwnParams["format"],
  file: OwnFile,
  files: Files,
  kind: "labels" | "targets",
): Promise<Answers> {
  const { shape, data, locate } = await readAnswerNumbers(format, file, files);
  const width = shape.slice(1).reduce((product, length) => product * length, 1);
  if (shape.includes(0)) {
    throw refuseInput("input.shape", file.file, `${kind}`, `the empty shape ${writeShape(shape)}`);
  }
  if (kind === "labels") {
    if (width === 1) return makeLabels(file.file, data, locate);
    throw refuseInput(
      "input.shape",
      file.file,
      "one label for each example",
      `the shape ${writeShape(shape)}`,
      "Of one-hot labels take the index of the one: `labels.argmax(axis=1)`.",
    );
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { kind, where: file.file, width, data: Float64Array.from(data) };
  const place = locate(Math.floor(bad / width));
  throw refuseInput("input.value", place, "a finite target", `${data[bad]}`);
}

async function readAnswerNumbers(format: OwnParams["format"], file: OwnFile, files: Files) {
  const inArray = (row: number) => `${file.file}[${row}]`;
  if (format === "idx") return { ...await readIdx(file, files), locate: inArray };
  const content = await readContent(format, file, files);
  if (content.kind === "array") {
    const data = takeNumbers(content.array);
    return { shape: content.array.shape, data, locate: inArray };
  }
  const columns = file.columns ?? content.table.names;
  return {
    shape: [content.table.rows, columns.length],
    data: readColumns(content, columns),
    locate: (row: number) => content.table.locate(columns[0] ?? "", row),
  };
}

/** The columns that hold the answers: those named, else the one that is called so, else the only one. */
async function listColumns(
  file: OwnFile,
  usual: "labels" | "targets",
  files: Files,
): Promise<readonly string[]> {
  if (file.columns !== undefined) return file.columns;
  const content = await readContent("csv", file, files);
  const names = content.kind === "table" ? content.table.names : [];
  const singular = usual.slice(0, -1);
  const found = names.filter((name) => name === usual || name === singular);
  if (found.length === 1) return found;
  if (names.length === 1) return names;
  throw refuseInput(
    "input.shape",
    file.file,
    `a column \`${singular}\`, or \`columns\` to say which hold the ${usual}`,
    `the columns ${names.slice(0, 20).join(", ")}`,
    `Write \`${usual}: { file: ${file.file}, columns: [...] }\`.`,
  );
}

async function readIdx(file: OwnFile, files: Files) {
  const { unpackFile } = await import("./gzip.ts");
  const { parseIdx } = await import("./idx.ts");
  return parseIdx(unpackFile(readBytes(file, files), file.file), file.file);
}

/** A table of text takes twenty times its size in memory. */
const LARGEST_TEXT = 0x400_0000;

async function readContent(
  format: Exclude<OwnParams["format"], "idx">,
  file: OwnFile,
  files: Files,
): Promise<FileContent> {
  const { readNumbers } = await import("../import/file.ts");
  const { unpackFile } = await import("./gzip.ts");
  const packed = readBytes(file, files);
  // An archive is no gzip file, and a .npy file says itself how long it is.
  const bytes = format === "npz" ? packed : unpackFile(packed, file.file);
  if (format === "csv" && bytes.length > LARGEST_TEXT) {
    throw refuseInput(
      "input.format",
      file.file,
      `at most ${LARGEST_TEXT} bytes (64 MiB) of text`,
      `${bytes.length} bytes`,
      "Save it as .npy: `numpy.save(path, table.to_numpy())`.",
    );
  }
  return await readNumbers(file.file, bytes, file.member, `.${format}`);
}

/** Bytes and single floats stay what they are; all else becomes float64. */
function takeElements(array: NumberArray): Inputs["data"] {
  const data = takeNumbers(array);
  if (array.element === "u1") return Uint8Array.from(data);
  return array.element === "f4" ? Float32Array.from(data) : data;
}

/** Elements with the last axis fastest, as the artifact has them. */
function takeNumbers(array: NumberArray): Float64Array {
  if (!array.complex) return readInOrder(array);
  throw refuseInput("input.format", array.where, "real numbers", "complex numbers");
}

function readColumns(
  { table }: FileContent & { readonly kind: "table" },
  names: readonly string[],
): Float64Array {
  const missing = names.filter((name) => !table.names.includes(name));
  if (missing.length > 0 || names.length === 0) {
    const expected = names.length === 0 ? "columns of inputs" : `the columns ${missing.join(", ")}`;
    throw refuseInput("input.shape", table.where, expected, table.names.slice(0, 20).join(", "));
  }
  const data = new Float64Array(table.rows * names.length);
  names.forEach((name, k) => {
    const { data: column } = table.read(name);
    for (let row = 0; row < table.rows; row++) data[row * names.length + k] = column[row]!;
  });
  return data;
}

function readBytes({ file }: OwnFile, files: Files): Uint8Array {
  const found = files[file];
  if (found === undefined) throw new Error(`The engine gave no file ${file}.`);
  return found.bytes;
}
