/**
 * Training of dense nets by the WebAssembly kernel, in float32 or float64: the same bits on every machine.
 *
 * A step is one call that does forward, loss, back and update; reading parameters out is a second, small
 * one.
 */

import { openArena } from "../kernels/arena.ts";
import { evaluateExamples, openEvaluationSet } from "./dense_evaluation.ts";
import { openDenseInputs } from "./dense_inputs.ts";
import { type DenseKernel, openDenseKernel } from "./dense_kernel.ts";
import { type DenseLayout, layOutDense } from "./dense_layout.ts";
import { resetOptimiser } from "./kernel_optimiser.ts";
import { layOutParameters } from "./net.ts";
import type { Evaluation, Examples, ParameterBlock, Trainer, Training } from "./trainer.ts";

/**
 * Opens a trainer of a dense net on the kernel; all parameters are 0 until `load`.
 *
 * Pixels that are 0 are left out of the first layer's products where that pays
 * (`kernels/dense_pass.ts` has the rule). Batches larger than a chunk of at most 256 examples add up the
 * chunks' gradients in order.
 *
 * @throws KooplineError `input.value` when examples do not fit the net, `numeric.too_large` when the
 * kernel's memory cannot hold it.
 */
export function openKernelTrainer(training: Training): Trainer {
  const { net, loss, examples, optimiser } = training;
  const kernel = openDenseKernel(training.precision);
  const arena = openArena(kernel);
  const layout = layOutDense(kernel, arena, training);
  const outputs = net.layers.at(-1)?.units ?? 0;
  const blocks = layOutParameters(net);
  const inputs = openDenseInputs(kernel, layout, examples, loss, outputs);
  inputs.select();
  resetOptimiser(layout, optimiser);
  const openOthers = (given: Examples) => openDenseInputs(kernel, layout, given, loss, outputs);
  const evaluate = (given: Examples) => {
    const mark = arena.mark();
    const found = evaluateExamples(kernel, layout, given, openOthers(given));
    inputs.select();
    arena.release(mark);
    return found;
  };
  return {
    blocks,
    load(parameters) {
      blocks.forEach((block) => writeBlock(kernel, layout, block, parameters));
      resetOptimiser(layout, optimiser);
    },
    read: (first, length, into) => readBlocks(kernel, layout, blocks, { first, length }, into),
    step(rows, rate) {
      let sum = 0;
      for (let begin = 0; begin < rows.length; begin += layout.capacity) {
        const count = Math.min(layout.capacity, rows.length - begin);
        inputs.move(rows, begin, count);
        const begins = Number(begin === 0);
        const ends = Number(begin + count === rows.length);
        sum += kernel.train(layout.net, count, rows.length, begins, ends, rate);
      }
      return sum / rows.length;
    },
    evaluate,
    openEvaluation(given) {
      // Listing pays from the second evaluation on.
      let isFirst = true;
      let measure: (() => Evaluation) | undefined;
      return () => {
        if (isFirst) {
          isFirst = false;
          return evaluate(given);
        }
        measure ??= openEvaluationSet(kernel, layout, given, openOthers(given));
        const found = measure();
        inputs.select();
        return found;
      };
    },
  };
}

function writeBlock(
  kernel: DenseKernel,
  { arena, net, staging }: DenseLayout,
  { layer, shape, first, length }: ParameterBlock,
  parameters: Float64Array,
): void {
  arena.f64(staging, length).set(parameters.subarray(first, first + length));
  if (shape.length === 2) kernel.writeWeights(net, layer, staging);
  else kernel.writeBiases(net, layer, staging);
}

/** Reads the part of each block that lies within the range. */
function readBlocks(
  kernel: DenseKernel,
  { arena, net, staging }: DenseLayout,
  blocks: readonly ParameterBlock[],
  range: { readonly first: number; readonly length: number },
  into: Float64Array,
): void {
  const end = range.first + range.length;
  for (const { layer, shape, first, length } of blocks) {
    const from = Math.max(range.first, first) - first;
    const to = Math.min(end, first + length) - first;
    if (from >= to) continue;
    const [, inputs] = shape;
    // Whole units are read: what lies before `from` is skipped.
    const begin = inputs === undefined ? 0 : Math.floor(from / inputs);
    if (inputs === undefined) kernel.readBiases(net, layer, staging);
    else kernel.readWeights(net, layer, begin, Math.ceil(to / inputs), staging);
    const skipped = from - begin * (inputs ?? 0);
    into.set(arena.f64(staging + 8 * skipped, to - from), first + from - range.first);
  }
}
