/** Files that a pipeline names: whatever is at their place, reading them ends, and an error says what is there. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openFileReader } from "../../../engine/plan/files.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { inFolder } from "../../end_to_end/koopline.ts";

function readProblem(location: string): string {
  try {
    openFileReader().read({ path: "data.npy", location }, "p.yaml:3:5");
  } catch (error) {
    assert.ok(error instanceof KooplineError && error.code === "pipeline.file", String(error));
    return error.problems[0].found;
  }
  return "read";
}

Deno.test("a declared file that is a folder, a device, missing or unnameable is refused", () => {
  assert.equal(readProblem("/"), "a folder");
  assert.equal(readProblem("/nowhere/at/all"), "no such file");
  assert.equal(readProblem("/tmp/a\0b"), "a path with a NUL character");
  if (Deno.build.os !== "windows") {
    assert.equal(readProblem("/dev/zero"), "a device, not a regular file");
    assert.equal(readProblem("/dev/null"), "a device, not a regular file");
  }
});

Deno.test({
  name:
    "a declared file that is a pipe, a link to a device or a link in a circle does not hang a run",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const pipe = join(folder, "pipe.npy");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      assert.equal(readProblem(pipe), "a pipe, not a regular file");
      await Deno.symlink("/dev/zero", join(folder, "zero.npy"));
      assert.equal(readProblem(join(folder, "zero.npy")), "a device, not a regular file");
      await Deno.symlink(join(folder, "circle.npy"), join(folder, "circle.npy"));
      assert.match(readProblem(join(folder, "circle.npy")), /symbolic link|filesystem loop/i);
    }),
});

Deno.test("a declared file that is too large is refused before it is read", () =>
  inFolder(async (folder) => {
    const path = join(folder, "sparse.npy");
    await Deno.writeFile(path, new Uint8Array());
    await Deno.truncate(path, 2 ** 40);
    assert.equal(readProblem(path), `${2 ** 40} bytes, more than 4294967296 (4 GiB)`);
  }));

Deno.test("a declared file behind a symbolic link is read", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "real.npy"), "abc");
    await Deno.symlink(join(folder, "real.npy"), join(folder, "link.npy"));
    assert.equal(readProblem(join(folder, "link.npy")), "read");
  }));
