/** Prints what a stage can learn of time, place and language; run in a process with another TZ and LANG. */

import { makeJob, readText, withPool } from "./run_stage.ts";

await withPool(async (pool) => console.log(readText(await pool.run(makeJob("facts", {})))));
