import { linkByAverage } from "../../numerics/average_linkage.ts";
import { Conjugacy } from "../../schemas/conjugacy.ts";
import { Distances } from "../../schemas/distances.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { defineStage, type Item, many, optional } from "../define.ts";
import { tabulateContainments, tabulateContrasts } from "./claim_rows.ts";
import { listItems, listJoins } from "./cluster_rows.ts";
import { testClaim } from "./contrasts.ts";
import { arrangePairs, listMembers, measureShare } from "./distances.ts";
import { groupSpectra, readSpectra } from "./groups.ts";
import { listMissing } from "./missing.ts";
import { Params } from "./params.ts";
import { listGroups, listMatching, listPairs } from "./rows.ts";
import { joinShares } from "./shares.ts";
import { listContainments } from "./subsets.ts";

/** Compares spectra by their Wasserstein distance; README.md has the definitions and the rule. */
export const conjugacy = defineStage({
  kind: "conjugacy",
  summary:
    "Distances between spectra, their null distributions, and a verdict for each pair of groups.",
  params: Params,
  needs: { spectra: many(Spectrum), distances: optional(many(Distances)) },
  makes: Conjugacy,
  run({ params, needs, missing, random, progress, log }) {
    const { between, repeats, weights, bootstrap } = params;
    warnOfTwins(needs.spectra, log);
    const absent = listMissing(missing["spectra"] ?? [], between, repeats);
    const lost = absent.map(({ group }) => group);
    const groups = groupSpectra(readSpectra(needs.spectra, weights), between, repeats, lost);
    const members = listMembers(groups);
    const distances = arrangePairs(
      members,
      needs.distances.length > 0
        ? joinShares(needs.distances, groups, weights, missing["distances"]?.length)
        : measureShare(members, { part: 0, of: 1 }, (share) => progress(share / 2)),
    );
    const { wasserstein, subset } = distances;
    const spectra = linkByAverage(wasserstein);
    const { table, linkage } = listGroups(groups, distances, params, random, (share) => {
      progress((1 + share) / 2);
    });
    const linkages = { groups: linkage, spectra };
    const known = { groups, missing: lost };
    return {
      tables: {
        pairs: listPairs(groups, distances, spectra),
        groups: table,
        matching: listMatching(groups),
        subsets: tabulateContainments(
          listContainments(groups, subset, params.subset_tolerance ?? params.tolerance),
        ),
        contrasts: tabulateContrasts(
          params.contrasts.map((claim) =>
            testClaim(claim, { ...known, wasserstein, bootstrap, random })
          ),
        ),
        clusters: listJoins(linkages),
        leaves: listItems(linkages, groups),
      },
      files: {},
      meta: { between, repeats, weights, groups: groups.map(({ name }) => name), missing: absent },
    };
  },
});

/** One artifact under two labels is more often a slip in the pipeline than a coincidence. */
function warnOfTwins(spectra: readonly Item<typeof Spectrum>[], log: (line: string) => void): void {
  const distinct = new Set(spectra.map(({ address }) => address)).size;
  if (distinct === spectra.length) return;
  log(
    `warning: only ${distinct} of ${spectra.length} spectra are different artifacts. ` +
      "Does one file or seed stand for several trainings?",
  );
}
