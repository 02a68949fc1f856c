import assert from "node:assert/strict";
import { EigenvalueDecomposition, Matrix as Oracle } from "ml-matrix";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { reduceToComponents } from "../../numerics/principal_components.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

Deno.test("reduceToComponents() finds the axis of points on a line, and keeps their mean", () => {
  // Points (3, 4)·s + (1, 0): the axis is (.6, .8), and (1, 0) has the part .6 along it.
  const run = fromRows([[1, 0], [4, 4], [7, 8], [-2, -4]]);
  const { trajectories, share } = reduceToComponents([run], 1);
  assertClose(trajectories[0]!.data, [0.6, 5.6, 10.6, -4.4], 1e-14);
  assertClose([share], [1], 1e-14);
});

Deno.test("reduceToComponents() centres for the fit only", () => {
  // Without centring the first direction would be near (1, 0), where all the mean is.
  const run = fromRows([[100, 1], [100, -1], [100, 2], [100, -2]]);
  const { trajectories } = reduceToComponents([run], 1);
  assertClose(trajectories[0]!.data, [1, -1, 2, -2], 1e-13);
});

/** Components by eigenvectors of the covariance, from an oracle library, their largest entry positive. */
function projectByOracle(trajectories: readonly Matrix[], count: number): number[][] {
  const rows = trajectories.flatMap(({ rows, columns, data }) =>
    Array.from({ length: rows }, (_, t) => [...data.subarray(t * columns, (t + 1) * columns)])
  );
  const all = new Oracle(rows);
  const centred = Oracle.sub(all, Oracle.ones(all.rows, 1).mmul(new Oracle([all.mean("column")])));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    centred.transpose().mmul(centred),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i).sort((a, b) =>
    realEigenvalues[b]! - realEigenvalues[a]!
  );
  const directions = order.slice(0, count).map((i) => {
    const direction = eigenvectorMatrix.getColumn(i);
    const largest = direction.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a);
    return direction.map((value) => value * Math.sign(largest));
  });
  return rows.map((row) =>
    directions.map((direction) => row.reduce((sum, value, i) => sum + value * direction[i]!, 0))
  );
}

for (const [rows, width] of [[30, 6], [8, 40], [150, 140]] as const) {
  Deno.test(`reduceToComponents() agrees with the covariance's eigenvectors for ${rows} × ${width} snapshots (seed pca)`, () => {
    const stream = seedRandom("pca")(`${rows}`);
    const runs = [0, 1].map(() => {
      const run = drawMatrix(stream, rows / 2, width);
      // Falling spreads, so that components are well apart.
      run.data.forEach((value, i) => run.data[i] = 1 + value * 0.7 ** (i % width));
      return run;
    });
    const { trajectories } = reduceToComponents(runs, 3);
    const found = trajectories.flatMap(({ data }) => [...data]);
    assertClose(found, projectByOracle(runs, 3).flat(), 1e-7);
    assert.deepEqual(trajectories.map((run) => [run.rows, run.columns]), [
      [rows / 2, 3],
      [rows / 2, 3],
    ]);
  });
}

Deno.test("reduceToComponents() finds a direction of small spread among others that are as small", () => {
  // Cosines of different frequency are orthogonal and have no mean, so the components are the coordinates.
  const spreads = Array.from({ length: 150 }, (_, j) => [1, 1e-3, 1e-8][j] ?? 5e-9 * 0.97 ** j);
  const run = createMatrix(200, spreads.length);
  run.data.forEach((_, i) => {
    const [t, j] = [Math.floor(i / run.columns), i % run.columns];
    run.data[i] = spreads[j]! * Math.cos(Math.PI * (t + 0.5) * (j + 1) / run.rows);
  });
  const { trajectories } = reduceToComponents([run], 3);
  for (const [j, spread] of spreads.slice(0, 3).entries()) {
    const [found, truth] = [takeColumn(trajectories[0]!, j), takeColumn(run, j)];
    assertClose(found.map((value) => value / spread), truth.map((value) => value / spread), 1e-6);
  }
});

function takeColumn({ rows, columns, data }: Matrix, column: number): number[] {
  return Array.from({ length: rows }, (_, i) => data[i * columns + column]!);
}

Deno.test("reduceToComponents() says when snapshots vary in too few directions", () => {
  const refuse = (run: Matrix, count: number, code: string) =>
    assert.throws(
      () => reduceToComponents([run], count),
      (error: KooplineError) => error.code === code,
    );
  refuse(fromRows([[1, 2], [2, 4], [3, 6]]), 2, "numeric.rank");
  refuse(fromRows([[1, 2], [1, 2]]), 1, "numeric.rank");
  refuse(fromRows([[1, 2]]), 1, "numeric.rank");
  refuse(createMatrix(300, 300), 2, "numeric.rank");
  refuse(fromRows([[1, NaN], [1, 2]]), 1, "numeric.not_finite");
  refuse(fromRows([[1, 2], [3, 5]]), 3, "numeric.rank");
});

Deno.test("reduceToComponents() is the same at every scale", () => {
  const run = fromRows([[1, 2, 0], [2, 1, 1], [0, 5, 2], [3, 3, 3]]);
  const plain = reduceToComponents([run], 2);
  for (const scale of [2 ** -990, 2 ** 990]) {
    const data = run.data.map((value) => value * scale);
    const { trajectories } = reduceToComponents([{ ...run, data }], 2);
    assertClose(
      trajectories[0]!.data.map((value) => value / scale),
      plain.trajectories[0]!.data,
      1e-13,
    );
  }
});
