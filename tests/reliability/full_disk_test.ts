/** Real small file systems: full of bytes, full of files, read-only in mid-run, taken away in mid-run. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SMALL } from "./small_files.ts";
import { explainNoMounts, IN_NAMESPACE } from "./mounts.ts";
import { inProject } from "./project.ts";
import { TRIALS } from "./random.ts";

const PROGRAM = fileURLToPath(new URL("./full_disk_trials.ts", import.meta.url));

const NO_MOUNTS = explainNoMounts();
if (NO_MOUNTS !== undefined) console.log(NO_MOUNTS);

function tryDisk(what: string, stride: number): Promise<void> {
  return inProject(async ({ cwd }) => {
    const [program = "", ...args] = [
      ...IN_NAMESPACE,
      Deno.execPath(),
      "run",
      "--allow-all",
      "--no-check",
      PROGRAM,
      what,
      cwd,
      String(Math.max(1, Math.round(stride / TRIALS))),
    ];
    const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.ok(success, decode(stderr));
    console.log(decode(stdout).trim());
  }, SMALL);
}

for (
  const [name, what, stride] of [
    ["a disk that is full at any level stops a run, which goes on when there is room", "pages", 1],
    ["a disk that takes no more files stops a run, which goes on when it does", "inodes", 3],
    ["a disk that turns read-only in mid-run stops it, and it goes on later", "read-only", 1],
    [
      "a drive that is taken away in mid-run gets nothing in its place, and the run goes on later",
      "taken",
      1,
    ],
  ] as const
) {
  Deno.test({ name, ignore: NO_MOUNTS !== undefined, fn: () => tryDisk(what, stride) });
}
