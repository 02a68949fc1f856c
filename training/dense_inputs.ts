/** How examples come into the kernel's memory: the rows of one chunk at a time. */

import { KooplineError } from "../schemas/error.ts";
import type { Arena } from "../kernels/arena.ts";
import type { DenseKernel } from "./dense_kernel.ts";
import { type DenseLayout, pad } from "./dense_layout.ts";
import type { NetPointers } from "./net_record.ts";
import type { Examples, Inputs, Loss } from "./trainer.ts";

const PIXELS = 256;
/** Vectors are read whole, so the last pixels need room behind them. */
const ROOM = 16;

/** Moves chunks of examples into the kernel. */
export interface DenseInputs {
  /** Tells the net where these examples come to lie and how they are normalised. */
  select(): void;
  /**
   * Moves `count` rows from place `begin` of a list of rows.
   *
   * @param rows places of examples; without it `begin` itself is the first place.
   */
  move(rows: Int32Array | undefined, begin: number, count: number): void;
  /** Moves the classes or targets alone of `count` examples from place `begin` on. */
  moveTargets(begin: number, count: number): void;
}

/**
 * Opens the way of examples into the kernel: takes memory for a chunk of them.
 *
 * @param outputs units of the last layer.
 * @throws KooplineError `input.value` when a label is no output of the net, or examples do not fit it.
 */
export function openDenseInputs(
  kernel: DenseKernel,
  layout: DenseLayout,
  examples: Examples,
  loss: Loss,
  outputs: number,
): DenseInputs {
  checkExamples(examples, loss, outputs);
  const { place, move: moveInputs } = openInputs(kernel, layout, examples);
  const { place: placeTargets, move: moveTargets } = openTargets(layout, examples, outputs);
  return {
    select() {
      layout.setPointers({ ...place, ...placeTargets });
      layout.setNumbers({ ...examples.inputs, shift: normalise(examples.inputs, 0, kernel) });
    },
    move(rows, begin, count) {
      // Rows that lie one behind the other move at once.
      let from = 0;
      while (from < count) {
        const first = rows === undefined ? begin : rows[begin + from]!;
        let end = rows === undefined ? count : from + 1;
        while (end < count && rows?.[begin + end] === first + end - from) end++;
        moveInputs(first, end - from, from);
        moveTargets(first, end - from, from);
        from = end;
      }
    },
    moveTargets: (begin, count) => moveTargets(begin, count, 0),
  };
}

/** Where a chunk lies, and what moves `count` examples from place `first` to place `to` of it. */
interface Way {
  readonly place: NetPointers;
  readonly move: (first: number, count: number, to: number) => void;
}

function openInputs(kernel: DenseKernel, layout: DenseLayout, { inputs }: Examples): Way {
  const { data, width } = inputs;
  const { arena, capacity } = layout;
  const inputStride = pad(width * kernel.size);
  const dense = arena.take(capacity * inputStride);
  if (data instanceof Uint8Array) {
    const pixels = arena.take(capacity * width + ROOM);
    return {
      place: {
        dense,
        inputStride,
        pixels,
        exampleMasks: arena.take(capacity * kernel.exampleMaskBytes(width)),
        // The masks of the last pixels are written sixteen at a time.
        pixelMasks: arena.take(pad(width) * kernel.pixelMaskBytes(capacity)),
        ...placeTables(kernel, arena, inputs),
      },
      move: (first, count, to) =>
        arena.u8(pixels + to * width, count * width)
          .set(data.subarray(first * width, (first + count) * width)),
    };
  }
  const reals = arena.take(8 * capacity * width);
  return {
    place: { dense, inputStride, pixels: 0, reals },
    move: (first, count, to) =>
      arena.f64(reals + 8 * to * width, count * width)
        .set(data.subarray(first * width, (first + count) * width)),
  };
}

/** What each pixel is normalised to, and that less what 0 is normalised to. */
function placeTables(kernel: DenseKernel, arena: Arena, inputs: Inputs): NetPointers {
  const table = arena.take(PIXELS * kernel.size);
  const shiftedTable = arena.take(PIXELS * kernel.size);
  const numbers = kernel.size === 4 ? arena.f32 : arena.f64;
  const [values, shifted] = [numbers(table, PIXELS), numbers(shiftedTable, PIXELS)];
  const shift = normalise(inputs, 0, kernel);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    values[pixel] = normalise(inputs, pixel, kernel);
    shifted[pixel] = (inputs.scale * pixel - inputs.mean) / inputs.deviation - shift;
  }
  return { table, shiftedTable };
}

function normalise({ scale, mean, deviation }: Inputs, value: number, kernel: DenseKernel): number {
  const normal = (scale * value - mean) / deviation;
  return kernel.size === 4 ? Math.fround(normal) : normal;
}

function openTargets(layout: DenseLayout, examples: Examples, outputs: number): Way {
  const { arena, capacity } = layout;
  if (examples.labels.length > 0) {
    const labels = arena.take(4 * capacity);
    return {
      place: { labels, targets: 0 },
      move: (first, count, to) =>
        arena.i32(labels + 4 * to, count).set(examples.labels.subarray(first, first + count)),
    };
  }
  const targets = arena.take(8 * capacity * outputs);
  return {
    place: { labels: 0, targets },
    move: (first, count, to) =>
      arena.f64(targets + 8 * to * outputs, count * outputs)
        .set(examples.targets.subarray(first * outputs, (first + count) * outputs)),
  };
}

function checkExamples({ labels, targets, count }: Examples, loss: Loss, outputs: number): void {
  if (labels.length === 0 && loss === "cross_entropy") {
    refuse("a class for every example with `loss: cross_entropy`", "real targets");
  }
  if (labels.length === 0 && targets.length !== count * outputs) {
    refuse(`${outputs} targets for every example`, `${targets.length} for ${count} examples`);
  }
  const wrong = labels.find((label) => label < 0 || label >= outputs);
  if (wrong !== undefined) {
    refuse(`classes from 0 to ${outputs - 1}, one for each output of the net`, `class ${wrong}`);
  }
}

function refuse(expected: string, found: string): never {
  throw new KooplineError({ code: "input.value", expected, found });
}
