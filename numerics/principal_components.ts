/**
 * Principal components: the directions along which snapshots vary most.
 *
 * Pearson 1901; Jolliffe 2002, Principal Component Analysis, eq. 3.1.1: the right singular vectors of
 * the snapshots less their mean. As in the published code of Redman et al. 2024, the mean is taken out
 * for the fit only: the snapshots are projected as they are.
 */

import { KooplineError } from "../schemas/error.ts";
import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix, takeColumns, transpose } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";
import { findSingularSubspace, SMALLEST_VISIBLE } from "./singular_subspace.ts";
import { decomposeSingular } from "./svd.ts";

/** Snapshots and observables from which on only the largest components are computed. */
const LARGE = 128;

/**
 * Projects trajectories on their first principal components, all snapshots of all trajectories stacked.
 *
 * @param trajectories each T_i × D.
 * @param count c.
 * @returns each T_i × c, and how much of the variance that keeps, from 0 to 1.
 * @throws KooplineError `numeric.rank` when the snapshots vary in fewer than c directions;
 * `numeric.not_finite`, `numeric.too_large`, `numeric.no_convergence`; `input.shape` when D differs.
 */
export function reduceToComponents(
  trajectories: readonly Matrix[],
  count: number,
): { readonly trajectories: readonly Matrix[]; readonly share: number } {
  const centred = centre(trajectories);
  const { directions, share } = findComponents(centred, count);
  return {
    trajectories: trajectories.map((trajectory) => multiplyByTransposed(trajectory, directions)),
    share,
  };
}

/** All snapshots less their mean, divided by a power of two, R × D. */
function centre(trajectories: readonly Matrix[]): Matrix {
  const columns = trajectories[0]?.columns ?? 0;
  const rows = trajectories.reduce((sum, trajectory) => sum + trajectory.rows, 0);
  assertMemory(
    3 * rows * columns,
    `principal components of ${rows} snapshots × ${columns} observables`,
    "Take fewer trajectories or a shorter window.",
  );
  const all = createMatrix(rows, columns);
  let first = 0;
  trajectories.forEach((trajectory, index) => {
    if (trajectory.columns !== columns) throw refuseWidth(columns, trajectory.columns, index);
    assertFinite(
      trajectory.data,
      (i) => `trajectory ${index}, snapshot ${Math.floor(i / columns)}, observable ${i % columns}`,
    );
    all.data.set(trajectory.data, first);
    first += trajectory.data.length;
  });
  const scale = floorPowerOfTwo(findLargest(all.data));
  const mean = new Float64Array(columns);
  for (let i = 0; i < all.data.length; i++) {
    all.data[i] = all.data[i]! / scale;
    mean[i % columns] = mean[i % columns]! + all.data[i]!;
  }
  for (let i = 0; i < all.data.length; i++) {
    all.data[i] = all.data[i]! - mean[i % columns]! / rows;
  }
  return all;
}

/** The first c right singular vectors as rows, each with its largest entry positive. */
function findComponents(centred: Matrix, count: number) {
  const { rows, columns } = centred;
  const smaller = Math.min(rows, columns);
  const subspace = smaller >= LARGE && 8 * count <= smaller
    ? findSingularSubspace({
      rows: columns,
      columns: rows,
      project: (vectors) => multiplyByTransposed(vectors, centred),
      combine: (weights) => multiply(weights, centred),
    }, { countWanted: () => count, guess: count, most: 96 + 16 * count })
    : undefined;
  // Directions of smaller spreads are not found to the subspace method's tolerance.
  const isVisible = subspace?.converged === true &&
    (subspace.values[count - 1] ?? 0) >= SMALLEST_VISIBLE * (subspace.values[0] ?? 0);
  const { values, directions } = isVisible
    ? { values: subspace.values, directions: subspace.leftTransposed }
    : decomposeAll(centred, count);
  const kept = values.subarray(0, count);
  const least = kept[count - 1] ?? 0;
  if (!(least > Math.max(rows, columns) * Number.EPSILON * (kept[0] ?? 0))) {
    throw new KooplineError({
      code: "numeric.rank",
      expected: `snapshots that vary in at least ${count} directions`,
      found: `a standard deviation of ${least} in units of the largest, ${
        kept[0] ?? 0
      }, along the last`,
      hint: "Take fewer components.",
    });
  }
  const total = centred.data.reduce((sum, value) => sum + value * value, 0);
  const share = kept.reduce((sum, value) => sum + value * value, 0) / total;
  return { directions: turnSigns(directions), share: Math.min(1, share) };
}

function decomposeAll(centred: Matrix, count: number) {
  const { left, values } = decomposeSingular(transpose(centred));
  return { values, directions: transpose(takeColumns(left, Math.min(count, left.columns))) };
}

function turnSigns({ rows, columns, data }: Matrix): Matrix {
  const turned = createMatrix(rows, columns);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const largest = findLargest(row);
    const sign = row.find((value) => Math.abs(value) === largest)! < 0 ? -1 : 1;
    turned.data.set(row.map((value) => sign * value), r * columns);
  }
  return turned;
}

function refuseWidth(expected: number, found: number, index: number): KooplineError {
  return new KooplineError({
    code: "input.shape",
    expected: `${expected} observables in every trajectory, as in trajectory 0`,
    found: `${found} in trajectory ${index}`,
    hint: "Components belong to one set of observables.",
  });
}
