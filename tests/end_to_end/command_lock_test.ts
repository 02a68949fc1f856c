/** Lock files and verification: what is written, what is noticed, and with which code. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { sealJson } from "../../engine/store/sealed_json.ts";
import { inProject, NUMBER, parseLines, runForJson } from "./command_project.ts";
import { type Place, runKoopline, writeFiles } from "./koopline.ts";

async function readLock(place: Place, name = "numbers") {
  return JSON.parse(await Deno.readTextFile(join(place.cwd, `${name}.lock.json`)));
}

/** Changes the first digit of the address of each named cell. */
async function tamper(place: Place, ...cells: readonly string[]): Promise<void> {
  const lock = await readLock(place);
  for (const cell of cells) {
    const address: string = lock.cells[cell];
    lock.cells[cell] = `${address.startsWith("0") ? "1" : "0"}${address.slice(1)}`;
  }
  await writeFiles(place.cwd, { "numbers.lock.json": JSON.stringify(lock) });
}

Deno.test("run --write-lock writes the address of every cell, and run --locked then agrees", () =>
  inProject(async (place) => {
    const written = await runKoopline(["run", "numbers.yaml", "--write-lock"], place);
    assert.equal(written.code, 0, written.stderr);
    assert.match(written.stderr, /^lock {5}numbers\.lock\.json$/m);
    const { cells, pipeline } = await readLock(place);
    assert.equal(pipeline, "numbers");
    assert.deepEqual(Object.keys(cells), ["number[n=1]", "number[n=2]", "number[n=3]", "total"]);
    const again = await runKoopline(["run", "numbers.yaml", "--locked", "--quiet"], place);
    assert.deepEqual(again, { code: 0, stdout: "", stderr: "" });
    const fresh = ["run", "numbers.yaml", "--locked", "--quiet", "--store", "another"];
    assert.deepEqual(await runKoopline(fresh, place), { code: 0, stdout: "", stderr: "" });
  }));

Deno.test("run --write-lock writes nothing when a cell failed, and says so", () =>
  inProject(async (place) => {
    const { code, stderr } = await runKoopline(["run", "failing.yaml", "--write-lock"], place);
    assert.equal(code, 1);
    assert.match(stderr, /^The lock file was not written: 2 cells of 6 without a result\.$/m);
    await assert.rejects(readLock(place, "failing"), Deno.errors.NotFound);
  }));

for (const store of ["a full store", "an empty store"]) {
  Deno.test(`run --locked over ${store} stops with code 3 at a difference and names the first`, () =>
    inProject(async (place) => {
      await runKoopline(["run", "numbers.yaml", "--write-lock", "-q"], place);
      await tamper(place, "number[n=2]", "total");
      const elsewhere = store === "an empty store" ? ["--store", "another"] : [];
      const args = ["run", "numbers.yaml", "--locked", "-j", "1", ...elsewhere];
      const { code, stderr } = await runKoopline(args, place);
      assert.equal(code, 3, stderr);
      const [line = ""] = stderr.split("\n").filter((line) => line.startsWith("error "));
      assert.match(
        line,
        /^error number\[n=2\]: Expected artifact \w{64}, but found artifact \w{64}\. \[lock\.differs\]$/,
      );
      assert.equal(stderr.match(/^error /gm)?.length, 1, stderr);
      assert.doesNotMatch(stderr, /Stopped/);
    }));
}

Deno.test("run --locked notices a cell that the lock does not name, and one that is gone", () =>
  inProject(async (place) => {
    await runKoopline(["run", "numbers.yaml", "--write-lock", "-q"], place);
    const lock = await readLock(place);
    const { total, ...others } = lock.cells;
    const write = (cells: unknown) =>
      writeFiles(place.cwd, { "numbers.lock.json": JSON.stringify({ ...lock, cells }) });
    await write(others);
    const added = await runKoopline(["run", "numbers.yaml", "--locked"], place);
    assert.equal(added.code, 3);
    assert.match(
      added.stderr,
      /^error total: Expected a cell that the lock names.*found a new cell/m,
    );
    await write({ ...lock.cells, "number[n=4]": total });
    const gone = await runKoopline(["run", "numbers.yaml", "--locked"], place);
    assert.equal(gone.code, 3, gone.stderr);
    assert.match(gone.stderr, /^error number\[n=4\]: Expected a cell of the pipeline.*found none/m);
    const part = ["run", "numbers.yaml", "--locked", "--only", "number"];
    assert.equal((await runKoopline(part, place)).code, 0);
  }));

