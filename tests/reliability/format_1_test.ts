/** A store, a history and a lock of format 1, kept for ever: this version still reads every part of them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSession, planSession } from "../../engine/run/session.ts";
import { readLock } from "../../engine/run/lock.ts";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import { inFolder, runKoopline } from "../end_to_end/koopline.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/format_1/", import.meta.url));
const PIPELINE = "format_1.yaml";

/** The eigenvalues that the store held when it was made. */
const EIGENVALUES = `select method, index, re, im from spectrum.eigenvalues order by method, index`;

/** Nothing may change the fixture: every test has a copy. */
async function inCopy(work: (folder: string, store: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await copyFolder(FIXTURE, folder);
    await work(folder, join(folder, "store"));
  });
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

Deno.test("every byte of a store of format 1 is verified without a pipeline", () =>
  inCopy((_, root) => {
    const { records, runs, problems } = verifyStore(openStore(root));
    assert.deepEqual({ records, runs, problems }, { records: 8, runs: 2, problems: [] });
    return Promise.resolve();
  }));

Deno.test("records of format 1 are listed, those of failures too, and what runs did", () =>
  inCopy((_, root) => {
    const store = openStore(root);
    const outcomes = [...store.listRecords()].map(({ preimage, outcome }) =>
      outcome.kind === "done" ? `${preimage.kind} done` : `${preimage.kind} ${outcome.problem.code}`
    );
    assert.deepEqual(outcomes.sort(), [
      "descent done",
      "descent done",
      "operator done",
      "operator done",
      "operator input.shape",
      "operator input.shape",
      "spectrum done",
      "spectrum done",
    ]);
    assert.equal([...store.listRuns()].length, 2);
    return Promise.resolve();
  }));

Deno.test("a lock of format 1 names the artifacts that a store of format 1 holds", () =>
  inCopy((folder, root) => {
    const store = openStore(root);
    const lock = readLock(join(folder, PIPELINE));
    assert.equal(lock.size, 6);
    for (const [cell, address] of lock) assert.ok(store.hasArtifact(address), cell);
    return Promise.resolve();
  }));

Deno.test("with a history of format 1 the plan names what has changed since, and nothing is new", () =>
  inCopy(async (folder, store) => {
    const session = await openSession({ file: join(folder, PIPELINE), set: {}, store });
    assert.equal(session.history.unknown, undefined);
    for (const planned of planSession(session)) {
      const reasons = "reasons" in planned ? planned.reasons : [];
      for (const reason of reasons) assert.match(reason, /^(?:module|package) \S+: /);
      if (planned.kind === "run") assert.ok(reasons.length > 0);
    }
  }));

Deno.test("a parameter that changes on top of format 1 is named", () =>
  inCopy(async (folder, store) => {
    const set = { delays: "2" };
    const session = await openSession({ file: join(folder, PIPELINE), set, store });
    const said = planSession(session).flatMap((one) => "reasons" in one ? one.reasons : []);
    assert.equal(said.filter((reason) => reason === "parameter delays: 1 → 2").length, 2);
  }));

Deno.test("run --locked on a store of format 1 finds the addresses of format 1, and queries read it", () =>
  inCopy(async (cwd, root) => {
    const store = ["--store", root];
    const first = await runKoopline(["run", PIPELINE, "--locked", "--json", ...store], { cwd });
    assert.equal(first.code, 0, first.stderr);
    const sql = `select count(*) as n from (${EIGENVALUES})`;
    const query = await runKoopline(["query", PIPELINE, sql, "-f", "csv", ...store], { cwd });
    assert.equal(query.code, 0, query.stderr);
    assert.ok(Number(query.stdout.trim().split(/\r?\n/)[1]) > 0);
    const all = "select count(*) as n from koopline.records where outcome = 'failed'";
    const records = await runKoopline(["query", PIPELINE, all, "-f", "csv", ...store], { cwd });
    assert.deepEqual(records.stdout.trim().split(/\r?\n/), ["n", "2"]);
    // The history is of today's format now, and knows the run.
    const text = await Deno.readTextFile(join(root, "history", "format-1.json"));
    assert.match(text, /^\{"body":\{.*"format":2/);
  }));

Deno.test("a run leaves a history that a newer koopline wrote as it is, and says so", () =>
  inCopy(async (cwd, root) => {
    const path = join(root, "history", "format-1.json");
    const text = '{"format":99,"more":"than is known here"}';
    await Deno.writeTextFile(path, text);
    const { code, stderr } = await runKoopline(["run", PIPELINE, "--store", root], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Found format 99, written by a newer koopline\. It stays as it is/);
    assert.equal(await Deno.readTextFile(path), text);
  }));
