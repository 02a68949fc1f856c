/**
 * Koopman steps beside steps of the optimiser, ours and PyTorch's with one thread, and the papers' speed-ups beside
 * what comes out here: `deno run -A bench/koopman.ts`.
 *
 * Ours are medians of the stage kind `timing`, on nets as the papers trained them; PyTorch's of koopman.py, in the same
 * minutes on the same machine. Nothing is held against a number that another machine measured but the published ratio.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCommand } from "./command.ts";
import { benchLayerMemory } from "./koopman_memory.ts";
import { EPOCH, MNIST_STAGES, MNIST_WINDOW } from "./koopman_training.ts";
import { findTorch, measureProcess } from "./process.ts";

type Print = (text: string) => void;

/** A case: what `timing` found by task, in seconds, and what koopman.py needs to know. */
interface Case {
  readonly name: string;
  readonly stage: string;
  readonly where: string;
  /** Steps of a prediction, T. */
  readonly steps: number;
  readonly published: number;
  /** Least speed-ups over our optimiser and over PyTorch's Koopman step. */
  readonly budgets?: { readonly optimiser: number; readonly products: number };
  readonly torch: {
    readonly sizes: readonly number[];
    readonly solves: boolean;
    readonly optimiser: string;
    readonly rate: number;
    readonly batch: number;
    /** Patches by size and number. */
    readonly patches: readonly (readonly [size: number, count: number])[];
  };
}

const RATES = { adam: 0.008, adagrad: 0.1, adadelta: 1 } as const;
/** Dogra & Redman 2020, Table 1. */
const PUBLISHED = { adam: 98, adagrad: 132, adadelta: 141 } as const;
/** Table 2. */
const PUBLISHED_MNIST = 15;

const SOLVER = `name: koopman_solver
axes: { optimiser: [adam, adagrad, adadelta] }
stages:
  solver:
    uses: solver
    over: [optimiser]
    with:
      problem: { kind: nonlinear_oscillator, initial: [1.3, 1.0] }
      end: 12.566370614359172
      points: 200
      hidden: [10, 10]
      activation: sigmoid
      optimiser:
        kind: "\${optimiser}"
        rate: "\${optimiser == 'adam' ? ${RATES.adam} : optimiser == 'adagrad' ? ${RATES.adagrad} : ${RATES.adadelta}}"
      schedule: { kind: inverse, decay: 0.0001 }
      steps: 45000
      seed: 0
      record: { observable: { all: true }, from: 35001 }
  timing:
    uses: timing
    over: [optimiser]
    needs: { trajectories: solver }
    with: { partition: { kind: node }, fit: { from: 35001, to: 45000 }, steps: 2500 }
`;

/** Weights in a quasi-node of the first layer, whose nodes have 785. */
const SIZES = [1, 5, 157, 785] as const;

const MNIST = `name: koopman_mnist
axes: { size: [${SIZES.join(", ")}] }
stages:${MNIST_STAGES}  timing:
    uses: timing
    over: [size]
    needs: { trajectories: train, data: mnist }
    with: { partition: { kind: quasi_node, size: "\${size}", layers: [1] }, ${MNIST_WINDOW}, limit: 10 }
`;

const SOLVER_CASES: readonly Case[] = (["adam", "adagrad", "adadelta"] as const).map(
  (optimiser) => ({
    name: `1-10-10-2 ${optimiser}, 200 points, nodes`,
    stage: "timing",
    where: `optimiser = '${optimiser}'`,
    steps: 2500,
    published: PUBLISHED[optimiser],
    budgets: { optimiser: 20, products: 3 },
    torch: {
      sizes: [1, 10, 10, 2],
      solves: true,
      optimiser,
      rate: RATES[optimiser],
      batch: 200,
      patches: [[2, 10], [11, 12]],
    },
  }),
);

const MNIST_CASES: readonly Case[] = SIZES.map((size) => ({
  name: `784-20-20-20-10 adadelta b64, q = ${size}`,
  stage: "timing",
  where: `size = ${size}`,
  steps: EPOCH,
  published: PUBLISHED_MNIST,
  torch: {
    sizes: [784, 20, 20, 20, 10],
    solves: false,
    optimiser: "adadelta",
    rate: 1,
    batch: 64,
    patches: [[size, 20 * 785 / size], [21, 50]],
  },
}));

