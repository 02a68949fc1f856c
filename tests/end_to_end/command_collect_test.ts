/** Garbage: shown first, deleted only with --yes, and never what somebody still needs. */

import assert from "node:assert/strict";
import { inProject, runForJson } from "./command_project.ts";
import { type Place, runKoopline, writeFiles } from "./koopline.ts";

/** Runs two variants, so that the total of the first is garbage; its lock file is written before. */
async function leaveGarbage(place: Place): Promise<void> {
  await runKoopline(["run", "numbers.yaml", "--quiet", "--write-lock"], place);
  await runKoopline(["run", "numbers.yaml", "--quiet", "--set", "factor=3"], place);
}

async function countExecuted(place: Place, ...args: readonly string[]): Promise<number> {
  const { value } = await runForJson(["run", "numbers.yaml", "--json", ...args], place);
  return value.executed;
}

Deno.test("collect shows garbage and deletes nothing without --yes", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const { code, stdout, stderr } = await runKoopline(["collect"], place);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}total {10}\w{12} {2}last used \d{4}-\d\d-\d\d \d\d:\d\d {2}took /m);
    assert.match(stdout, /^Garbage: 1 record, \d blobs, .* to make again\. Kept: 4 records and /m);
    assert.match(stdout, /^Nothing was deleted; --yes deletes\.$/m);
    assert.equal(await countExecuted(place), 0);
  }));

Deno.test("collect --yes deletes it, a second one finds nothing, and later runs work", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const { code, stdout } = await runKoopline(["collect", "--yes"], place);
    assert.equal(code, 0);
    assert.match(stdout, /^Deleted 1 record and \d blobs, [\d.]+ k?B\.$/m);
    assert.doesNotMatch(stdout, /Nothing was deleted/);
    const again = await runKoopline(["collect", "--yes"], place);
    assert.match(again.stdout, /^Nothing to collect in artifacts\. Kept: 4 records and /);
    assert.equal(await countExecuted(place, "--set", "factor=3"), 0);
    assert.equal(await countExecuted(place), 1);
    assert.equal((await runKoopline(["verify", "numbers.yaml"], place)).code, 0);
  }));

Deno.test("collect keeps what a lock file names", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const { value } = await runForJson(
      ["collect", "numbers.lock.json", "--yes", "--json"],
      place,
    );
    assert.deepEqual([value.plan.records, value.plan.kept.records], [0, 5]);
    assert.equal(value.collected.records, 0);
    assert.equal(await countExecuted(place), 0);
  }));

Deno.test("collect refuses a lock file that is missing, and a damaged history, and deletes nothing", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const missing = await runKoopline(["collect", "nothing.lock.json", "--yes"], place);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /nothing\.lock\.json: Expected the pipeline's lock file/);
    await writeFiles(place.cwd, { "artifacts/history/numbers.json": '{"total":' });
    const damaged = await runKoopline(["collect", "--yes"], place);
    assert.equal(damaged.code, 2);
    assert.match(
      damaged.stderr,
      /^error artifacts\/history\/numbers\.json: Expected the keys of a pipeline's last run, but found a damaged file\./,
    );
    assert.equal(await countExecuted(place), 0);
    assert.equal((await runKoopline(["collect"], place)).code, 0);
  }));
