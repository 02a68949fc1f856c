/** Files to import, built in memory, and a way to import them. */

import assert from "node:assert/strict";
import { checkArtifact } from "../../../engine/store/artifact_check.ts";
import { seedRandom } from "../../../numerics/random.ts";
import { KooplineError } from "../../../schemas/error.ts";
import type { JsonValue } from "../../../schemas/json.ts";
import { Expectation } from "../../../schemas/expectation.ts";
import { Spectrum } from "../../../schemas/spectrum.ts";
import { Trajectories } from "../../../schemas/trajectories.ts";
import { importStage } from "../../../stages/import/stage.ts";

const TYPES = { trajectories: Trajectories, spectrum: Spectrum, expectation: Expectation };

/** What an import gave: the columns of its tables, and its meta. */
export interface Imported {
  readonly tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly meta: unknown;
}

/** Runs the stage on bytes and checks the result against the type it promised. */
export async function importBytes(
  given: { readonly [name: string]: JsonValue; readonly file: string },
  bytes: Uint8Array | string,
): Promise<Imported> {
  const params = importStage.params.parse(given);
  const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const artifact: unknown = await importStage.run({
    params,
    needs: {},
    missing: {},
    files: { [params.file]: { path: params.file, bytes: content } },
    results: {},
    pipeline: undefined,
    clock: undefined,
    random: seedRandom("0"),
    progress: () => {},
    log: () => {},
    stream(table) {
      throw new Error(`a stream of ${table}`);
    },
  });
  const type = TYPES[params.as];
  const { tables, meta } = checkArtifact(type, artifact, { code: "stage.output" });
  type.meta.parse(meta);
  return {
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, { columns }]) => [name, columns]),
    ),
    meta,
  };
}

/** The error that an import ends with. Anything but a KooplineError is thrown on. */
export async function catchImport(
  given: Parameters<typeof importBytes>[0],
  bytes: Uint8Array | string,
): Promise<KooplineError> {
  try {
    await importBytes(given, bytes);
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
  throw new Error("The import was not refused.");
}

/** Reads a file that another library wrote. */
export function readFixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../../fixtures/import/${name}`, import.meta.url));
}

/** Writes a .npy file with any header, right or wrong. */
export function writeNpy(
  header: string,
  data: ArrayBufferView,
  { version = [1, 0], length }: { version?: readonly number[]; length?: number } = {},
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`${header}\n`);
  const size = length ?? text.length;
  const prefix = version[0] === 1
    ? [size & 255, size >> 8]
    : [size & 255, (size >> 8) & 255, (size >> 16) & 255, size >>> 24];
  return Uint8Array.from([
    ...[0x93, ...new TextEncoder().encode("NUMPY"), ...version, ...prefix],
    ...text,
    ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
}

/** Writes a .npy file of float64 numbers in C order. */
export function writeFloats(
  shape: readonly number[],
  values: readonly number[],
): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  return writeNpy(
    `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`,
    Float64Array.from(values),
  );
}

/** What a file is imported as, its content, and the code, place and words of the one error. */
export type Refusal = readonly [
  name: string,
  given: Parameters<typeof importBytes>[0],
  content: Uint8Array | string,
  code: "input.format" | "input.shape" | "input.value",
  message: RegExp,
];

/** Declares one test for each file that is to be refused. */
export function testRefusals(cases: readonly Refusal[]): void {
  for (const [name, given, content, code, message] of cases) {
    Deno.test(`import refuses ${name}`, async () => {
      const error = await catchImport(given, content);
      assert.match(error.message, message);
      assert.equal(error.code, code);
      assert.equal(error.problems.length, 1);
      assert.ok(error.problems[0].where?.startsWith(given.file), error.problems[0].where);
    });
  }
}
