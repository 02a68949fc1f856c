import type { z } from "zod";
import { Expectation } from "../../schemas/expectation.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { type DeclaredFile, defineStage } from "../define.ts";
import { ImportParams, type SpectrumParams, type TrajectoriesParams } from "./params.ts";

const TYPES = { trajectories: Trajectories, spectrum: Spectrum, expectation: Expectation } as const;

/** Takes data of the user's own into a pipeline; README.md has the formats and shapes. */
export const importStage = defineStage({
  kind: "import",
  summary: "Trajectories, a spectrum or expected values from a file: .npy, .npz, .csv or .arrow.",
  params: ImportParams,
  needs: {},
  makes: ({ as }) => TYPES[as],
  reads: ({ file }) => [file],
  async check({ params, files }) {
    await importFile(params, files);
  },
  run({ params, files, log }) {
    return importFile(params, files, log);
  },
});

function importFile(
  params: z.output<typeof ImportParams>,
  files: Readonly<Record<string, DeclaredFile>>,
  log: (line: string) => void = () => {},
) {
  const file = files[params.file];
  if (file === undefined) throw new Error(`The engine gave no file ${params.file}.`);
  if (params.as === "trajectories") return importTrajectories(params, file, log);
  if (params.as === "spectrum") return importSpectrum(params, file);
  return importExpectation(file);
}

async function importTrajectories(
  params: TrajectoriesParams,
  { path, bytes }: DeclaredFile,
  log: (line: string) => void,
) {
  const { describeTrajectories } = await import("./describe.ts");
  const { readNumbers } = await import("./file.ts");
  const { makeTrajectories, readArraySnapshots } = await import("./trajectories.ts");
  const { readTableSnapshots } = await import("./table_snapshots.ts");
  const content = await readNumbers(path, bytes, params.member);
  const artifact = makeTrajectories(
    content.kind === "array"
      ? readArraySnapshots(content.array, params)
      : readTableSnapshots(content.table, params),
  );
  describeTrajectories(artifact).forEach(log);
  return artifact;
}

async function importSpectrum(params: SpectrumParams, { path, bytes }: DeclaredFile) {
  const { readNumbers } = await import("./file.ts");
  const { makeSpectrum, readArrayEigenvalues, readTableEigenvalues } = await import(
    "./spectrum.ts"
  );
  const content = await readNumbers(path, bytes, params.member);
  return makeSpectrum(
    content.kind === "array"
      ? readArrayEigenvalues(content.array)
      : readTableEigenvalues(content.table, params),
    path,
  );
}

async function importExpectation({ path, bytes }: DeclaredFile) {
  const { makeExpectation } = await import("./expectation.ts");
  const { parseSheet } = await import("./sheet.ts");
  return makeExpectation(parseSheet(bytes, path));
}
