import assert from "node:assert/strict";
import { join } from "node:path";
import { listFolder } from "../../../engine/store/listing.ts";
import { FOLDERS } from "../../../engine/store/layout.ts";
import { openClaims } from "../../../engine/store/claims.ts";
import { openStore } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { codeOf, makeArtifact, rejection, storeSample, withStore } from "./sample.ts";
import { spawnStoreProcess } from "./spawn.ts";

/** Starts a program in a shell script, as `"$@"`, where the script may mount file systems of its own. */
function mounted(script: string): readonly string[] {
  return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"];
}

/** As an ordinary user, also when root runs the tests: permissions then count. */
const WITHOUT_PRIVILEGES = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];

function works(command: readonly string[]): boolean {
  const [program = "", ...args] = [...command, "true"];
  try {
    return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

// Skipped where a user may not mount file systems of their own (macOS, some containers).
const MAY_MOUNT = works(mounted('mount -t tmpfs none /mnt && "$@"'));
// Skipped where setpriv is missing (macOS).
const MAY_DROP = Deno.build.os === "linux" && works(WITHOUT_PRIVILEGES);

async function failingProblem(args: readonly string[], wrap: readonly string[]) {
  const process = spawnStoreProcess(args, wrap);
  const line = await process.listen();
  const { error } = await process.finish();
  assert.ok(line !== undefined && line.startsWith("{"), `${line} ${error}`);
  return JSON.parse(line);
}

Deno.test({
  name: "a full disk gives a clear error, leaves a valid store, and the next run goes on",
  ignore: !MAY_MOUNT,
  fn: () =>
    withStore(async (store) => {
      // 64 KiB hold the small parts of the sample; its table of 100 KB does not fit.
      const script = `mount -t tmpfs -o size=64k none ${store.root} && "$@"; ` +
        `cp -r ${store.root} ${store.root}.after`;
      const problem = await failingProblem(["fail", store.root, "100000"], mounted(script));
      assert.equal(problem.code, "store.unwritable");
      assert.match(problem.where, /objects/);
      assert.match(problem.found, /No space left on device/);
      assert.match(problem.hint, /Free some space/);
      const after = openStore(`${store.root}.after`);
      try {
        assert.deepEqual(verifyStore(after).problems, []);
        assert.deepEqual(listFolder(join(after.root, FOLDERS.temporary)), []);
        const { address } = await storeSample(after, 1, 100_000);
        assert.deepEqual(after.readArtifact(address), makeArtifact(1, 100_000));
      } finally {
        Deno.removeSync(after.root, { recursive: true });
      }
    }),
});

Deno.test({
  name: "a full disk does not stop claims, which take no room",
  ignore: !MAY_MOUNT,
  fn: () =>
    withStore(async (store) => {
      const script = `mount -t tmpfs -o size=64k none ${store.root} && "$@"`;
      const process = spawnStoreProcess(["fill", store.root, "ab".repeat(32)], mounted(script));
      assert.equal(await process.listen(), "mine");
      assert.equal(await process.listen(), "mine");
      assert.deepEqual(await process.finish(), { code: 0, error: "" });
    }),
});

Deno.test({
  name: "a read-only file system gives a clear error",
  ignore: !MAY_MOUNT,
  fn: () =>
    withStore(async (store) => {
      const script =
        `mount -t tmpfs none ${store.root} && mount -o remount,ro ${store.root} && "$@"`;
      const problem = await failingProblem(["fail", store.root, "100"], mounted(script));
      assert.equal(problem.code, "store.unwritable");
      assert.match(problem.hint, /read-only: mount it for writing, or choose another store/);
    }),
});

Deno.test({
  name: "a folder without permission gives a clear error",
  ignore: !MAY_DROP,
  fn: () =>
    withStore(async (store) => {
      Deno.chmodSync(store.root, 0o555);
      const problem = await failingProblem(["fail", store.root, "100"], WITHOUT_PRIVILEGES);
      Deno.chmodSync(store.root, 0o755);
      assert.equal(problem.code, "store.unwritable");
      assert.match(problem.where, new RegExp(`^${store.root}`));
      assert.match(problem.hint, /Give yourself permission .* --store or KOOPLINE_STORE/);
    }),
});

Deno.test({
  name: "a store that cannot be written can still be read",
  ignore: !MAY_MOUNT,
  fn: () =>
    withStore(async (store) => {
      await storeSample(store, 1, 100);
      const script = `mount --bind ${store.root} ${store.root} && ` +
        `mount -o remount,bind,ro ${store.root} && "$@"`;
      const process = spawnStoreProcess(["fail", store.root, "100"], mounted(script));
      const line = await process.listen();
      assert.equal((await process.finish()).code, 0);
      // Its blobs are there, so that only the record is written, and refused.
      assert.match(JSON.parse(line ?? "{}").where, /records/);
    }),
});

Deno.test("a file where a folder is needed gives a clear error, and nothing is left in tmp", () =>
  withStore(async (store) => {
    Deno.writeTextFileSync(join(store.root, FOLDERS.objects), "in the way");
    const error = await rejection(store.writeArtifact(makeArtifact(1)));
    assert.equal(error.code, "store.unwritable");
    assert.match(error.message, /A file stands where a folder is needed/);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.temporary)), []);
    assert.equal(store.hasArtifact("ab".repeat(32)), false);
    Deno.removeSync(join(store.root, FOLDERS.objects));
    const { address } = await store.writeArtifact(makeArtifact(1));
    assert.deepEqual(store.readArtifact(address), makeArtifact(1));
  }));

Deno.test("claims that cannot be written give a clear error", () =>
  withStore((store) => {
    Deno.writeTextFileSync(join(store.root, FOLDERS.runs), "in the way");
    assert.equal(codeOf(() => openClaims(store, { runId: "one" })), "store.unwritable");
    Deno.removeSync(join(store.root, FOLDERS.runs));
    const desk = openClaims(store, { runId: "one" });
    Deno.writeTextFileSync(join(store.root, FOLDERS.claims), "in the way");
    assert.equal(codeOf(() => desk.claim("ab".repeat(32))), "store.unwritable");
    desk.close();
  }));