/** Prints Koopman steps per second and every speed-up that can be told, beside the published one. */
export async function benchKoopman(folder: string, print: Print): Promise<void> {
  print("\nKoopman steps beside steps of the optimiser, medians of 20 samples");
  const python = await findTorch();
  if (python === undefined) print("  PyTorch: skipped, it is not installed");
  for (
    const [name, pipeline, cases] of [
      ["solver", SOLVER, SOLVER_CASES],
      ["MNIST", MNIST, MNIST_CASES],
    ] as const
  ) {
    const file = `koopman_${name}.yaml`;
    await Deno.writeTextFile(join(folder, file), pipeline);
    const ran = await measureProcess(buildCommand("run", file, "--quiet"), { cwd: folder });
    if (ran.code !== 0) {
      print(`  ${name}: skipped, its data or its trainings cannot be had here: ${ran.stderr}`);
      continue;
    }
    const torch = python === undefined ? undefined : await measureTorch(folder, python, cases);
    for (const [i, one] of cases.entries()) {
      printCase(one, await readMedians(folder, file, one), torch?.[i], print);
    }
  }
}

type Task = "optimiser_step" | "koopman_step" | "koopman_power" | "construction";
type Medians = Readonly<Record<Task, number>>;

async function readMedians(folder: string, file: string, { stage, where }: Case): Promise<Medians> {
  const sql = `select task, median from ${stage}.medians where ${where}`;
  const command = buildCommand("query", file, sql, "--format", "json");
  const { code, stdout, stderr } = await measureProcess(command, { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  const rows: readonly { readonly task: string; readonly median: number }[] = JSON.parse(stdout);
  const find = (task: Task) => rows.find((row) => row.task === task)?.median ?? NaN;
  return {
    optimiser_step: find("optimiser_step"),
    koopman_step: find("koopman_step"),
    koopman_power: find("koopman_power"),
    construction: find("construction"),
  };
}

/** Seconds of PyTorch's optimiser step and of its Koopman step. */
type TorchSteps = readonly [optimiser: number, koopman: number];

async function measureTorch(
  folder: string,
  python: string,
  cases: readonly Case[],
): Promise<readonly TorchSteps[]> {
  const script = fileURLToPath(new URL("koopman.py", import.meta.url));
  const given = JSON.stringify(cases.map(({ torch }) => torch));
  const { code, stdout, stderr } = await measureProcess([python, script, given], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  const found: unknown = JSON.parse(stdout);
  if (!Array.isArray(found)) throw new Error(`koopman.py printed ${stdout}`);
  return found.map(([optimiser, koopman]) => [Number(optimiser), Number(koopman)] as const);
}

function printCase(one: Case, own: Medians, torch: TorchSteps | undefined, print: Print): void {
  const { steps, published, budgets } = one;
  const budget = (least: number | undefined) => least === undefined ? "" : `, budget ${least} ×`;
  const micro = (seconds: number) => `${(seconds * 1e6).toPrecision(3)} µs`;
  const times = (ratio: number) => `${ratio.toPrecision(3)} ×`;
  const { optimiser_step: step, koopman_step: koopman, koopman_power: power, construction } = own;
  print(`  ${one.name}: ${Math.round(1 / koopman)} Koopman steps a second`);
  print(
    `    optimiser ${micro(step)}, Koopman ${micro(koopman)}, ` +
      `${steps} steps at once ${micro(power)}, construction ${micro(construction)}`,
  );
  print(
    `    over our optimiser: ${times(step / koopman)} (published ${published} ×${
      budget(budgets?.optimiser)
    }), ` +
      `at once ${times(steps * step / power)}, ` +
      `with construction ${times(steps * step / (steps * koopman + construction))} and ` +
      `${times(steps * step / (power + construction))}`,
  );
  if (torch === undefined) return;
  const [peer, matvec] = torch;
  print(
    `    over PyTorch's optimiser (${micro(peer)}): ${times(peer / koopman)}; ` +
      `PyTorch's Koopman step (${micro(matvec)}) over it: ${times(peer / matvec)}, ` +
      `ours over that ${times(matvec / koopman)}${budget(budgets?.products)}`,
  );
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await benchKoopman(folder, (text) => console.log(text));
    await benchLayerMemory(folder, (text) => console.log(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
