/** The data and weights that tests/fixtures/torch/steps.py draws, drawn alike. */

import { countParameters, layOutParameters } from "../../training/net.ts";
import type { DenseNet, Examples } from "../../training/trainer.ts";

/** Gives whole numbers below 2²⁴: Numerical Recipes' linear congruential generator, modulo 2³². */
export function openDraws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

/** Draws bytes of which about four in five are 0, around a pattern of each class. */
export function drawExamples(
  draw: () => number,
  count: number,
  width: number,
  classes: number,
): Examples {
  const patterns = Array.from(
    { length: classes },
    () => Array.from({ length: width }, () => draw() % 5 === 0),
  );
  const data = new Uint8Array(count * width);
  const labels = new Int32Array(count);
  for (let example = 0; example < count; example++) {
    const label = draw() % classes;
    labels[example] = label;
    patterns[label]!.forEach((on, i) => {
      const lit = on ? draw() % 8 !== 0 : draw() % 25 === 0;
      data[example * width + i] = lit ? 1 + draw() % 255 : 0;
    });
  }
  const inputs = { data, width, scale: 1 / 255, mean: 0.1307, deviation: 0.3081 };
  return { inputs, count, labels, targets: new Float64Array() };
}

/** Draws parameters uniform in ±1/√fan-in, rounded to float32. */
export function drawParameters(draw: () => number, net: DenseNet): Float64Array {
  const blocks = layOutParameters(net);
  const parameters = new Float64Array(countParameters(blocks));
  for (const { layer, first, length } of blocks) {
    const fanIn = net.layers[layer - 1]?.units ?? net.inputs;
    for (let i = first; i < first + length; i++) {
      parameters[i] = Math.fround((draw() / 2 ** 23 - 1) / Math.sqrt(fanIn));
    }
  }
  return parameters;
}
