/** The machine that measures, as far as it can be told. */

import type { CellRecord, Measurement } from "../store/record.ts";

/** Describes machine and moment of a measurement; the processor's name needs a permission, and is left out without. */
export async function describeMachine(): Promise<Measurement> {
  const processor = await readProcessor();
  return {
    at: new Date().toISOString(),
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    processors: navigator.hardwareConcurrency,
    ...(processor === "" ? {} : { processor }),
  };
}

/** Says where and when a record's result was measured, or that it rests on what was; empty for all others. */
export function describeMeasurement({ outcome, measurement }: CellRecord): string {
  if (measurement !== undefined) return `${measurement.at} on ${formatMachine(measurement)}`;
  return outcome.kind === "done" && outcome.measured ? "made from measured inputs" : "";
}

/** Says where and when several were measured; empty for none. */
export function describeMeasurements(measurements: readonly Measurement[]): string {
  const machines = Map.groupBy(measurements, formatMachine);
  return [...machines].map(([machine, group]) => {
    const times = group.map(({ at }) => at).sort();
    const [first = "", last = first] = [times[0], times.at(-1)];
    const when = first === last ? `at ${first}` : `from ${first} to ${last}`;
    return `${group.length === 1 ? "1 cell" : `${group.length} cells`} on ${machine}, ${when}`;
  }).join("; ");
}

/** Writes a measurement's machine in one line. */
function formatMachine({ system, processors, processor, deno }: Measurement): string {
  const count = processors === 1 ? "1 processor" : `${processors} processors`;
  const name = processor === undefined ? "" : ` ${processor}`;
  return `${system}, ${count}${name}, Deno ${deno}`;
}

async function readProcessor(): Promise<string> {
  const { state } = await Deno.permissions.query({ name: "sys", kind: "cpus" });
  if (state !== "granted") return "";
  const { cpus } = await import("node:os");
  return cpus()[0]?.model.trim() ?? "";
}
