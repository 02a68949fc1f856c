import assert from "node:assert/strict";
import { type DmdMethod, fitDmd } from "../../numerics/dmd.ts";
import { type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { collectPairs } from "../../numerics/pairs.ts";
import { stackSnapshots } from "../../numerics/snapshot_stack.ts";
import { seedRandom } from "../../numerics/random.ts";
import { computeSpectrum } from "../../numerics/spectrum.ts";
import { assertClose, drawMatrix, fromRows, iterate } from "./matrices.ts";

const SEED = "spectrum";

function computeAll(trajectories: readonly Matrix[], method: DmdMethod = "projected", delays = 0) {
  const fit = fitDmd(trajectories, {
    method,
    delays,
    rank: { kind: "full" },
    cutoff: "machine",
    route: "auto",
  });
  return { fit, ...computeSpectrum({ ...fit, method }) };
}

Deno.test("computeSpectrum() shares the energy of independent coordinates", () => {
  // x₁ = 1, .5, .25 and x₂ = 2·(.8)ᵗ over the pairs' first snapshots; squares 1.3125 and 10.1984 summed.
  const decay = fromRows([[0.5, 0], [0, 0.8]]);
  const { re, energy, modes } = computeAll([iterate(decay, [1, 0], 4), iterate(decay, [0, 2], 4)]);
  const [first, second] = [1 + 0.25 + 0.0625, 4 * (1 + 0.64 + 0.4096)];
  assertClose(re, [0.8, 0.5], 1e-14);
  assertClose(energy, [second / (first + second), first / (first + second)], 1e-14);
  assertClose(modes.re.data, [0, 1, 1, 0], 1e-14);
});

Deno.test("computeSpectrum() takes energies from left eigenvectors when modes are not orthogonal", () => {
  // [[1, 1], [0, 2]]/4: v = (1, 0) for λ = 1/4, (1, 1)/√2 for 1/2, so φ = x₁ − x₂ and √2·x₂.
  const map = fromRows([[0.25, 0.25], [0, 0.5]]);
  const trajectory = iterate(map, [1, 3], 6);
  const { energy, re } = computeAll([trajectory]);
  let [own, other, all] = [0, 0, 0];
  for (let t = 0; t < 5; t++) {
    const [a, b] = [trajectory.data[2 * t]!, trajectory.data[2 * t + 1]!];
    own += (a - b) ** 2;
    other += 2 * b * b;
    all += a * a + b * b;
  }
  assertClose(re, [0.5, 0.25], 1e-13);
  assertClose(energy, [other / all, own / all], 1e-12);
});

Deno.test("computeSpectrum() has residuals near rounding for a linear system", () => {
  const map = fromRows([[0.9, 0.3, 0], [-0.3, 0.9, 0.1], [0, 0, 0.5]]);
  const { residual } = computeAll([iterate(map, [1, 2, 3], 25), iterate(map, [0, -1, 1], 25)]);
  assert.ok(Math.max(...residual) < 1e-13, `${residual}`);
});

Deno.test("computeSpectrum() gives the residual of one observable by hand", () => {
  // Pairs 1 → 1 and 1 → 0: λ = ½, ⟨|y − λx|²⟩ = ¼, ⟨x²⟩ = 1.
  const { re, residual } = computeAll([fromRows([[1], [1]]), fromRows([[1], [0]])]);
  assertClose(re, [0.5], 1e-15);
  assertClose(residual, [0.5], 1e-15);
});

Deno.test(`residuals are Colbrook & Townsend's res(λ, g) from G, A and L (seed ${SEED})`, () => {
  const trajectory = drawMatrix(seedRandom(SEED)("residual"), 60, 4);
  const { re, im, residual } = computeAll([trajectory]);
  const { x, y } = collectPairs(stackSnapshots([trajectory], 0));
  const mean = (a: Matrix, b: Matrix) =>
    multiply(a, transpose(b)).data.map((sum) => sum / a.columns);
  const [gram, cross, after] = [mean(x, x), mean(x, y), mean(y, y)];
  // The eigenfunction's coefficients solve (A − λG)g = 0; the residual is minimal over g there.
  residual.forEach((value, j) => {
    const [a, b] = [re[j]!, im[j]!];
    const form = (p: number, q: number) =>
      after[p * 4 + q]! - a * (cross[p * 4 + q]! + cross[q * 4 + p]!) +
      (a * a + b * b) * gram[p * 4 + q]!;
    const skew = (p: number, q: number) => b * (cross[p * 4 + q]! - cross[q * 4 + p]!);
    const g = solveNull(cross, gram, a, b);
    let [top, bottom] = [0, 0];
    for (let p = 0; p < 4; p++) {
      for (let q = 0; q < 4; q++) {
        const same = g.re[p]! * g.re[q]! + g.im[p]! * g.im[q]!;
        const turned = g.re[p]! * g.im[q]! - g.im[p]! * g.re[q]!;
        top += form(p, q) * same - skew(p, q) * turned;
        bottom += gram[p * 4 + q]! * same;
      }
    }
    assert.ok(
      Math.abs(Math.sqrt(top / bottom) - value) < 1e-10,
      `${Math.sqrt(top / bottom)} ${value}`,
    );
  });
});

Deno.test("computeSpectrum() gives no energy to a defective eigenvalue, and says how bad it is", () => {
  const jordan = fromRows([[0.5, 1], [0, 0.5]]);
  const { energy, condition, residual } = computeAll([
    iterate(jordan, [1, 1], 12),
    iterate(jordan, [0, 1], 12),
  ]);
  assert.deepEqual([...energy], [NaN, NaN]);
  assert.ok(Math.min(...condition) > 1e6, `${condition}`);
  assert.ok(Math.max(...residual) < 1e-6);
});

Deno.test("exact and projected modes agree when the snapshots span everything", () => {
  const map = fromRows([[0.9, 0.2], [-0.1, 0.5]]);
  const trajectories = [iterate(map, [1, 2], 8), iterate(map, [2, -1], 8)];
  const [projected, exact] = [computeAll(trajectories), computeAll(trajectories, "exact")];
  assertClose(exact.modes.re.data, projected.modes.re.data, 1e-13);
  assertClose(exact.energy, projected.energy, 1e-13);
});

Deno.test("modes and eigenfunctions add up to the snapshots", () => {
  // Σ_j m_j φ_j(x) = x; with orthogonal modes the energies add up to 1.
  const angle = 0.4;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const { energy, modes } = computeAll([iterate(fromRows([[c, -s], [s, c]]), [1, 0], 200)]);
  assertClose([energy[0]! + energy[1]!], [1], 1e-13);
  // (1, ∓i)/√2 with its first largest component made real.
  assertClose(modes.re.data.map(Math.abs), [Math.SQRT1_2, 0, Math.SQRT1_2, 0], 1e-13);
  assertClose(modes.im.data.map(Math.abs), [0, Math.SQRT1_2, 0, Math.SQRT1_2], 1e-13);
});

/** A null vector of A − λG (4 × 4) by elimination with full pivoting in complex arithmetic. */
function solveNull(cross: Float64Array, gram: Float64Array, a: number, b: number) {
  const rows = Array.from({ length: 4 }, (_, p) =>
    Array.from({ length: 4 }, (_, q) => ({
      re: cross[p * 4 + q]! - a * gram[p * 4 + q]!,
      im: -b * gram[p * 4 + q]!,
    })));
  const order = [0, 1, 2, 3];
  for (let k = 0; k < 3; k++) {
    let [row, column] = [k, k];
    for (let p = k; p < 4; p++) {
      for (let q = k; q < 4; q++) {
        const size = (p: number, q: number) => Math.hypot(rows[p]![q]!.re, rows[p]![q]!.im);
        if (size(p, q) > size(row, column)) [row, column] = [p, q];
      }
    }
    [rows[k], rows[row]] = [rows[row]!, rows[k]!];
    for (const line of rows) [line[k], line[column]] = [line[column]!, line[k]!];
    [order[k], order[column]] = [order[column]!, order[k]!];
    for (let p = k + 1; p < 4; p++) {
      const factor = divide(rows[p]![k]!, rows[k]![k]!);
      for (let q = k; q < 4; q++) rows[p]![q] = minus(rows[p]![q]!, times(factor, rows[k]![q]!));
    }
  }
  const solution = Array.from({ length: 4 }, () => ({ re: 0, im: 0 }));
  solution[3] = { re: 1, im: 0 };
  for (let p = 2; p >= 0; p--) {
    let sum = { re: 0, im: 0 };
    for (let q = p + 1; q < 4; q++) sum = minus(sum, times(rows[p]![q]!, solution[q]!));
    solution[p] = divide(sum, rows[p]![p]!);
  }
  const [re, im] = [new Float64Array(4), new Float64Array(4)];
  order.forEach((place, i) => [re[place], im[place]] = [solution[i]!.re, solution[i]!.im]);
  return { re, im };
}

interface Number2 {
  readonly re: number;
  readonly im: number;
}

function times(a: Number2, b: Number2): Number2 {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function minus(a: Number2, b: Number2): Number2 {
  return { re: a.re - b.re, im: a.im - b.im };
}

function divide(a: Number2, b: Number2): Number2 {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}
