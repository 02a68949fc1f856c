/** koopline's command line. Everything behind it is in engine/command. */

import { listChildArguments, supervise, SUPERVISED } from "./engine/command/supervise.ts";

type Program = typeof import("./engine/command/program.ts");
type Supervised = typeof import("./engine/command/supervision.ts");

if (import.meta.main) Deno.exit(await start(Deno.args));

/** Runs are supervised by a process that loads nothing else; whatever else there is to do is done here. */
async function start(args: readonly string[]): Promise<number> {
  const child = listChildArguments(args);
  if (child !== undefined) return await supervise(child);
  const { runProgram }: Program = await load("./engine/command/program.ts");
  if (args[0] !== SUPERVISED) return await runProgram(args);
  const { openSupervision }: Supervised = await load("./engine/command/supervision.ts");
  return await runProgram(args.slice(1), openSupervision());
}

/** Loads a module by a name that Deno does not follow before: that costs a supervisor more than all it does. */
function load(module: string) {
  return import(import.meta.resolve(module));
}
