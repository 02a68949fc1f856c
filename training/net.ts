/** How a dense net's parameters lie in one vector. */

import type { DenseNet, ParameterBlock } from "./trainer.ts";

/**
 * Lays out the parameters of a dense net: for each layer the weights W (units × inputs, row by row), then
 * the biases (units).
 */
export function layOutParameters({ inputs, layers, bias }: DenseNet): readonly ParameterBlock[] {
  const blocks: ParameterBlock[] = [];
  let first = 0;
  let fanIn = inputs;
  const add = (name: string, layer: number, shape: readonly number[]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    blocks.push({ name: `layer${layer + 1}.${name}`, layer, shape, first, length });
    first += length;
  };
  layers.forEach(({ units }, layer) => {
    add("weight", layer, [units, fanIn]);
    if (bias) add("bias", layer, [units]);
    fanIn = units;
  });
  return blocks;
}

/** Counts the parameters of blocks that lie one behind the other. */
export function countParameters(blocks: readonly ParameterBlock[]): number {
  const last = blocks.at(-1);
  return last === undefined ? 0 : last.first + last.length;
}
