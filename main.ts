/** koopline's command line. Everything behind it is in engine/command. */

import { listChildArguments, supervise, SUPERVISED } from "./engine/command/supervise.ts";

if (import.meta.main) Deno.exit(await start(Deno.args));

/** Runs are supervised by a process that loads nothing else; whatever else there is to do is done here. */
async function start(args: readonly string[]): Promise<number> {
  const child = listChildArguments(args);
  if (child !== undefined) return await supervise(child);
  const { runProgram } = await import("./engine/command/program.ts");
  if (args[0] !== SUPERVISED) return await runProgram(args);
  const { openSupervision } = await import("./engine/command/supervision.ts");
  return await runProgram(args.slice(1), openSupervision());
}
