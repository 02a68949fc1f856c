/** Training steps beside PyTorch's with one thread: on images as sparse as handwriting, and of the solver's net. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countParameters } from "../training/net.ts";
import { openKernelTrainer } from "../training/kernel_trainer.ts";
import { OPTIMISER_DEFAULTS } from "../training/optimiser.ts";
import { describeSolverNet } from "../training/solver_problem.ts";
import { openSolverTrainer } from "../training/solver_trainer.ts";
import type { Examples, Trainable } from "../training/trainer.ts";
import { findTorch, measureProcess } from "./process.ts";

/** A net and how it is trained and recorded; torch_steps.py reads the same fields. */
interface Case {
  readonly sizes: readonly number[];
  readonly bias: boolean;
  readonly optimiser: "sgd" | "adadelta" | "adam";
  readonly rate: number;
  readonly precision: "float32" | "float64";
  readonly records: "last" | "all";
  readonly batch: number;
  /** The solver's net on the points of a batch, instead of images. */
  readonly solves?: "nonlinear_oscillator";
  /** Largest share of PyTorch's time. */
  readonly budget?: number;
}

const SGD = {
  bias: false,
  optimiser: "sgd",
  rate: 0.1,
  precision: "float32",
  records: "last",
} as const;
const CASES: readonly Case[] = [
  { ...SGD, sizes: [784, 40, 10], batch: 60, budget: 0.7 },
  { ...SGD, sizes: [784, 20, 10], batch: 60, budget: 0.7 },
  { ...SGD, sizes: [784, 5, 10], batch: 60 },
  { ...SGD, sizes: [784, 40, 10], batch: 60, precision: "float64" },
  {
    sizes: [784, 20, 20, 20, 10],
    bias: true,
    optimiser: "adadelta",
    rate: 1,
    precision: "float32",
    records: "all",
    batch: 60,
    budget: 0.4,
  },
  {
    solves: "nonlinear_oscillator",
    sizes: [1, 10, 10, 2],
    bias: true,
    optimiser: "adam",
    rate: 0.008,
    precision: "float32",
    records: "all",
    batch: 200,
    budget: 0.1,
  },
];

const EXAMPLES = 6000;
const STEPS = 25;
/** The best of many short blocks disturbs least with what else the machine does. */
const BLOCKS = 60;
const SIDE = 28;
const MARGIN = 4;

/** Prints the milliseconds of a step, and its ratio to PyTorch's where that is installed. */
export async function benchTraining(folder: string, print: (text: string) => void): Promise<void> {
  print("\ntraining steps, parameters read out after each, milliseconds");
  const examples = drawImages();
  const warm = CASES.map((net) => measureCase(net, examples));
  const torch = await measureTorch(folder, examples);
  if (torch === undefined) print("  PyTorch: skipped, it is not installed");
  CASES.forEach((net, i) => {
    const own = Math.min(warm[i]!, measureCase(net, examples));
    const peer = torch?.[i];
    const ratio = peer === undefined
      ? ""
      : `   PyTorch ${peer.toFixed(3)}   ${(own / peer).toFixed(2)} ×`;
    const budget = net.budget === undefined ? "" : ` (budget ${net.budget} ×)`;
    print(`  ${describeCase(net).padEnd(36)}${own.toFixed(3)}${ratio}${peer ? budget : ""}`);
  });
}

function describeCase({ sizes, optimiser, batch, precision, records, solves }: Case): string {
  const double = precision === "float64" ? ", float64" : "";
  const size = solves === undefined ? `b${batch}` : `${batch} points`;
  return `${sizes.join("-")} ${optimiser} ${size}${double}${records === "all" ? ", all" : ""}`;
}

/** A net that is ready to train, and what makes its next step. */
interface Opened {
  readonly trainer: Trainable;
  readonly step: () => void;
}

