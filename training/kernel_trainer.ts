/**
 * Training of dense nets by the WebAssembly kernel, in float32 or float64: the same bits on every machine.
 *
 * A step is one call that does forward, loss, back and update; reading parameters out is a second, small
 * one.
 */

import { openArena } from "../kernels/arena.ts";
import { openDenseInputs } from "./dense_inputs.ts";
import { type DenseKernel, openDenseKernel } from "./dense_kernel.ts";
import { type DenseLayout, layOutDense } from "./dense_layout.ts";
import { layOutParameters } from "./net.ts";
import type { Evaluation, Examples, Optimiser, ParameterBlock, Trainer, Training } from "./trainer.ts";

/**
 * Opens a trainer of a dense net on the kernel; all parameters are 0 until `load`.
 *
 * Pixels that are 0 are left out of the first layer's products where that pays
 * (`kernels/dense_pass.ts` has the rule). Batches larger than a chunk of at most 256 examples add up the
 * chunks' gradients in order.
 *
 * @throws KooplineError `input.value` when examples do not fit the net, RangeError when the kernel's memory
 * cannot hold it.
 */
export function openKernelTrainer(training: Training): Trainer {
  const { net, loss, examples, optimiser } = training;
  const kernel = openDenseKernel(training.precision);
  const arena = openArena(kernel);
  const layout = layOutDense(kernel, arena, training);
  const outputs = net.layers.at(-1)?.units ?? 0;
  const blocks = layOutParameters(net);
  const inputs = openDenseInputs(kernel, layout, examples, loss, outputs);
  resetOptimiser(layout, optimiser);
  return {
    blocks,
    load(parameters) {
      blocks.forEach((block) => writeBlock(kernel, layout, block, parameters));
      resetOptimiser(layout, optimiser);
    },
    read: (first, length, into) => readBlocks(kernel, layout, blocks, first, length, into),
    step(rows, rate) {
      layout.setNumbers({ rate });
      let sum = 0;
      for (let begin = 0; begin < rows.length; begin += layout.capacity) {
        const count = Math.min(layout.capacity, rows.length - begin);
        inputs.move(rows, begin, count);
        const ends = begin + count === rows.length;
        sum += kernel.train(layout.net, count, rows.length, Number(begin === 0), Number(ends));
      }
      return sum / rows.length;
    },
    evaluate(given) {
      const mark = arena.mark();
      const others = openDenseInputs(kernel, layout, given, loss, outputs);
      const found = evaluateExamples(kernel, layout, given, others.move);
      arena.release(mark);
      return found;
    },
  };
}
