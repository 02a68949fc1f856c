/** Memory: the peak of whole processes, with a long trajectory beside a short one. */

import { join } from "node:path";
import { buildCommand, nameKind } from "./command.ts";
import { type Measured, measureProcess } from "./process.ts";

const WIDTH = 100;
const CHUNK_MIB = 4;

/** Prints the peak of recording 10⁷ values beside that of 10⁶, which is two chunks, and of 10⁴. */
export async function benchRecording(folder: string, print: (text: string) => void): Promise<void> {
  print("\nrecording a trajectory through a stream, whole process");
  const peaks: number[] = [];
  for (const values of [1e4, 1e6, 1e7]) {
    const name = `record_${values}`;
    const steps = values / WIDTH;
    const stage = `{ uses: ${
      nameKind(folder, "record")
    }, with: { steps: ${steps}, width: ${WIDTH} } }`;
    await Deno.writeTextFile(
      join(folder, `${name}.yaml`),
      `name: ${name}\nstages:\n  record: ${stage}\n`,
    );
    const runs: Measured[] = [];
    // When the collector of a process comes is chance, and adds to its peak: the smallest of several counts.
    for (let run = 0; run < 3; run++) runs.push(await measureRecording(folder, `${name}.yaml`));
    const peak = Math.min(...runs.map((run) => run.peak));
    const seconds = Math.min(...runs.map((run) => run.seconds));
    const spread = Math.max(...runs.map((run) => run.peak)) - peak;
    peaks.push(peak);
    print(
      `  ${values.toExponential(0)} values: ${peak.toFixed(0)} MiB (± ${spread.toFixed(0)}), ` +
        `${seconds.toFixed(1)} s`,
    );
  }
  const [least = 0, short = 0, long = 0] = peaks;
  print(
    `  growth: ${(long - short).toFixed(0)} MiB from the second chunk to the last, ` +
      `${(long - least).toFixed(0)} MiB over a run without any (a chunk is ${CHUNK_MIB} MiB)`,
  );
}

/** Runs a pipeline in a store of its own: in another there might be nothing left to record. */
async function measureRecording(folder: string, pipeline: string): Promise<Measured> {
  const store = await Deno.makeTempDir({ dir: folder });
  const command = buildCommand("run", pipeline, "-q", "-j", "1", "--store", store);
  const measured = await measureProcess(command, { cwd: folder });
  if (measured.code !== 0) throw new Error(`${command.join(" ")}: ${measured.stderr}`);
  return measured;
}
