/** Pipes, devices, folders and endless files in the place of what commands read: a clear refusal at once. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { traceCommand } from "../../engine/command/trace.ts";
import { openPartFile } from "../../engine/fetch/part_file.ts";
import { hashFilesOnce, openCache } from "../../engine/plan/fingerprint_cache.ts";
import { readLockFile } from "../../engine/run/lock.ts";
import { readSizedFile } from "../../engine/store/file.ts";
import { openDisk } from "../../engine/store/disk.ts";
import { tryLock } from "../../engine/store/file_lock.ts";
import { KooplineError } from "../../schemas/error.ts";
import { inFolder, runKoopline, writeFiles } from "../end_to_end/koopline.ts";
import { FILES } from "../end_to_end/command_project.ts";

/** What stands there instead of a file, and what is said of it. */
const SPECIAL: Readonly<Record<string, (path: string) => Promise<RegExp>>> = {
  "a pipe": async (path) => {
    await new Deno.Command("mkfifo", { args: [path] }).output();
    return /found a pipe, not a regular file/;
  },
  "a device": async (path) => {
    await Deno.symlink("/dev/zero", path);
    return /found a device, not a regular file/;
  },
  "a folder": async (path) => {
    await Deno.mkdir(path);
    return /found a folder/;
  },
  "a huge file": async (path) => {
    await Deno.writeFile(path, new Uint8Array());
    await Deno.truncate(path, 2 ** 40);
    return /found 1099511627776 bytes, more than 268435456 \(256 MiB\)/;
  },
};

const ignore = Deno.build.os === "windows";

for (const [what, put] of Object.entries(SPECIAL)) {
  Deno.test({
    name: `${what} in the place of a lock file is refused`,
    ignore,
    fn: () =>
      inFolder(async (folder) => {
        const path = join(folder, "p.lock.json");
        const found = await put(path);
        assert.throws(() => readLockFile(path), (error) => {
          assert.ok(error instanceof KooplineError && error.code === "store.unreadable");
          assert.match(error.message, found);
          return true;
        });
      }),
  });
}

Deno.test({
  name: "a pipe in the place of a lock file or a file to trace does not hang a command",
  ignore,
  fn: () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, FILES);
      await Deno.mkdir(join(cwd, "artifacts"));
      for (const name of ["figure.svg", "numbers.lock.json"]) {
        await new Deno.Command("mkfifo", { args: [join(cwd, name)] }).output();
      }
      for (
        const args of [
          ["trace", "figure.svg"],
          ["run", "numbers.yaml", "--locked"],
          ["collect", "numbers.yaml"],
        ]
      ) {
        const { code, stdout, stderr } = await runKoopline(args, { cwd });
        assert.deepEqual([code, stdout], [2, ""], `${args.join(" ")}: ${stderr}`);
        assert.match(stderr, /found a pipe, not a regular file/);
      }
    }),
});

Deno.test({
  name: "an export whose lock file is a pipe is refused before anything is written",
  ignore,
  fn: () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, FILES);
      const ran = await runKoopline(["run", "numbers.yaml", "--quiet"], { cwd });
      assert.equal(ran.code, 0, ran.stderr);
      await new Deno.Command("mkfifo", { args: [join(cwd, "numbers.lock.json")] }).output();
      const { code, stderr } = await runKoopline(["export", "numbers.yaml", "--to", "out"], {
        cwd,
      });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /lock file, but found a pipe, not a regular file/);
      await assert.rejects(Deno.stat(join(cwd, "out")), Deno.errors.NotFound);
    }),
});

Deno.test({
  name:
    "what trace is given is read when it is a regular file of at most 256 MiB, and refused otherwise",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      for (const [what, put] of Object.entries(SPECIAL)) {
        const path = join(folder, `${what}.svg`);
        const found = await put(path);
        assert.throws(() => traceCommand(path, { store: folder }), (error) => {
          assert.ok(error instanceof KooplineError && error.code === "command.usage");
          assert.match(error.message, found);
          return true;
        });
      }
    }),
});

/** What opens a file for writing under a name that anybody knows, and the names. */
const OPENED: readonly (readonly [names: readonly string[], open: (root: string) => void])[] = [
  [["trash/.lock"], (root) => {
    const lock = tryLock(join(root, "trash/.lock"), { create: true });
    assert.ok(typeof lock !== "string");
    lock.close();
  }],
  [["cache/code.json.writing"], (root) => {
    openCache(join(root, "cache/code.json"), "setting", hashFilesOnce()).write(new Map());
  }],
  [["downloads/a.part", "downloads/a.part.validator"], (root) => {
    const part = openPartFile(openDisk(root, () => {}), "a");
    assert.deepEqual([part.size, part.validator], [0, undefined]);
    part.append(new TextEncoder().encode("of the store"));
    part.mark("tag");
    assert.equal(part.read().length, 12);
    part.close();
  }],
];

Deno.test({
  name: "a store's cache or blob that is a pipe, or a cache that names one, is not waited for",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const pipe = join(folder, "pipe");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      assert.deepEqual(readSizedFile(pipe, 2 ** 20), new Uint8Array());
      assert.equal(openCache(pipe, "setting", hashFilesOnce()).find("stage", []), undefined);
      assert.equal(hashFilesOnce()(pipe), undefined);
      assert.equal(hashFilesOnce()("/dev/zero"), undefined);
    }),
});

Deno.test({
  name: "a link or a pipe in a store, where a file is opened for writing, goes, and leads nowhere",
  ignore,
  fn: () =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, { "victim.txt": "mine" });
      const targets = [join(cwd, "victim.txt"), join(cwd, "nothing"), undefined];
      for (const [index, target] of targets.entries()) {
        const root = join(cwd, `store_${index}`);
        for (const [names, open] of OPENED) {
          for (const name of names) {
            const path = join(root, name);
            await Deno.mkdir(dirname(path), { recursive: true });
            if (target !== undefined) await Deno.symlink(target, path);
            else await new Deno.Command("mkfifo", { args: [path] }).output();
          }
          open(root);
        }
      }
      assert.equal(await Deno.readTextFile(join(cwd, "victim.txt")), "mine");
      assert.deepEqual(
        [...Deno.readDirSync(cwd)].map(({ name }) => name).sort(),
        ["store_0", "store_1", "store_2", "victim.txt"],
      );
    }),
});