Deno.test("a lock that cannot be read is refused with code 2", () =>
  inProject(async (place) => {
    for (const text of ["{", '{"format":9,"pipeline":"numbers","cells":{}}', "[]"]) {
      await writeFiles(place.cwd, { "numbers.lock.json": text });
      const { code, stderr } = await runKoopline(["run", "numbers.yaml", "--locked"], place);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /numbers\.lock\.json: Expected a lock of format 1, but found/);
    }
  }));

Deno.test("verify agrees with records and lock, and --sample 2 takes the same two each time", () =>
  inProject(async (place) => {
    await runKoopline(["run", "numbers.yaml", "--write-lock", "-q"], place);
    const { code, stdout, stderr } = await runKoopline(["verify", "numbers.yaml"], place);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /^4 cells executed again in .* s, no difference, 4 as the lock says\n$/);
    const attested = async () => {
      const { stdout } = await runKoopline(["explain", "numbers.yaml", "number", "--json"], place);
      return parseLines(stdout).map(({ record }) => record.attestations.length);
    };
    const before = await attested();
    for (const times of [1, 2]) {
      const sampled = await runForJson(
        ["verify", "numbers.yaml", "--sample", "2", "--json"],
        place,
      );
      assert.equal(sampled.value.verified, 2);
      const after = await attested();
      for (const [index, count] of after.entries()) {
        assert.ok([0, times].includes(count - (before[index] ?? 0)), `${before} ${after}`);
      }
    }
  }));

Deno.test("verify finds a stage that remembers earlier cells, and so is not reproducible", () =>
  inProject(async (place) => {
    const forgetful = NUMBER.replace("const describe", "let calls = 0;\nconst describe")
      .replace("params.value + 0 * x", "params.value + calls++");
    await writeFiles(place.cwd, { "number.ts": forgetful });
    await runKoopline(["run", "numbers.yaml", "-q", "-j", "1"], place);
    const args = ["verify", "numbers.yaml", "--only", "number[n=3]"];
    const { code, stdout, stderr } = await runKoopline(args, place);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^error number\[n=3\]: Expected artifact \w{12} as recorded, but found artifact \w{12} when executed again\./,
    );
    assert.match(stderr, /^ {2}The stage is not reproducible/m);
    assert.match(stderr, /^1 cell executed again in .*, 1 difference, no lock file$/m);
    const { value } = await runForJson([...args, "--json"], place);
    assert.deepEqual(value.problems.map(({ where }: { where: string }) => where), ["number[n=3]"]);
  }));

Deno.test("verify with other parameters says that the lock is not for them", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "set.yaml": `name: set
parameters: { value: 1 }
stages:
  number: { uses: ./number.ts, with: { value: "\${value}" } }
`,
    });
    await runKoopline(["run", "set.yaml", "-q", "--write-lock"], place);
    const set = ["set.yaml", "--set", "value=2"];
    await runKoopline(["run", ...set, "-q"], place);
    const { code, stderr } = await runKoopline(["verify", ...set], place);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /no difference, no lock for other parameters$/m);
  }));

Deno.test("verify finds a record whose artifact was swapped for another valid one", () =>
  inProject(async (place) => {
    await runKoopline(["run", "numbers.yaml", "-q"], place);
    const { stdout } = await runKoopline(["explain", "numbers.yaml", "number", "--json"], place);
    const [one, two] = parseLines(stdout);
    const path = join(
      ...[place.cwd, "artifacts", "records", "number", one.key.slice(0, 2), `${one.key}.json`],
    );
    const swapped = { ...one.record, outcome: two.record.outcome };
    await Deno.writeTextFile(path, sealJson(swapped));
    const { code, stderr } = await runKoopline(["verify", "numbers.yaml"], place);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^error number\[n=1\]: Expected artifact \w{12} as recorded/);
    // What took the swapped artifact was never made from it.
    assert.match(stderr, /3 cells executed again .*, 1 difference, .*, 1 without a result/);
  }));

Deno.test("verify without any result gives code 1 and says so", () =>
  inProject(async (place) => {
    await runKoopline(["run", "failing.yaml", "-q"], place);
    const { code, stderr } = await runKoopline(["verify", "numbers.yaml"], place);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^0 cells executed again .*, 4 without a result to compare with$/m);
  }));
