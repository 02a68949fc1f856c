/** The records of `kernels/solver_net.ts`, laid out in the kernel's memory for one training. */

import type { Arena } from "../kernels/arena.ts";
import { exp, expm1 } from "../numerics/elementary.ts";
import { numberOptimiser, type OptimiserLayout, viewNumbers } from "./kernel_optimiser.ts";
import { countParameters, layOutParameters } from "./net.ts";
import { openNetRecord, writeFields } from "./net_record.ts";
import type { SolverKernel } from "./solver_kernel.ts";
import type { SolverProblem, SolverSystem } from "./solver_problem.ts";
import type { Activation, Optimiser, ParameterBlock } from "./trainer.ts";

/** Fields of a `SolverLayer` record, in its order, four bytes each. */
const LAYER_FIELDS = [
  "inputs",
  "units",
  "activation",
  "parameters",
  "gradient",
  "value",
  "tangent",
  "valueDelta",
  "tangentDelta",
] as const;

/** Fields of a `Solver` record, in its order, four bytes each. */
const SOLVER_FIELDS = [
  "net",
  "depth",
  "layers",
  "problem",
  "points",
  "stride",
  "times",
  "ones",
  "rise",
  "slope",
  "present",
  "initial",
  "state",
  "velocity",
] as const;

const ACTIVATIONS: readonly Activation[] = ["linear", "tanh", "sigmoid"];
const PROBLEMS: readonly SolverProblem[] = ["nonlinear_oscillator", "henon_heiles"];
/** Rows are filled up to pairs of vectors, and all parameters to vectors. */
const PAIR = 32;
const VECTOR = 16;

/** Where a solver's net lies in the kernel's memory. */
export interface SolverLayout extends OptimiserLayout {
  /** The `Solver` record. */
  readonly solver: number;
  readonly blocks: readonly ParameterBlock[];
  /** All parameters, in the order of `net.ts`. */
  readonly parameters: Float32Array | Float64Array;
}

/**
 * Lays out records, parameters, gradient, states, and the rows of points.
 *
 * @throws KooplineError `numeric.too_large` when the kernel's memory cannot hold them.
 */
export function layOutSolver(
  kernel: SolverKernel,
  arena: Arena,
  system: SolverSystem,
  optimiser: Optimiser,
): SolverLayout {
  const { size } = kernel;
  const blocks = layOutParameters(system);
  const count = countParameters(blocks);
  const bytes = fillUp(count * size, VECTOR);
  const [solver, net] = [arena.take(kernel.solverBytes()), arena.take(kernel.netBytes())];
  const takeAll = () => arena.take(bytes);
  const parts = {
    parameters: takeAll(),
    gradient: takeAll(),
    state1: takeAll(),
    state2: takeAll(),
  };
  const { setPointers, setNumbers } = openNetRecord(arena, net);
  setPointers({ ...parts, bytes, optimiser: numberOptimiser(optimiser.kind) });
  const stride = fillUp(system.points * size, PAIR);
  const layers = placeLayers(kernel, arena, system, stride, parts);
  const takeState = () => arena.take(system.initial.length * stride);
  writeFields(arena, solver, SOLVER_FIELDS, {
    net,
    depth: system.layers.length,
    layers,
    problem: PROBLEMS.indexOf(system.problem),
    points: system.points,
    stride,
    ...placeTimes({ arena, size }, system, stride),
    initial: placeInitial(arena, system),
    state: takeState(),
    velocity: takeState(),
  });
  // Memory has grown as far as it will: the view stays good.
  const parameters = viewNumbers({ arena, size }, parts.parameters, count);
  const { state1, state2 } = parts;
  return { arena, size, bytes, state1, state2, setNumbers, solver, blocks, parameters };
}

/** Writes the layers' records, and takes the rows of their units. */
function placeLayers(
  kernel: SolverKernel,
  arena: Arena,
  { inputs, layers }: SolverSystem,
  stride: number,
  parts: { readonly parameters: number; readonly gradient: number },
): number {
  const records = arena.take(layers.length * kernel.layerBytes());
  let offset = 0;
  let fanIn = inputs;
  layers.forEach(({ units, activation }, layer) => {
    const takeRows = () => arena.take(units * stride);
    writeFields(arena, records + layer * kernel.layerBytes(), LAYER_FIELDS, {
      inputs: fanIn,
      units,
      activation: ACTIVATIONS.indexOf(activation),
      parameters: parts.parameters + offset,
      gradient: parts.gradient + offset,
      value: takeRows(),
      tangent: takeRows(),
      valueDelta: takeRows(),
      tangentDelta: takeRows(),
    });
    offset += units * (fanIn + 1) * kernel.size;
    fanIn = units;
  });
  return records;
}

/** Writes the rows that depend on time alone; both ends of [0, end] are points. */
function placeTimes(
  memory: Pick<OptimiserLayout, "arena" | "size">,
  { points, end }: SolverSystem,
  stride: number,
) {
  const place = (value: (t: number) => number): number => {
    const row = memory.arena.take(stride);
    const numbers = viewNumbers(memory, row, points);
    for (let i = 0; i < points; i++) numbers[i] = value(end * i / (points - 1));
    return row;
  };
  return {
    times: place((t) => t),
    ones: place(() => 1),
    rise: place((t) => -expm1(-t)),
    slope: place((t) => exp(-t)),
    present: place(() => 1),
  };
}

function placeInitial(arena: Arena, { initial }: SolverSystem): number {
  const pointer = arena.take(8 * initial.length);
  arena.f64(pointer, initial.length).set(initial);
  return pointer;
}

function fillUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}
