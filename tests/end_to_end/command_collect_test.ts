/** Garbage: shown first, deleted only with --yes, and never what somebody still needs. */

import assert from "node:assert/strict";
import { join } from "node:path";
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

Deno.test("collect shows garbage by pipeline and stage, and deletes nothing without --yes", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const { code, stdout, stderr } = await runKoopline(["collect"], place);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^numbers\n {2}total {2}1 record {2}[\d.]+ kB {2}.* to make again {2}last used \d{4}-\d\d-\d\d \d\d:\d\d$/m,
    );
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

Deno.test("collect keeps what a lock file names, given itself or by its pipeline", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    for (const file of ["numbers.lock.json", "numbers.yaml"]) {
      const { value } = await runForJson(["collect", file, "--yes", "--json"], place);
      assert.deepEqual([value.plan.records, value.plan.kept.records], [0, 5]);
      assert.equal(value.collected.records, 0);
    }
    assert.equal(await countExecuted(place), 0);
  }));

Deno.test("collect --json says of each stage how much, when last used, and what it costs", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    // A record that no run which ended knows of counts by its kind.
    await runKoopline(["run", "numbers.yaml", "--quiet", "--set", "factor=4"], place);
    const { value: { plan } } = await runForJson(["collect", "--json"], place);
    const [group, ...others] = plan.groups;
    assert.deepEqual(others, []);
    assert.deepEqual([group.pipeline, group.stage, group.records], ["numbers", "total", 2]);
    assert.equal(group.bytes, plan.bytes);
    assert.equal(group.milliseconds, plan.milliseconds);
    assert.ok(group.milliseconds > 0 && group.least_lately_used <= group.last_used);
    assert.ok(Math.abs(Date.parse(group.last_used) - Date.now()) < 600_000);
  }));

Deno.test("collect --keep spares earlier results of a cell, --older-than what was used lately", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    for (const factor of [4, 5]) {
      await runKoopline(["run", "numbers.yaml", "--quiet", "--set", `factor=${factor}`], place);
    }
    const count = async (...args: readonly string[]) =>
      (await runForJson(["collect", "--json", ...args], place)).value.plan.records;
    assert.deepEqual(
      [await count(), await count("--keep", "1"), await count("--keep", "2")],
      [3, 2, 1],
    );
    assert.deepEqual([await count("--older-than", "1h"), await count("--keep", "3")], [0, 0]);
    await runKoopline(["collect", "--keep", "2", "--yes"], place);
    // The oldest of the three went; those used last are there.
    assert.deepEqual(
      [await countExecuted(place, "--set", "factor=4"), await countExecuted(place)],
      [0, 1],
    );
  }));

Deno.test("reuse counts as use, and so does a query", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    const age = (folder: string) => {
      for (const { name, isDirectory } of Deno.readDirSync(folder)) {
        if (isDirectory) age(join(folder, name));
        else Deno.utimeSync(join(folder, name), 1e9, 1e9);
      }
    };
    const readUse = async () => {
      const { value: { plan } } = await runForJson(["collect", "--json"], place);
      return plan.groups.map(({ last_used }: { last_used: string }) => last_used.slice(0, 4));
    };
    age(join(place.cwd, "artifacts", "records"));
    assert.deepEqual(await readUse(), ["2001"]);
    await runKoopline(["query", "numbers.yaml", "select * from total.values"], place);
    assert.deepEqual(await readUse(), [String(new Date().getUTCFullYear())]);
    age(join(place.cwd, "artifacts", "records"));
    // Everything of the first variant is reused, which leaves the second's total.
    assert.equal(await countExecuted(place), 0);
    assert.equal(await countExecuted(place, "--set", "factor=3"), 0);
    assert.deepEqual(await readUse(), [String(new Date().getUTCFullYear())]);
  }));

Deno.test("collect refuses a wrong age, a lock file that is missing, and a damaged history, and deletes nothing", () =>
  inProject(async (place) => {
    await leaveGarbage(place);
    for (const age of ["30", "0d", "-1d", "1 month"]) {
      const wrong = await runKoopline(["collect", "--yes", `--older-than=${age}`], place);
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /Expected hours, days or weeks: 12h, 30d, 8w\./);
    }
    const missing = await runKoopline(["collect", "nothing.lock.json", "--yes"], place);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /nothing\.lock\.json: Expected the pipeline's lock file/);
    await writeFiles(place.cwd, { "artifacts/history/numbers.json": '{"total":' });
    const damaged = await runKoopline(["collect", "--yes"], place);
    assert.equal(damaged.code, 2);
    assert.match(
      damaged.stderr,
      /^error artifacts\/history\/numbers\.json: Expected the keys of a pipeline's last run, but found a file that is cut off or not sealed\./,
    );
    assert.equal(await countExecuted(place), 0);
    assert.equal((await runKoopline(["collect"], place)).code, 0);
  }));
