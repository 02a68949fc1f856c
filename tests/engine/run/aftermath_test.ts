import assert from "node:assert/strict";
import { describeCulprit, judgeDeath } from "../../../engine/run/aftermath.ts";
import { type ClaimDesk, openClaims } from "../../../engine/store/claims.ts";
import { nameRun } from "../../../engine/store/dead_claims.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { KooplineError } from "../../../schemas/error.ts";

const [A, B, C] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];
const DEATH = { pid: Deno.pid, signal: "SIGTRAP" };

async function inStore(work: (store: Store) => void): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "koopline-test-" });
  try {
    work(openStore(root));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Opens a store and a run of this process that holds keys, as a dead one would. */
function withClaims(
  keys: readonly string[],
  work: (store: Store, desk: ClaimDesk) => void,
): Promise<void> {
  return inStore((store) => {
    const desk = openClaims(store, { runId: nameRun(new Date()) });
    try {
      for (const key of keys) assert.equal(desk.claim(key), "mine");
      work(store, desk);
    } finally {
      desk.close();
    }
  });
}

Deno.test("judgeDeath() blames the one cell that the dead process worked on", () =>
  withClaims([A], ({ disk }) => {
    const { culprits, suspects, words } = judgeDeath(disk, { death: DEATH });
    assert.deepEqual([...culprits], [[A, "SIGTRAP"]]);
    assert.equal(suspects.size, 0);
    assert.match(words, /ended by SIGTRAP, as V8 does when its heap is full; the cell/);
  }));

Deno.test("judgeDeath() suspects several cells and blames none", () =>
  withClaims([A, C, B], ({ disk }) => {
    const { culprits, suspects, words } = judgeDeath(disk, { death: DEATH });
    assert.equal(culprits.size, 0);
    assert.deepEqual([...suspects], [A, B, C]);
    assert.match(words, /the 3 cells it was working on run again, one after the other/);
  }));

Deno.test("judgeDeath() remembers who was blamed before, so that nobody tries it again", () =>
  withClaims([A], ({ disk }, desk) => {
    const { memory } = judgeDeath(disk, { death: DEATH });
    desk.release(A);
    desk.claim(B);
    desk.claim(C);
    const next = judgeDeath(disk, { death: { ...DEATH, signal: "SIGKILL" }, memory });
    assert.deepEqual([...next.culprits], [[A, "SIGTRAP"]]);
    desk.release(C);
    const last = judgeDeath(disk, {
      death: { ...DEATH, signal: "SIGKILL" },
      memory: next.memory,
    });
    assert.deepEqual([...last.culprits], [[A, "SIGTRAP"], [B, "SIGKILL"]]);
  }));

Deno.test("judgeDeath() ends the run when the dead process worked on no cell, and nobody else does", () =>
  inStore(({ disk }) => {
    assert.throws(
      () => judgeDeath(disk, { death: DEATH }),
      (error) => error instanceof KooplineError && error.code === "run.killed",
    );
  }));

Deno.test("judgeDeath() lets a run begin again whose claims another one may have taken, once in a row", () =>
  withClaims([A], ({ disk }, desk) => {
    const gone = { ...DEATH, pid: Deno.pid + 1 };
    const { culprits, suspects, memory } = judgeDeath(disk, { death: gone });
    assert.deepEqual([culprits.size, suspects.size], [0, 0]);
    assert.throws(() => judgeDeath(disk, { death: gone, memory }), KooplineError);
    const explained = judgeDeath(disk, { death: DEATH, memory });
    desk.release(A);
    assert.match(judgeDeath(disk, { death: gone, memory: explained.memory }).words, /begins again/);
  }));

Deno.test("describeCulprit() names stage, cell, signal and what to do", () => {
  const problem = describeCulprit("train[seed=2]", "SIGTRAP");
  assert.deepEqual([problem.code, problem.where], ["stage.killed_process", "train[seed=2]"]);
  assert.match(problem.found, /SIGTRAP.*V8.*heap is full/);
  assert.match(problem.hint ?? "", /DENO_V8_FLAGS=--max-old-space-size=\d+/);
  assert.doesNotMatch(describeCulprit("train", "SIGSEGV").found, /V8|memory/);
});
