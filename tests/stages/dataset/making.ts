/** Data sets from files in memory, and files that hold numbers. */

import { Dataset } from "../../../schemas/dataset.ts";
import type { ArtifactValue } from "../../../schemas/artifact_type.ts";
import { KooplineError, type Problem } from "../../../schemas/error.ts";
import { dataset } from "../../../stages/dataset/stage.ts";
import { runKind } from "../run_kind.ts";

/** Runs the stage on files by the names that the parameters give them. */
export async function makeDataset(
  params: unknown,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<ArtifactValue<typeof Dataset>> {
  const declared = Object.entries(files).map(([path, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return [path, { path, bytes }] as const;
  });
  const { artifact } = await runKind(dataset, params, {}, { files: Object.fromEntries(declared) });
  return artifact;
}

/** The problem that making a data set ends with. */
export async function catchDataset(
  params: unknown,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<Problem> {
  try {
    await makeDataset(params, files);
  } catch (error) {
    if (error instanceof KooplineError) return error.problems[0];
    throw error;
  }
  throw new Error("The data set was not refused.");
}

const WRITERS: Readonly<
  Record<number, readonly [number, (view: DataView, at: number, value: number) => void]>
> = {
  0x08: [1, (view, at, value) => view.setUint8(at, value)],
  0x09: [1, (view, at, value) => view.setInt8(at, value)],
  0x0b: [2, (view, at, value) => view.setInt16(at, value)],
  0x0c: [4, (view, at, value) => view.setInt32(at, value)],
  0x0d: [4, (view, at, value) => view.setFloat32(at, value)],
  0x0e: [8, (view, at, value) => view.setFloat64(at, value)],
};

/** Writes an IDX file by its specification: magic, lengths, elements, all big-endian. */
export function writeIdx(
  shape: readonly number[],
  values: readonly number[],
  type = 0x08,
): Uint8Array<ArrayBuffer> {
  const [size, write] = WRITERS[type] ?? [1, () => {}];
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  values.forEach((value, i) => write(view, start + size * i, value));
  return bytes;
}

/** The inputs of a data set as numbers. */
export function readInputs(bytes: Uint8Array, dtype: "u8" | "f32" | "f64"): readonly number[] {
  const copy = bytes.slice().buffer;
  if (dtype === "u8") return [...new Uint8Array(copy)];
  return [...dtype === "f32" ? new Float32Array(copy) : new Float64Array(copy)];
}
