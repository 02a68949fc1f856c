/** The machine that measures, as far as it can be told. */

import type { Measurement } from "../store/record.ts";

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

/** Writes a measurement's machine in one line. */
export function formatMachine({ system, processors, processor, deno }: Measurement): string {
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
