/** What was read, in words: a wrong order of axes shows here, and nowhere else. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";

/** Describes imported trajectories in lines for the cell's log. */
export function describeTrajectories(
  { tables, meta }: ArtifactValue<typeof Trajectories>,
): readonly string[] {
  const trajectories = tables.outcomes.trajectory.length;
  const steps = tables.snapshots.step.length / trajectories;
  const observables = meta.observables.length;
  const read = `${observables} observables of ${trajectories} trajectories, ` +
    `${Number.isInteger(steps) ? steps : `about ${Math.round(steps)}`} snapshots each`;
  if (trajectories <= steps) return [read];
  return [
    read,
    `warning: read as ${read}. More trajectories than snapshots: is time the first axis? \`axes\` says what each axis is.`,
  ];
}
