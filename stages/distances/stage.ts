import { z } from "zod";
import { Distances } from "../../schemas/distances.ts";
import { KooplineError } from "../../schemas/error.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { listMembers, measureShare } from "../conjugacy/distances.ts";
import { groupSpectra, readSpectra } from "../conjugacy/groups.ts";
import { listMissing } from "../conjugacy/missing.ts";
import { defineStage, many } from "../define.ts";

/** Measures a share of the pairs of spectra; README.md says when that pays. */
export const distances = defineStage({
  kind: "distances",
  summary:
    "Distances of a share of the pairs of spectra, so that workers share a large comparison.",
  params: z.strictObject({
    between: z.string().min(1).describe("as that of `conjugacy`"),
    repeats: z.string().min(1).nullable().default(null).describe("as that of `conjugacy`"),
    weights: z.enum(["uniform", "energy", "residual"]).default("uniform")
      .describe("as that of `conjugacy`"),
    part: z.int().min(0).describe("number of the share, from 0; the value of an axis"),
    of: z.int().min(1).max(1000).describe("number of shares"),
  }),
  needs: { spectra: many(Spectrum) },
  makes: Distances,
  run({ params, needs, missing, progress }) {
    const { between, repeats, weights, part, of } = params;
    if (part >= of) {
      throw new KooplineError({
        code: "input.value",
        expected: `a \`part\` from 0 to ${of - 1}`,
        found: String(part),
        hint: `Let \`part\` range over an axis such as \`part: { range: [0, ${of}] }\`.`,
      });
    }
    const lost = listMissing(missing["spectra"] ?? [], between, repeats).map(({ group }) => group);
    const groups = groupSpectra(readSpectra(needs.spectra, weights), between, repeats, lost);
    const members = listMembers(groups);
    const pairs = measureShare(members, { part, of }, progress);
    return {
      tables: {
        spectra: {
          group: groups.flatMap(({ name, members }) => members.map(() => name)),
          repeat: members.map(({ repeat }) => repeat),
          address: members.map(({ address }) => address),
        },
        distances: {
          first: Int32Array.from(pairs, ({ first }) => first),
          second: Int32Array.from(pairs, ({ second }) => second),
          wasserstein: Float64Array.from(pairs, ({ wasserstein }) => wasserstein),
          nearest: Float64Array.from(pairs, ({ nearest }) => nearest),
          subset: Float64Array.from(pairs, ({ subset }) => subset),
        },
      },
      files: {},
      meta: { between, repeats, weights, part, of },
    };
  },
});
