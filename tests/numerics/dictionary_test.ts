import assert from "node:assert/strict";
import { countFunctions, type Dictionary, liftSnapshots } from "../../numerics/dictionary.ts";
import { type DmdOptions, fitDmd } from "../../numerics/dmd.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { assertClose, fromRows, iterate } from "./matrices.ts";

function fit(trajectories: readonly Matrix[], options: Partial<DmdOptions> = {}) {
  return fitDmd(trajectories, {
    method: "projected",
    delays: 0,
    rank: { kind: "full" },
    cutoff: "machine",
    route: "auto",
    ...options,
  });
}

function findModuli(trajectories: readonly Matrix[], dictionary: Dictionary) {
  return decomposeEigen(fit(liftSnapshots(trajectories, dictionary)).matrix);
}

Deno.test("liftSnapshots() lists monomials by degree, then by variables", () => {
  const dictionary = { kind: "polynomial", degree: 3, constant: true } as const;
  const [lifted] = liftSnapshots([fromRows([[2, 3]])], dictionary);
  // 1; x, y; x², xy, y²; x³, x²y, xy², y³.
  assert.deepEqual([...lifted!.data], [1, 2, 3, 4, 6, 9, 8, 12, 18, 27]);
  for (const [observables, degree, count] of [[2, 3, 9], [3, 2, 9], [5, 4, 125], [1, 7, 7]]) {
    const plain = { kind: "polynomial", degree: degree!, constant: false } as const;
    assert.equal(countFunctions(plain, observables!), count);
  }
});

Deno.test("a polynomial dictionary finds products of a linear system's eigenvalues", () => {
  const runs = [[1, 2], [-1, 0.5], [0.3, -1]].map((start) =>
    iterate(fromRows([[0.9, 0], [0, 0.6]]), start, 12)
  );
  const { re } = findModuli(runs, { kind: "polynomial", degree: 2, constant: true });
  assertClose(re, [1, 0.9, 0.81, 0.6, 0.54, 0.36], 1e-9);
});

Deno.test("a polynomial dictionary holds the eigenvalues of x' = a·x, y' = b·y + c·x², which are linear in x, y, x²", () => {
  // The finite Koopman-invariant subspace {x, y, x²}: eigenvalues a, b and a².
  const [a, b, c] = [0.9, 0.5, 0.7];
  const runs = [[1, -1], [-0.5, 2], [2, 0.3]].map(([x0, y0]) => {
    const rows: number[][] = [[x0!, y0!]];
    for (let t = 0; t < 15; t++) {
      const [x, y] = rows[t]!;
      rows.push([a * x!, b * y! + c * x! * x!]);
    }
    return fromRows(rows);
  });
  const holds = (re: Float64Array, wanted: number, tolerance: number) =>
    re.some((value) => Math.abs(value - wanted) < tolerance);
  const plain = decomposeEigen(fit(runs).matrix);
  assert.ok(!holds(plain.re, b, 1e-3) && !holds(plain.re, a * a, 1e-3));
  const { re } = findModuli(runs, { kind: "polynomial", degree: 2, constant: false });
  for (const wanted of [a, b, a * a]) assert.ok(holds(re, wanted, 1e-10), `${wanted} in ${re}`);
});

Deno.test("the constant makes the fit affine: x' = a·x + b has eigenvalues 1 and a", () => {
  const rows = [[5]];
  for (let t = 0; t < 10; t++) rows.push([0.5 * rows[t]![0]! + 3]);
  const { re } = findModuli([fromRows(rows)], { kind: "identity", constant: true });
  assertClose(re, [1, 0.5], 1e-12);
});

Deno.test("a Fourier dictionary finds e^{±imα} of a rotation by α on the circle", () => {
  const [alpha, period] = [0.7, 3];
  const step = (alpha / (2 * Math.PI)) * period;
  const run = fromRows(Array.from({ length: 60 }, (_, t) => [0.4 + t * step]));
  const { re, im } = findModuli([run], {
    kind: "fourier",
    harmonics: 3,
    period,
    constant: false,
  });
  const angles = [1, 2, 3].flatMap((m) => [m * alpha, -m * alpha]);
  const found = Array.from(re, (value, j) => Math.atan2(im[j]!, value)).sort((a, b) => a - b);
  assertClose(found, angles.sort((a, b) => a - b), 1e-10);
  assertClose(re.map((value, j) => Math.hypot(value, im[j]!)), Array(6).fill(1), 1e-10);
});

Deno.test("a polynomial kernel gives the eigenvalues of the dictionary of those monomials", () => {
  const runs = [[1, 2], [-1, 0.5], [0.3, -1], [0.7, 0.7]].map((start) =>
    iterate(fromRows([[0.9, 0.1], [-0.2, 0.6]]), start, 12)
  );
  const explicit = findModuli(runs, { kind: "polynomial", degree: 2, constant: true });
  const { matrix, basis, route } = fit(runs, { kernel: { kind: "polynomial", degree: 2 } });
  const implicit = decomposeEigen(matrix);
  assert.equal(route, "kernel");
  assert.deepEqual([basis.rows, basis.columns], [2, 6]);
  assertClose(implicit.re, explicit.re, 1e-7);
  assertClose(implicit.im, explicit.im, 1e-7);
});

Deno.test("a Gaussian kernel finds λ and λ² of x' = λ·x", () => {
  const starts = [-1, -0.6, -0.3, 0.2, 0.5, 0.8, 1];
  const runs = starts.map((start) => iterate(fromRows([[0.8]]), [start], 12));
  const { matrix } = fit(runs, {
    kernel: { kind: "gaussian", width: 2 },
    rank: { kind: "fixed", rank: 8 },
  });
  const { re } = decomposeEigen(matrix);
  assertClose(re.slice(0, 3), [1, 0.8, 0.64], 1e-3);
});

Deno.test("a kernel's scale follows the data: widths in the data's unit", () => {
  const runs = [-1, 0.4, 0.9].map((start) => iterate(fromRows([[0.8]]), [start], 9));
  const large = runs.map((run) => ({ ...run, data: run.data.map((value) => value * 1024) }));
  const options = { rank: { kind: "fixed", rank: 4 } } as const;
  const [a, b] = [
    fit(runs, { ...options, kernel: { kind: "gaussian", width: 1 } }),
    fit(large, { ...options, kernel: { kind: "gaussian", width: 1024 } }),
  ];
  assert.deepEqual(a.matrix, b.matrix);
});

Deno.test("liftSnapshots() refuses values beyond doubles, and dictionaries beyond memory", () => {
  const cube = { kind: "polynomial", degree: 3, constant: false } as const;
  const refuse = (run: () => unknown, code: string, found: string) =>
    assert.throws(
      run,
      (error: KooplineError) => error.code === code && error.message.includes(found),
    );
  const huge = fromRows([[1], [1e200]]);
  refuse(() => liftSnapshots([huge], cube), "numeric.not_finite", "snapshot 1 in trajectory 0");
  const wide = { rows: 100, columns: 2000, data: new Float64Array(200_000) };
  refuse(() => liftSnapshots([wide], cube), "numeric.too_large", "functions on 100 snapshots");
  const kernel = { kind: "polynomial", degree: 2 } as const;
  refuse(() => fit([fromRows([[1e200], [2e200], [1e199]])], { kernel }), "numeric.not_finite", "");
});
