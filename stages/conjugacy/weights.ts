/** Weights of eigenvalues: alike, by energy, or by residual. */

import { apportionMass } from "../../numerics/masses.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Spectrum } from "../../schemas/spectrum.ts";

/** How the eigenvalues of a spectrum weigh. */
export type Weighting = "uniform" | "energy" | "residual";

/** A residual this large halves a weight. */
const RESIDUAL_SCALE = 0.01;

/**
 * Weighs the eigenvalues of a spectrum.
 *
 * `energy`: in proportion to the mode's energy. `residual`: to 1 / (1 + r / 0.01), r the ResDMD residual.
 *
 * @param labels where the spectrum comes from, for errors.
 * @returns whole masses, undefined when all eigenvalues weigh the same.
 * @throws KooplineError `input.value` for energies or residuals that are not there.
 */
export function weighEigenvalues(
  { eigenvalues }: ArtifactValue<typeof Spectrum>["tables"],
  weighting: Weighting,
  labels: Labels,
): Int32Array | undefined {
  if (weighting === "uniform" || eigenvalues.re.length === 0) return undefined;
  const values = eigenvalues[weighting];
  const bad = values.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) throw refuse(weighting, `${values[bad]} for eigenvalue ${bad}`, labels);
  if (weighting === "residual") {
    return apportionMass(values.map((value) => 1 / (1 + value / RESIDUAL_SCALE)));
  }
  if (values.every((value) => value === 0)) {
    throw refuse("energy", "0 for every eigenvalue", labels);
  }
  return apportionMass(values);
}

function refuse(weighting: Weighting, found: string, labels: Labels): KooplineError {
  const place = Object.entries(labels).map(([label, value]) => `${label}=${value}`).join(", ");
  return new KooplineError({
    code: "input.value",
    expected: weighting === "energy"
      ? "finite energies, not all 0, to weigh eigenvalues by"
      : "finite residuals to weigh eigenvalues by",
    found: `${found}${place === "" ? "" : ` at ${place}`}`,
    hint:
      "Imported spectra have neither energies nor residuals, and a defective eigenvalue has no " +
      "energy. Use `weights: uniform`, or a lower rank.",
  });
}
