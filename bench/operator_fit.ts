/**
 * Operator fits beside numpy's full singular value decomposition and its Gram matrix with eigh, on recorded trainings of
 * the experiment of widths: `deno run -A bench/operator_fit.ts`.
 *
 * koopline fits in one thread, numpy in as many as it takes. The full decomposition takes its 25 s, so it runs for the
 * widest net only.
 */

import { tableFromIPC } from "apache-arrow";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fitDmd } from "../numerics/dmd.ts";
import { decomposeEigen } from "../numerics/eigen.ts";
import { buildCommand } from "./command.ts";
import { isInstalled, measureProcess } from "./process.ts";

type Print = (text: string) => void;

/** Eigenvalues by their parts. */
interface Spectrum {
  readonly re: ArrayLike<number>;
  readonly im: ArrayLike<number>;
}

interface PeerFit extends Spectrum {
  readonly seconds: number;
}

const CASES = [
  { width: 40, ways: ["gram", "svd"] },
  { width: 10, ways: ["gram"] },
  { width: 5, ways: ["gram"] },
] as const;
const RUNS = 10;
const STEPS = 1000;
const RANK = 10;
const TIMES = 3;
const BUDGETS = { svd: 10, gram: 2 } as const;

const RECORDINGS = `name: recordings
axes: { width: [5, 10, 40], init: { range: [0, ${RUNS}] } }
stages:
  mnist: { uses: dataset, with: { name: mnist } }
  train:
    uses: train
    over: [width, init]
    needs: { data: mnist }
    with:
      model: { kind: dense, layers: ["\${width}", 10], activation: relu, bias: false }
      perturb: { size: 0.001, draw: "\${init}" }
      optimiser: { kind: sgd, rate: 0.1 }
      batch: 60
      order: natural
      steps: ${STEPS}
      seed: 2
      record: { observable: { layer: -1 } }
`;

/** Prints seconds of a fit, ratios with numpy where it is installed, and how far eigenvalues are apart. */
export async function benchFits(folder: string, print: Print): Promise<void> {
  print(`\noperator fits of ${RUNS} recorded trainings on MNIST, rank ${RANK}, seconds`);
  await Deno.writeTextFile(join(folder, "recordings.yaml"), RECORDINGS);
  const ran = await run(folder, buildCommand("run", "recordings.yaml", "--quiet"));
  if (ran === undefined) return print("  skipped, MNIST cannot be had here");
  const hasNumpy = await isInstalled(["python3", "-c", "import numpy"]);
  if (!hasNumpy) print("  numpy: skipped, it is not installed");
  for (const { width, ways } of CASES) {
    const snapshots = await readSnapshots(folder, width);
    const delays = 320 / width;
    const own = measureFit(snapshots, delays);
    print(
      `  784-${width}-10, ${delays} delays: ${own.seconds.toFixed(2)} by the route ${own.route}`,
    );
    if (!hasNumpy) continue;
    const peers = await measurePeers(folder, snapshots, delays, ways);
    for (const way of ways) {
      const peer = peers[way];
      print(
        `    numpy ${way === "svd" ? "SVD" : "Gram + eigh"}: ${peer.seconds.toFixed(2)}, ` +
          `${(peer.seconds / own.seconds).toFixed(1)} × (budget ${BUDGETS[way]} ×), ` +
          `eigenvalues within ${measureDistance(own, peer).toExponential(1)}`,
      );
    }
  }
}

async function run(folder: string, command: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await measureProcess(command, { cwd: folder });
  return code === 0 ? stdout : undefined;
}

async function readSnapshots(folder: string, width: number): Promise<Float64Array> {
  const sql = `select values from train.snapshots where width = ${width} order by init, step`;
  const command = buildCommand("query", "recordings.yaml", sql, "--format", "arrow");
  const [program = "", ...args] = command;
  const { code, stdout, stderr } = await new Deno.Command(program, { args, cwd: folder }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const column = tableFromIPC(stdout).getChild("values");
  const snapshots = new Float64Array(RUNS * STEPS * 10 * width);
  let first = 0;
  for (const values of column ?? []) {
    snapshots.set(values.toArray(), first);
    first += values.length;
  }
  if (first !== snapshots.length) {
    throw new Error(`${first} recorded values of ${snapshots.length}`);
  }
  return snapshots;
}

function measureFit(snapshots: Float64Array, delays: number) {
  const length = snapshots.length / RUNS;
  const trajectories = Array.from({ length: RUNS }, (_, i) => ({
    rows: STEPS,
    columns: length / STEPS,
    data: snapshots.subarray(i * length, (i + 1) * length),
  }));
  let seconds = Infinity;
  for (let time = 0;; time++) {
    const begin = performance.now();
    const { matrix, route } = fitDmd(trajectories, {
      method: "projected",
      delays,
      rank: { kind: "fixed", rank: RANK },
      cutoff: "machine",
      route: "auto",
    });
    seconds = Math.min(seconds, (performance.now() - begin) / 1000);
    if (time + 1 === TIMES) return { seconds, route, ...decomposeEigen(matrix) };
  }
}

async function measurePeers(
  folder: string,
  snapshots: Float64Array,
  delays: number,
  ways: readonly string[],
): Promise<Readonly<Record<"svd" | "gram", PeerFit>>> {
  const file = join(folder, "snapshots.f64");
  await Deno.writeFile(file, new Uint8Array(snapshots.slice().buffer));
  const script = fileURLToPath(new URL("operator_fit.py", import.meta.url));
  const sizes = [RUNS, STEPS, delays, RANK].map(String);
  const command = ["python3", script, file, ...sizes, ...ways];
  const { code, stdout, stderr } = await measureProcess(command, { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The largest distance from an eigenvalue to the nearest of the other spectrum, either way round. */
function measureDistance(a: Spectrum, b: Spectrum): number {
  const reach = (from: Spectrum, to: Spectrum) =>
    Math.max(
      ...Array.from(from.re, (re, i) =>
        Math.min(
          ...Array.from(to.re, (other, j) => Math.hypot(re - other, from.im[i]! - to.im[j]!)),
        )),
    );
  return Math.max(reach(a, b), reach(b, a));
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await benchFits(folder, (text) => console.log(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
