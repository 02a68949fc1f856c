import type { z } from "zod";
import { Expectation } from "../../schemas/expectation.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { type DeclaredFile, defineStage } from "../define.ts";
import { ImportParams, type SpectrumParams, type TrajectoriesParams } from "./params.ts";
import { listStepFiles } from "./step_files.ts";
import type { StepArray } from "./stack.ts";
import type { Snapshots } from "./trajectories.ts";

const TYPES = { trajectories: Trajectories, spectrum: Spectrum, expectation: Expectation } as const;

/** Takes data of the user's own into a pipeline; README.md has the formats and shapes. */
export const importStage = defineStage({
  kind: "import",
  summary:
    "Trajectories, a spectrum or expected values from files: .npy, .npz, .safetensors, .csv, .arrow or .parquet.",
  params: ImportParams,
  needs: {},
  makes: ({ as }) => TYPES[as],
  reads: (params) => listFiles(params).map(({ path }) => path),
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
  if (params.as === "trajectories") return importTrajectories(params, files, log);
  const file = takeFile(files, params.file);
  if (params.as === "spectrum") return importSpectrum(params, file);
  return importExpectation(file);
}

type Files = Readonly<Record<string, DeclaredFile>>;

function takeFile(files: Files, path: string): DeclaredFile {
  const file = files[path];
  if (file === undefined) throw new Error(`The engine gave no file ${path}.`);
  return file;
}

/** The files of what is imported, with the numbers of their steps when each step has its own. */
function listFiles(params: z.output<typeof ImportParams>) {
  return params.as === "trajectories" && params.steps !== undefined
    ? listStepFiles(params.file, params.steps)
    : [{ step: 0, path: params.file }];
}

async function importTrajectories(
  params: TrajectoriesParams,
  files: Files,
  log: (line: string) => void,
) {
  const { describeTrajectories } = await import("./describe.ts");
  const { makeTrajectories } = await import("./trajectories.ts");
  const artifact = makeTrajectories(await readSnapshots(params, files));
  describeTrajectories(artifact).forEach(log);
  return artifact;
}

async function readSnapshots(params: TrajectoriesParams, files: Files): Promise<Snapshots> {
  const { openArchive, readNumbers } = await import("./file.ts");
  const { listSteps, stackSteps } = await import("./stack.ts");
  const read = ({ path, bytes }: DeclaredFile) => readNumbers(path, bytes, params.member);
  if (params.steps !== undefined) {
    const steps: StepArray[] = [];
    for (const { step, path } of listStepFiles(params.file, params.steps)) {
      const content = await read(takeFile(files, path));
      if (content.kind === "array") steps.push({ step, array: content.array });
    }
    return stackSteps(steps, params);
  }
  const file = takeFile(files, params.file);
  if (params.stack !== undefined) {
    const archive = await openArchive(file.path, file.bytes);
    return stackSteps(listSteps(archive, params.stack), params);
  }
  const content = await read(file);
  if (content.kind === "array") {
    const { readArraySnapshots } = await import("./trajectories.ts");
    return readArraySnapshots(content.array, params);
  }
  const { readTableSnapshots } = await import("./table_snapshots.ts");
  return readTableSnapshots(content.table, params);
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
