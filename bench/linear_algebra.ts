/**
 * Dense linear algebra beside numpy: `deno run -A bench/linear_algebra.ts`.
 *
 * The two take turns, and each job's best counts, so that what else the machine does disturbs both
 * alike. koopline uses one thread; numpy runs once as it comes and once with one thread.
 */

import { fileURLToPath } from "node:url";
import { decomposeEigen } from "../numerics/eigen.ts";
import { createMatrix, type Matrix } from "../numerics/matrix.ts";
import { multiply, multiplyBySelf } from "../numerics/product.ts";
import { seedRandom } from "../numerics/random.ts";
import { decomposeSingular } from "../numerics/svd.ts";
import { decomposeSymmetric } from "../numerics/symmetric.ts";
import { isInstalled, measureProcess } from "./process.ts";

const ROUNDS = 3;
/** A job is repeated for this long a round, but at least so often. */
const MILLISECONDS = 700;
const FEWEST = 3;

/** What is measured: its floating-point operations where they are counted, and the budget. */
interface Job {
  readonly name: string;
  readonly label: string;
  readonly operations?: number;
  /** The largest allowed multiple of numpy's time as it comes. */
  readonly budget?: number;
  readonly run: () => void;
}

function draw(rows: number, columns: number): Matrix {
  const stream = seedRandom("linear algebra")(`${rows} × ${columns}`);
  const matrix = createMatrix(rows, columns);
  matrix.data.forEach((_, i) => matrix.data[i] = stream.uniform(-1, 1));
  return matrix;
}

function listJobs(): readonly Job[] {
  const [square, small] = [draw(400, 400), draw(200, 200)];
  const [wide, tall] = [draw(400, 10_000), draw(10_000, 400)];
  const symmetric = createMatrix(400, 400);
  square.data.forEach((value, i) => {
    symmetric.data[i] = value + square.data[(i % 400) * 400 + Math.floor(i / 400)]!;
  });
  const product = 2 * 400 * 10_000 * 400;
  return [
    {
      name: "gemm",
      label: "400 × 10000 · 10000 × 400",
      operations: product,
      run: () => multiply(wide, tall),
    },
    {
      name: "syrk",
      label: "400 × 10000 by its transpose",
      operations: product / 2,
      run: () => multiplyBySelf(wide, "rows"),
    },
    {
      name: "eigh",
      label: "symmetric eigen, n = 400",
      budget: 2,
      run: () => decomposeSymmetric(symmetric),
    },
    {
      name: "svd",
      label: "singular values, n = 400",
      budget: 3,
      run: () => decomposeSingular(square),
    },
    {
      name: "eig",
      label: "eigen, left and right, n = 200",
      run: () => decomposeEigen(small),
    },
  ];
}

function measureOwn(jobs: readonly Job[]): Record<string, number> {
  return Object.fromEntries(jobs.map(({ name, run }) => {
    let best = Infinity;
    const end = performance.now() + MILLISECONDS;
    for (let time = 0; time < FEWEST || performance.now() < end; time++) {
      const started = performance.now();
      run();
      best = Math.min(best, performance.now() - started);
    }
    return [name, best];
  }));
}

/** Finds a Python that has numpy. */
async function findPython(): Promise<string | undefined> {
  for (const python of ["/usr/bin/python3", "python3"]) {
    if (await isInstalled([python, "-c", "import numpy"])) return python;
  }
  return undefined;
}

async function measureNumpy(python: string, threads?: number): Promise<Record<string, number>> {
  const script = fileURLToPath(new URL("linear_algebra.py", import.meta.url));
  const env: Record<string, string> = threads === undefined
    ? {}
    : { OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` };
  const { stdout, stderr, code } = await measureProcess([
    python,
    script,
    `${MILLISECONDS}`,
    `${FEWEST}`,
  ], {
    cwd: ".",
    env,
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function keepBest(best: Record<string, number>, found: Record<string, number>): void {
  for (const [name, value] of Object.entries(found)) {
    best[name] = Math.min(best[name] ?? Infinity, value);
  }
}

/** Measures every job and prints a line for each. */
export async function benchLinearAlgebra(print: (text: string) => void): Promise<void> {
  const jobs = listJobs();
  const python = await findPython();
  const [own, plain, single]: Record<string, number>[] = [{}, {}, {}];
  for (let round = 0; round < ROUNDS; round++) {
    keepBest(own!, measureOwn(jobs));
    if (python === undefined) continue;
    keepBest(plain!, await measureNumpy(python));
    keepBest(single!, await measureNumpy(python, 1));
  }
  print("\nlinear algebra                       ms  GFlop/s   ÷ numpy   ÷ numpy, one thread");
  for (const { name, label, operations, budget } of jobs) {
    const time = own![name]!;
    const rate = operations === undefined ? "" : (operations / time / 1e6).toFixed(1);
    const ratio = (other: number | undefined) =>
      other === undefined ? "–" : (time / other).toFixed(2);
    print(
      `  ${label.padEnd(31)}${time.toFixed(1).padStart(8)}${rate.padStart(9)}` +
        `${ratio(plain![name]).padStart(10)}${ratio(single![name]).padStart(12)}` +
        (budget === undefined ? "" : `   (budget ${budget} × numpy)`),
    );
  }
  if (python === undefined) print("  numpy is not installed: skipped (Debian: python3-numpy)");
}

if (import.meta.main) await benchLinearAlgebra((text) => console.log(text));