function openSolver(net: Case, problem: "nonlinear_oscillator"): Opened {
  const trainer = openSolverTrainer({
    kind: "solver",
    ...describeSolverNet(problem, net.sizes.slice(1, -1), "sigmoid"),
    precision: net.precision,
    optimiser: { kind: net.optimiser, rate: net.rate, constants: {}, schedule: {} },
    problem,
    initial: [1.3, 1],
    end: 4 * Math.PI,
    points: net.batch,
  });
  return { trainer, step: () => trainer.step(net.rate) };
}

function openNet(net: Case, examples: Examples): Opened {
  const [inputs = 0, ...widths] = net.sizes;
  const trainer = openKernelTrainer({
    net: {
      inputs,
      bias: net.bias,
      layers: widths.map((units, layer) => ({
        units,
        activation: layer === widths.length - 1 ? "linear" : "relu",
      })),
    },
    loss: "cross_entropy",
    precision: net.precision,
    optimiser: net.optimiser === "sgd"
      ? { kind: "sgd", weightDecay: 0 }
      : { kind: "adadelta", ...OPTIMISER_DEFAULTS.adadelta },
    batch: net.batch,
    examples,
  });
  let at = 0;
  return {
    trainer,
    step() {
      at = (at + net.batch) % (EXAMPLES - net.batch);
      trainer.step(Int32Array.from({ length: net.batch }, (_, i) => at + i), net.rate);
    },
  };
}

function measureCase(net: Case, examples: Examples): number {
  const { trainer, step } = net.solves === undefined
    ? openNet(net, examples)
    : openSolver(net, net.solves);
  const length = countParameters(trainer.blocks);
  const draw = openDraws();
  trainer.load(Float64Array.from({ length }, () => (draw() / 2 ** 23 - 1) * 0.05));
  const recorded = trainer.blocks.filter(({ layer }) =>
    net.records === "all" || layer === net.sizes.length - 2
  );
  const first = recorded[0]!.first;
  const into = new Float64Array(length - first);
  let best = Infinity;
  for (let block = 0; block < BLOCKS; block++) {
    const begin = performance.now();
    for (let count = 0; count < STEPS; count++) {
      step();
      trainer.read(first, into.length, into);
    }
    best = Math.min(best, (performance.now() - begin) / STEPS);
  }
  return best;
}

async function measureTorch(
  folder: string,
  { inputs, labels }: Examples,
): Promise<readonly number[] | undefined> {
  const python = await findTorch();
  if (python === undefined) return undefined;
  const [pixelFile, labelFile] = [join(folder, "pixels"), join(folder, "labels")];
  await Deno.writeFile(pixelFile, Uint8Array.from(inputs.data));
  await Deno.writeFile(labelFile, Uint8Array.from(labels));
  const script = fileURLToPath(new URL("torch_steps.py", import.meta.url));
  const cases = CASES.map((net) => ({ ...net, steps: STEPS, blocks: BLOCKS }));
  const command = [python, script, pixelFile, labelFile, JSON.stringify(cases)];
  const { code, stdout, stderr } = await measureProcess(command, { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  const found: unknown = JSON.parse(stdout);
  if (!Array.isArray(found)) throw new Error(`torch_steps.py printed ${stdout}`);
  return found.map(Number);
}

/** Strokes on a dark ground: about four pixels in five are 0, as in MNIST. */
function drawImages(): Examples {
  const draw = openDraws();
  const width = SIDE * SIDE;
  const data = new Uint8Array(EXAMPLES * width);
  for (let example = 0; example < EXAMPLES; example++) {
    for (let row = MARGIN; row < SIDE - MARGIN; row++) {
      const begin = example * width + row * SIDE + MARGIN + draw() % 7;
      const length = draw() % 15;
      for (let i = 0; i < length; i++) data[begin + i] = 1 + draw() % 255;
    }
  }
  const inputs = { data, width, scale: 1 / 255, mean: 0.1307, deviation: 0.3081 };
  const labels = Int32Array.from({ length: EXAMPLES }, () => draw() % 10);
  return { inputs, count: EXAMPLES, labels, targets: new Float64Array() };
}

/** Numerical Recipes' linear congruential generator: whole numbers below 2²⁴. */
function openDraws(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await benchTraining(folder, (text) => console.log(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
