/** koopline's command line. Everything behind it is in engine/command. */

import { runProgram } from "./engine/command/program.ts";

if (import.meta.main) Deno.exit(await runProgram(Deno.args));
