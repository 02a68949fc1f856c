/**
 * Preloaded into koopline by tests: ends the process with SIGKILL at one of its writes to the store.
 *
 * `kill_point.ts?at=17` dies at the 17th, when half of the bytes are written where bytes are written, else just
 * before it. Without `at` it dies nowhere, and every write is said on standard error: `point 17 rename records`.
 * Marks of use (times of files) do not count: there is one a reused cell, and nothing can be half about them.
 */

const last = Number(new URL(import.meta.url).searchParams.get("at") ?? Infinity);
const paths = new WeakMap<Deno.FsFile, string>();
const write = Deno.FsFile.prototype.writeSync;
let count = 0;

/** Counts an operation; at the last one does `half` of it and ends the process. */
function reach(
  operation: string,
  path: string | URL | undefined,
  half: () => void = () => {},
): void {
  count += 1;
  if (last !== Infinity && count < last) return;
  const place = /.*\/(objects|records|runs|claims|tmp|out|history|cache|trash|corrupt)\//
    .exec(String(path))?.[1] ?? "elsewhere";
  Deno.stderr.writeSync(new TextEncoder().encode(`point ${count} ${operation} ${place}\n`));
  if (last === Infinity) return;
  half();
  Deno.kill(Deno.pid, "SIGKILL");
}

const { openSync, renameSync, linkSync, removeSync, writeTextFileSync, writeFileSync } = Deno;
Object.assign(Deno, {
  openSync(path: string | URL, options?: Deno.OpenOptions): Deno.FsFile {
    if (options?.createNew === true) reach("create", path);
    const file = openSync(path, options);
    paths.set(file, String(path));
    return file;
  },
  renameSync(from: string | URL, to: string | URL): void {
    reach("rename", to);
    renameSync(from, to);
  },
  linkSync(from: string, to: string): void {
    reach("link", to);
    linkSync(from, to);
  },
  removeSync(path: string | URL, options?: Deno.RemoveOptions): void {
    reach("remove", path);
    removeSync(path, options);
  },
  writeTextFileSync(path: string | URL, text: string): void {
    reach("write", path, () => writeTextFileSync(path, text.slice(0, text.length >> 1)));
    writeTextFileSync(path, text);
  },
  writeFileSync(path: string | URL, bytes: Uint8Array): void {
    reach("write", path, () => writeFileSync(path, bytes.subarray(0, bytes.length >> 1)));
    writeFileSync(path, bytes);
  },
});

const { syncData } = Deno.FsFile.prototype;
Object.assign(Deno.FsFile.prototype, {
  writeSync(this: Deno.FsFile, bytes: Uint8Array): number {
    reach("write", paths.get(this), () => write.call(this, bytes.subarray(0, bytes.length >> 1)));
    return write.call(this, bytes);
  },
  syncData(this: Deno.FsFile): Promise<void> {
    reach("sync", paths.get(this));
    return syncData.call(this);
  },
});
