/**
 * TensorFlow.js in a process where chance is refused: its one draw from Math.random happens while it loads
 * (the `seedrandom` package stirs it into a pool that nothing here uses) or while it makes initial weights
 * that are overwritten.
 */

import type * as Core from "@tensorflow/tfjs-core";
import type * as Layers from "@tensorflow/tfjs-layers";

/** The parts of TensorFlow.js that trainers use. */
export interface Tfjs {
  readonly core: typeof Core;
  readonly layers: typeof Layers;
}

let loaded: Promise<Tfjs> | undefined;

/** Loads TensorFlow.js with its cpu backend, whatever else the machine has: backends differ in bits. */
export function loadTfjs(): Promise<Tfjs> {
  return loaded ??= withoutChance(async () => {
    const core = await import("@tensorflow/tfjs-core");
    await import("@tensorflow/tfjs-backend-cpu");
    const layers = await import("@tensorflow/tfjs-layers");
    // Otherwise it advises people to install its backend for Node.
    core.enableProdMode();
    await core.setBackend("cpu");
    return { core, layers };
  });
}

const { Math: real } = globalThis;
let open = 0;

/**
 * Lets code run that draws from Math.random for numbers that are not used: every draw gives ½. Calls may overlap.
 *
 * @param work must not use what it draws.
 */
export async function withoutChance<T>(work: () => T | Promise<T>): Promise<T> {
  if (open++ === 0) globalThis.Math = Object.create(real, { random: { value: () => 0.5 } });
  try {
    return await work();
  } finally {
    if (--open === 0) globalThis.Math = real;
  }
}
