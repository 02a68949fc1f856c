/**
 * A process of its own that works on a store: `deno run store_process.ts COMMAND ROOT …`.
 *
 * It says on standard output what it has done, a word a line, and the tests kill it when they like.
 */

import { join } from "node:path";
import { openClaims } from "../../../engine/store/claims.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { makeArtifact, makeRecord, storeSample } from "./sample.ts";

const KEEP_TRYING = AbortSignal.timeout(60_000);

/** Stores samples until it is killed or has stored them all. */
async function store(target: Store, from: number, count: number): Promise<void> {
  console.log("ready");
  for (let seed = from; seed < from + count; seed++) await storeSample(target, seed, 2_000);
  console.log("done");
}

/** Claims a key and holds it until it is killed. */
async function hold(target: Store, runId: string, key: string): Promise<void> {
  const desk = openClaims(target, { runId });
  const claim = desk.claim(key);
  console.log(claim === "mine" ? "mine" : claim.owner);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

/** Does what a run does with many cells, and leaves a file for each cell that it executed. */
async function work(target: Store, runId: string, cells: number): Promise<void> {
  const desk = openClaims(target, { runId, heartbeat: 100 });
  console.log("ready");
  for (let cell = 0; cell < cells; cell++) {
    const { preimage, key } = makeRecord({ cell }, "");
    while (desk.claim(key) !== "mine") await desk.waitFor(key, KEEP_TRYING);
    try {
      if (target.readRecord(preimage.kind, key) !== undefined) continue;
      const { address } = await target.writeArtifact(makeArtifact(cell));
      await target.writeRecord(makeRecord({ cell }, address));
      Deno.writeTextFileSync(join(target.root, `executed-${cell}-${runId}`), "");
    } finally {
      desk.release(key);
    }
  }
  desk.close();
  console.log("done");
}

/** Stores a sample that fits nowhere, and says how that failed. */
async function fail(target: Store, bytes: number): Promise<void> {
  try {
    await storeSample(target, 1, bytes);
    console.log("stored");
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    console.log(JSON.stringify(error.problems[0]));
  }
}

/** Claims a key on a disk that is full by then, says how that failed, and claims it once there is room. */
function fill(target: Store, key: string): void {
  const desk = openClaims(target, { runId: "full" });
  const filler = join(target.root, "filler");
  using file = Deno.openSync(filler, { write: true, create: true });
  try {
    for (;;) file.writeSync(new Uint8Array(512));
  } catch {
    // Full.
  }
  try {
    console.log(desk.claim(key));
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    console.log(JSON.stringify(error.problems[0]));
  }
  Deno.removeSync(filler);
  file.truncateSync(0);
  const claim = desk.claim(key);
  console.log(claim === "mine" ? "mine" : claim.owner);
  desk.close();
}

async function main([command, root = "", name = "", value = ""]: readonly string[]): Promise<void> {
  const target = openStore(root);
  if (command === "store") await store(target, Number(name), Number(value));
  if (command === "hold") await hold(target, name, value);
  if (command === "work") await work(target, name, Number(value));
  if (command === "fill") fill(target, name);
  if (command === "fail") await fail(target, Number(name));
}

await main(Deno.args);
