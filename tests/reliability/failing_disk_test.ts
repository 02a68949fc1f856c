/** Each write of a run is the one that fails, in turn: a clear error, a valid store, and a run that goes on. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { nameCell } from "../../engine/pipeline/expanded.ts";
import { SMALL } from "./small_files.ts";
import { breakDisk, CODES } from "./faulty_disk.ts";
import { inProject, type Project, readStore } from "./project.ts";
import { TRIALS } from "./random.ts";
import { listFiles, runHere, verifyHere } from "./run_here.ts";

/** `KOOPLINE_TRIALS=4` tries every operation. */
const STRIDE = Math.max(1, Math.round(4 / TRIALS));

async function tryAt(project: Project, at: number, expected: Readonly<Record<string, string>>) {
  const place = { file: join(project.cwd, "tiny.yaml"), store: join(project.cwd, `store-${at}`) };
  // The fingerprints' cache is not at stake: with it a trial starts no process.
  Deno.mkdirSync(join(place.store, "cache"), { recursive: true });
  Deno.copyFileSync(
    join(project.store, "cache", "code.json"),
    join(place.store, "cache", "code.json"),
  );
  const code = CODES[at % CODES.length]!;
  const disk = breakDisk({ root: place.store, code, at, stays: at % 3 > 0 });
  const failed = await runHere(place).finally(() => disk.mend());
  assert.ok(disk.refused > 0, `operation ${at} was reached`);
  if (failed.error !== undefined) {
    assert.equal(failed.error.code, "store.unwritable", failed.error.message);
    const [problem] = failed.error.problems;
    assert.ok(problem.where?.startsWith(place.store) && (problem.hint ?? "").length > 20);
    assert.doesNotMatch(failed.error.message, /\n\s+at /);
  }
  assert.deepEqual(verifyHere(place.store), []);
  const finished = readStore(place.store);
  const again = await runHere(place);
  assert.equal(again.error, undefined);
  assert.deepEqual(again.addresses, expected);
  assert.equal(again.executed.length, Object.keys(expected).length - finished.size);
  assert.deepEqual(verifyHere(place.store), []);
  assert.deepEqual(listFiles(place.store).filter((path) => /^(?:tmp|claims)\//.test(path)), []);
  Deno.removeSync(place.store, { recursive: true });
  return failed.error === undefined ? "finished" : "stopped";
}

Deno.test(`a run whose every ${STRIDE}th write fails, in turn, stops with a clear error, and the next one goes on`, () =>
  inProject(async (project) => {
    const file = join(project.cwd, "tiny.yaml");
    Deno.mkdirSync(project.store);
    const undisturbed = await runHere({ file, store: project.store });
    assert.equal(undisturbed.error, undefined);
    const dry = join(project.cwd, "dry");
    const counter = breakDisk({ root: dry, code: "EIO", at: Infinity, stays: true });
    await runHere({ file, store: dry }).finally(() => counter.mend());
    assert.ok(counter.count > 60, String(counter.count));
    const ends = { finished: 0, stopped: 0 };
    for (let at = 0; at < counter.count - 4; at += STRIDE) {
      ends[await tryAt(project, at, undisturbed.addresses)] += 1;
    }
    console.log(`${counter.count} operations; runs: ${JSON.stringify(ends)}`);
    assert.ok(ends.stopped > 3 * ends.finished);
  }, SMALL));

Deno.test("a store that fails while a run is being stopped is told of", () =>
  inProject(async (project) => {
    Deno.mkdirSync(project.store);
    const stop = new AbortController();
    const ran = await runHere({
      file: join(project.cwd, "tiny.yaml"),
      store: project.store,
      signal: stop.signal,
      onEvent({ kind }) {
        if (kind !== "executed") return;
        Deno.writeTextFileSync(join(project.store, "history"), "no folder");
        stop.abort();
      },
    });
    assert.equal(ran.error?.code, "store.unwritable");
    assert.ok(readStore(project.store).size > 0);
  }, SMALL));

Deno.test("a store without hard links and locks gives the same results and leaves no claim", () =>
  inProject(async (project) => {
    const file = join(project.cwd, "tiny.yaml");
    const { addresses } = await runHere({ file, store: project.store });
    const { linkSync } = Deno;
    const { tryLockSync } = Deno.FsFile.prototype;
    const refuse = () => {
      throw new Error("Operation not supported (os error 95)");
    };
    Object.assign(Deno, { linkSync: refuse });
    Object.assign(Deno.FsFile.prototype, { tryLockSync: refuse });
    const store = join(project.cwd, "plain");
    const plain = await runHere({ file, store }).finally(() => {
      Object.assign(Deno, { linkSync });
      Object.assign(Deno.FsFile.prototype, { tryLockSync });
    });
    assert.equal(plain.error, undefined);
    assert.deepEqual(plain.addresses, addresses);
    assert.deepEqual(verifyHere(store), []);
    assert.deepEqual(listFiles(store).filter((path) => /^(?:tmp|claims)\//.test(path)), []);
  }, SMALL));

Deno.test("a store whose drive is taken away in mid-run is not made anew in its place", () =>
  inProject(async (project) => {
    const place = { file: join(project.cwd, "tiny.yaml"), store: project.store };
    const away = join(project.cwd, "away");
    const cut = await runHere({
      ...place,
      onEvent({ kind, ...event }) {
        if (kind !== "executed" || !("cell" in event) || nameCell(event.cell) !== "series") return;
        Deno.renameSync(project.store, away);
        Deno.mkdirSync(project.store);
      },
    });
    assert.match(cut.error?.message ?? "", /Expected the store.* found that it is gone/);
    assert.deepEqual(listFiles(project.store), []);
    Deno.removeSync(project.store);
    Deno.renameSync(away, project.store);
    assert.deepEqual(verifyHere(project.store), []);
    const again = await runHere(place);
    assert.deepEqual([again.error, again.executed.length], [undefined, 3]);
  }, SMALL));
