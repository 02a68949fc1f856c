/** Evaluation of a dense net on examples that it meets again and again: moved in and looked through once. */

import type { DenseInputs } from "./dense_inputs.ts";
import type { DenseKernel } from "./dense_kernel.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { Evaluation, Examples } from "./trainer.ts";

/** Bytes of listed pixels that a set may hold; chunks beyond them are moved each time. */
const MOST_LISTED = 1 << 27;

/** A chunk of examples: `begin` to `begin` + `size` − 1. */
interface Chunk {
  readonly begin: number;
  readonly size: number;
  /** Where its pixels are listed, if they are. */
  readonly list: { readonly ends: number; readonly entries: number } | undefined;
}

/**
 * Opens a set of examples for evaluation: the pixels that are not 0 are listed in the kernel's memory, which
 * is not given back. The bits are those of `evaluateExamples`.
 *
 * @param inputs the way of these examples into the kernel.
 */
export function openEvaluationSet(
  kernel: DenseKernel,
  layout: DenseLayout,
  examples: Examples,
  inputs: DenseInputs,
): () => Evaluation {
  inputs.select();
  const chunks = listChunks(kernel, layout, examples.count, inputs);
  return () => {
    inputs.select();
    return sumEvaluations(layout, examples, chunks, ({ begin, size, list }) => {
      if (list === undefined) return evaluateMoved(kernel, layout, inputs, begin, size);
      inputs.moveTargets(begin, size);
      return kernel.evaluateList(layout.net, size, list.ends, list.entries);
    });
  };
}

/** Evaluates the net once: every chunk is moved in. */
export function evaluateExamples(
  kernel: DenseKernel,
  layout: DenseLayout,
  examples: Examples,
  inputs: DenseInputs,
): Evaluation {
  inputs.select();
  const chunks = cutChunks(layout, examples.count);
  return sumEvaluations(
    layout,
    examples,
    chunks,
    ({ begin, size }) => evaluateMoved(kernel, layout, inputs, begin, size),
  );
}

function evaluateMoved(
  kernel: DenseKernel,
  { net }: DenseLayout,
  inputs: DenseInputs,
  begin: number,
  size: number,
): number {
  inputs.move(undefined, begin, size);
  return kernel.evaluate(net, size);
}

/** Losses are added up chunk after chunk. */
function sumEvaluations<C>(
  layout: DenseLayout,
  { count, labels }: Examples,
  chunks: readonly C[],
  evaluate: (chunk: C) => number,
): Evaluation {
  let sum = 0;
  let hits = 0;
  for (const chunk of chunks) {
    sum += evaluate(chunk);
    hits += layout.countHits();
  }
  return { loss: sum / count, accuracy: labels.length > 0 ? hits / count : NaN };
}

function cutChunks({ capacity }: DenseLayout, count: number): readonly Omit<Chunk, "list">[] {
  return Array.from({ length: Math.ceil(count / capacity) }, (_, i) => ({
    begin: i * capacity,
    size: Math.min(capacity, count - i * capacity),
  }));
}

function listChunks(
  kernel: DenseKernel,
  layout: DenseLayout,
  count: number,
  inputs: DenseInputs,
): readonly Chunk[] {
  const { arena, net } = layout;
  let listed = 0;
  return cutChunks(layout, count).map(({ begin, size }) => {
    inputs.move(undefined, begin, size);
    const bytes = kernel.measureList(net, size);
    if (bytes < 0 || listed + bytes > MOST_LISTED) return { begin, size, list: undefined };
    listed += bytes;
    const list = { ends: arena.take(4 * size), entries: arena.take(bytes) };
    kernel.list(net, size, list.ends, list.entries);
    return { begin, size, list };
  });
}
