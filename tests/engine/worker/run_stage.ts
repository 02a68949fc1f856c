/** Runs the stages of these tests in a pool. */

import type { Job, JobResult } from "../../../engine/worker/job.ts";
import { openPool, type Pool, type PoolModule } from "../../../engine/worker/pool.ts";
import type { JsonValue } from "../../../schemas/json.ts";

const NAMES = [
  "doubled",
  "echo",
  "facts",
  "failing",
  "impure",
  "inputs",
  "packages",
  "streamed",
  "timed",
  "untimed",
] as const;

/** The stage modules beside this one by name. */
export const MODULES: Readonly<Record<string, PoolModule>> = Object.fromEntries(
  NAMES.map((name) => [
    name,
    { module: new URL(`./stages/${name}.ts`, import.meta.url).href },
  ]),
);

/** Makes a job without inputs. */
export function makeJob(uses: string, params: JsonValue, rest: Partial<Job> = {}): Job {
  return { uses, cell: `${uses}[seed=1]`, params, inputs: {}, files: {}, results: {}, ...rest };
}

/** Opens a pool over the stages of these tests and closes it afterwards. */
export async function withPool(
  test: (pool: Pool) => Promise<void>,
  { workers = 1, modules = MODULES } = {},
): Promise<void> {
  const pool = openPool({ workers, modules });
  try {
    await test(pool);
  } finally {
    pool.close();
  }
}

/** The text that a stage left in its meta. */
export function readText(result: JobResult): string {
  if (!result.ok) throw new Error(`${result.problem.expected}, but ${result.problem.found}`);
  const { meta } = result.artifact;
  const text = typeof meta === "object" && meta !== null && "text" in meta ? meta["text"] : "";
  return String(text);
}
