import { Dataset } from "../../schemas/dataset.ts";
import { type DeclaredFile, defineStage } from "../define.ts";
import { listNamedFiles, MOMENTS } from "./named.ts";
import { DatasetParams, isRemote, listOwnFiles, type OwnParams } from "./params.ts";

/** Brings in examples to train on; README.md has the names, formats and sources. */
export const dataset = defineStage({
  kind: "dataset",
  summary: "Training and test examples: MNIST and its kin by name, or files of one's own.",
  params: DatasetParams,
  needs: {},
  makes: Dataset,
  effects: ["network"],
  reads: (params) =>
    "format" in params
      ? listOwnFiles(params).filter((file) => !isRemote(file)).map(({ file }) => file)
      : [],
  fetches: (params) =>
    "format" in params
      ? Object.fromEntries(
        listOwnFiles(params).filter(isRemote).map(({ file, sha256 }) => [
          file,
          { sha256, sources: [{ kind: "url", url: file }] },
        ]),
      )
      : listNamedFiles(params),
  async check({ params, files }) {
    // What is fetched comes later.
    if ("format" in params && !listOwnFiles(params).some(isRemote)) await makeOwn(params, files);
  },
  async run({ params, files }) {
    if ("format" in params) return await makeOwn(params, files);
    const { takeNamedExamples } = await import("./named_data.ts");
    const { makeDataset } = await import("./artifact.ts");
    return makeDataset(takeNamedExamples(params, files), {
      name: params.name,
      classes: 10,
      scale: undefined,
      moments: MOMENTS[params.name],
    });
  },
});

async function makeOwn(params: OwnParams, files: Readonly<Record<string, DeclaredFile>>) {
  const { takeOwnExamples } = await import("./own_data.ts");
  const { makeDataset } = await import("./artifact.ts");
  const { name, classes, scale } = params;
  return makeDataset(await takeOwnExamples(params, files), {
    name,
    classes,
    scale,
    moments: undefined,
  });
}
