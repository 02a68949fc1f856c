/** The chain trajectories → operator → spectrum, and comparisons of what comes out. */

import assert from "node:assert/strict";
import { linearSumAssignment } from "linear-sum-assignment";
import { Matrix } from "ml-matrix";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import { operator } from "../../stages/operator/stage.ts";
import { spectrum } from "../../stages/spectrum/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";

/** A complex number as [re, im]. */
export type Point = readonly number[];

/** Parameters of `rootfinding` for the bisection of the published code. */
export const PUBLISHED_BISECTION = {
  method: "bisection",
  dimension: 2,
  after_root: "zero",
  initial: {
    kind: "grid",
    points: 5,
    left: { low: -4 / 3, high: -1 / 3 },
    right: { low: 1 / 7, high: 8 / 7 },
  },
};

/** Fits an operator and gives its eigenvalues in the order of the spectrum. */
export async function fitEigenvalues(
  trajectories: ArtifactValue<typeof Trajectories>,
  params: unknown,
): Promise<Point[]> {
  const fitted = await runKind(operator, params, { trajectories: [makeItem(trajectories)] });
  const found = await runKind(spectrum, {}, { operator: makeItem(fitted.artifact) });
  const { re, im } = found.artifact.tables.eigenvalues;
  return Array.from(re, (value, i) => [value, im[i]!]);
}

/** W: the mean distance of eigenvalues under the best one-to-one assignment, by an oracle library. */
export function measureDistance(a: readonly Point[], b: readonly Point[]): number {
  const { distances } = match(a, b);
  return distances.reduce((sum, value) => sum + value, 0) / distances.length;
}

/** Checks that two sets of eigenvalues agree one to one. */
export function assertSameSet(
  found: readonly Point[],
  expected: readonly Point[],
  tolerance: number,
): void {
  assert.equal(found.length, expected.length);
  const worst = Math.max(...match(found, expected).distances);
  assert.ok(worst <= tolerance, `an eigenvalue is off by ${worst}, allowed ${tolerance}`);
}

function match(a: readonly Point[], b: readonly Point[]) {
  assert.equal(a.length, b.length);
  const costs = a.map(([ar, ai]) =>
    b.map(([br, bi]) => Math.sqrt((ar! - br!) * (ar! - br!) + (ai! - bi!) * (ai! - bi!)))
  );
  const { rowAssignments } = linearSumAssignment(new Matrix(costs), { maximaze: false });
  return { distances: Array.from(rowAssignments, (column, row) => costs[row]![column]!) };
}
