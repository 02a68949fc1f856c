/**
 * Trials on small file systems: `deno run full_disk_trials.ts WHAT PROJECT STRIDE`, inside a namespace of its own.
 *
 * It ends with code 0 and a line of figures, or with what was wrong.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { nameCell } from "../../engine/pipeline/expanded.ts";
import { runMount } from "./mounts.ts";
import { readStore } from "./project.ts";
import { listFiles, type RanHere, runHere, verifyHere } from "./run_here.ts";

const [what = "", project = "", stride = "1"] = Deno.args;
const file = join(project, "tiny.yaml");
const disk = join(project, "disk");
const store = join(disk, "store");
const cache = join(project, "code.json");
const ends: Record<string, number> = {};

/** Runs once on a disk without limits: what every other trial is compared with. */
async function runUndisturbed() {
  const root = join(project, "undisturbed");
  Deno.mkdirSync(root);
  const { error, addresses } = await runHere({ file, store: root });
  assert.equal(error, undefined);
  // With the fingerprints known a trial starts no process.
  Deno.copyFileSync(join(root, "cache", "code.json"), cache);
  const files = listFiles(root);
  const blocks = files.map((path) => Math.ceil(Deno.statSync(join(root, path)).size / 4096));
  return { addresses, files: files.length, pages: blocks.reduce((sum, one) => sum + one, 0) };
}

const undisturbed = await runUndisturbed();

function openDiskOf(options: string): void {
  runMount("mount", "-t", "tmpfs", "-o", options, "none", disk);
  Deno.mkdirSync(join(store, "cache"), { recursive: true });
  Deno.copyFileSync(cache, join(store, "cache", "code.json"));
}

function assertClear({ error }: RanHere, found: RegExp, hint: RegExp): void {
  const [problem] = error?.problems ?? [];
  assert.equal(problem?.code, "store.unwritable", error?.message);
  assert.ok(problem?.where?.startsWith(disk), problem?.where);
  assert.match(problem?.found ?? "", found);
  assert.match(problem?.hint ?? "", hint);
}

/** The cause is gone: what was finished stays so, and the rest gives the same addresses. */
async function goOn(): Promise<void> {
  assert.deepEqual(verifyHere(store), []);
  const finished = readStore(store);
  const again = await runHere({ file, store });
  assert.equal(again.error, undefined, again.error?.message);
  assert.deepEqual(again.addresses, undisturbed.addresses);
  const cells = Object.keys(undisturbed.addresses).length;
  assert.equal(again.executed.length, cells - finished.size, "nothing finished is done again");
  assert.deepEqual(verifyHere(store), []);
  assert.deepEqual(listFiles(store).filter((path) => /^(?:tmp|claims)\//.test(path)), []);
}

async function tryLimit(limit: string, wider: string): Promise<void> {
  openDiskOf(limit);
  const ran = await runHere({ file, store });
  if (ran.error !== undefined) assertClear(ran, /No space left on device/, /Free some space/);
  const end = ran.error === undefined ? "finished" : `stopped after ${readStore(store).size} cells`;
  ends[end] = (ends[end] ?? 0) + 1;
  runMount("mount", "-o", `remount,${wider}`, disk);
  await goOn();
  runMount("umount", disk);
}

/** Does something to the disk as soon as the first cell has finished. */
function runUntilFirst(action: () => void): Promise<RanHere> {
  let done = false;
  return runHere({
    file,
    store,
    onEvent(event) {
      if (done || event.kind !== "executed" || nameCell(event.cell) !== "series") return;
      done = true;
      action();
    },
  });
}

async function tryReadOnly(): Promise<void> {
  openDiskOf("size=8m");
  const cut = await runUntilFirst(() => {
    // On top of the other, on which the run has an open file: that one cannot change.
    runMount("mount", "--bind", disk, disk);
    runMount("mount", "-o", "remount,bind,ro", disk);
  });
  assertClear(cut, /Read-only file system/, /mount it for writing, or choose another store/);
  const still = await runHere({ file, store });
  assertClear(still, /Read-only file system/, /mount it for writing, or choose another store/);
  assert.deepEqual(verifyHere(store), []);
  runMount("umount", disk);
  await goOn();
  runMount("umount", disk);
}

async function tryDriveTakenAway(): Promise<void> {
  const drive = join(project, "drive");
  Deno.mkdirSync(drive);
  runMount("mount", "--bind", drive, disk);
  Deno.mkdirSync(store);
  const cut = await runUntilFirst(() => runMount("umount", "-l", disk));
  assertClear(cut, /gone/, /drive taken away/);
  assert.deepEqual(listFiles(disk), [], "nothing was written where the drive had been");
  runMount("mount", "--bind", drive, disk);
  await goOn();
}

Deno.mkdirSync(disk);
const step = Number(stride);
const { pages, files } = undisturbed;
if (what === "pages") {
  for (let n = 7; n <= pages + 8; n += step) await tryLimit(`size=${n * 4}k`, "size=8m");
}
if (what === "inodes") {
  for (let n = 6; n <= files * 3; n += step) await tryLimit(`nr_inodes=${n}`, "nr_inodes=4096");
}
if (what === "read-only") await tryReadOnly();
if (what === "taken") await tryDriveTakenAway();
console.log(`${pages} pages in ${files} files; runs: ${JSON.stringify(ends)}`);
