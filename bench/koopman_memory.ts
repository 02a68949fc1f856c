/** Memory of fitting one operator to a whole layer: the peak of a process, beside one that fits nothing. */

import { join } from "node:path";
import { buildCommand } from "./command.ts";
import { EPOCH, MNIST_STAGES, MNIST_WINDOW } from "./koopman_training.ts";
import { type Measured, measureProcess } from "./process.ts";

/** Weights of the first layer of 784-20-20-20-10, and of all. */
const WEIGHTS = { layer: 15_700, net: 16_750 } as const;
const SNAPSHOTS = 2 * EPOCH;
const MIB = 2 ** 20;

const PIPELINE = `name: koopman_layer
axes: { method: [hold, koopman] }
stages:${MNIST_STAGES}  forecast:
    uses: forecast
    over: [method]
    needs: { trajectories: train }
    with: { partition: { kind: layer }, ${MNIST_WINDOW}, every: ${EPOCH}, methods: ["\${method}"], loss: { quantity: none } }
`;

/** Prints the peak of a forecast by layer operators beside that of one that only holds the last weights. */
export async function benchLayerMemory(
  folder: string,
  print: (text: string) => void,
): Promise<void> {
  print(`\nan operator of ${WEIGHTS.layer} weights from ${SNAPSHOTS} snapshots, whole process`);
  await Deno.writeTextFile(join(folder, "koopman_layer.yaml"), PIPELINE);
  const ran = await measure(folder, "train");
  if (ran.code !== 0) return print("  skipped, MNIST cannot be had here");
  const hold = await measure(folder, "forecast[method=hold]");
  const layer = await measure(folder, "forecast[method=koopman]");
  if (layer.code !== 0) throw new Error(layer.stderr);
  const recording = SNAPSHOTS * WEIGHTS.net * 8 / MIB;
  const square = WEIGHTS.layer ** 2 * 8 / MIB;
  print(
    `  ${layer.peak.toFixed(0)} MiB and ${layer.seconds.toFixed(0)} s; without a fit ` +
      `${hold.peak.toFixed(0)} MiB, of which the recording is ${recording.toFixed(0)}; ` +
      `the operator as a matrix would be ${square.toFixed(0)} MiB`,
  );
}

function measure(folder: string, only: string): Promise<Measured> {
  const command = buildCommand("run", "koopman_layer.yaml", "-q", "-j", "1", "--only", only);
  return measureProcess(command, { cwd: folder });
}
