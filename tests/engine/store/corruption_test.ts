import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { FOLDERS, locateObject, locateRecord, locateRun } from "../../../engine/store/layout.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { CODE_HASH, codeOf, makeArtifact, readBlob, storeSample, withStore } from "./sample.ts";

/** Every way to change one byte that matters to a person with a bad disk, and some more. */
function* damageBytes(whole: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < whole.length; at++) {
    const flipped = whole.slice();
    flipped[at] = flipped[at]! ^ (1 << (at % 8));
    yield flipped;
    yield whole.slice(0, at);
  }
  yield Uint8Array.of(...whole, 0);
  yield Uint8Array.of(...whole, 10);
  yield Uint8Array.of(0xef, 0xbb, 0xbf, ...whole);
  yield new Uint8Array(whole.length);
}

function listCorrupt(store: Store): string[] {
  return Array.from(Deno.readDirSync(join(store.root, FOLDERS.corrupt)), ({ name }) => name);
}

Deno.test("every flipped byte and every truncation of a blob is noticed, set aside and reported", () =>
  withStore(async (store, damages) => {
    const { address, manifest } = await storeSample(store, 1);
    const hashes = [address, readBlob(manifest, "values").sha256, manifest.files["svg"]!.sha256];
    let count = 0;
    for (const sha256 of hashes) {
      const path = locateObject(store.root, sha256);
      const whole = Deno.readFileSync(path);
      for (const damaged of damageBytes(whole)) {
        Deno.writeFileSync(path, damaged);
        assert.equal(codeOf(() => store.readArtifact(address)), "store.corrupt");
        assert.equal(damages.length, ++count);
        assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
        assert.equal(store.hasArtifact(address), false);
        Deno.writeFileSync(path, whole);
      }
      // Derived again, it is whole again.
      Deno.removeSync(path);
      await store.writeArtifact(makeArtifact(1));
      assert.equal(store.hasArtifact(address), true);
    }
    assert.deepEqual(store.readArtifact(address), makeArtifact(1));
  }));

Deno.test("what was set aside lies in corrupt with a note that says what was wrong", () =>
  withStore(async (store, damages) => {
    const { address } = await storeSample(store, 1);
    const path = locateObject(store.root, address);
    Deno.writeTextFileSync(path, "damaged");
    assert.equal(store.hasArtifact(address), false);
    const [file, note] = listCorrupt(store).sort();
    assert.ok(file !== undefined && note === `${file}.txt`);
    assert.equal(Deno.readTextFileSync(join(store.root, FOLDERS.corrupt, file)), "damaged");
    const text = Deno.readTextFileSync(join(store.root, FOLDERS.corrupt, note));
    assert.match(
      text,
      new RegExp(`^${path}\nExpected bytes with hash ${address}, but found bytes`),
    );
    assert.match(
      damages[0] ?? "",
      /It was moved to .*corrupt.* derived again when it is needed\.$/,
    );
  }));

Deno.test("every flipped byte and every truncation of a record is noticed, set aside and reported", () =>
  withStore(async (store, damages) => {
    const { record } = await storeSample(store, 1);
    const path = locateRecord(store.root, "sample", record.key);
    const whole = Deno.readFileSync(path);
    let count = 0;
    for (const damaged of damageBytes(whole)) {
      Deno.writeFileSync(path, damaged);
      assert.equal(store.readRecord("sample", record.key), undefined);
      assert.equal(damages.length, ++count);
      assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
    }
    Deno.writeFileSync(path, whole);
    assert.deepEqual(store.readRecord("sample", record.key), record);
  }));

Deno.test("a record under another's name is not believed", () =>
  withStore(async (store) => {
    const [one, two] = [await storeSample(store, 1), await storeSample(store, 2)];
    const path = (key: string, kind = "sample") => locateRecord(store.root, kind, key);
    Deno.copyFileSync(path(one.record.key), path(two.record.key));
    assert.equal(store.readRecord("sample", two.record.key), undefined);
    Deno.mkdirSync(dirname(path(one.record.key, "other")), { recursive: true });
    Deno.copyFileSync(path(one.record.key), path(one.record.key, "other"));
    assert.equal(store.readRecord("other", one.record.key), undefined);
    assert.deepEqual(store.readRecord("sample", one.record.key), one.record);
  }));

Deno.test("a deleted blob is missing, not damaged", () =>
  withStore(async (store, damages) => {
    const { address, manifest } = await storeSample(store, 1);
    Deno.removeSync(locateObject(store.root, manifest.files["svg"]!.sha256));
    assert.equal(store.hasArtifact(address), false);
    assert.equal(codeOf(() => store.readArtifact(address)), "store.missing");
    Deno.removeSync(locateObject(store.root, address));
    assert.equal(store.hasArtifact(address), false);
    assert.equal(codeOf(() => store.readManifest(address)), "store.missing");
    assert.deepEqual(damages, []);
  }));

Deno.test("hasArtifact() notices a blob of the wrong size, and a folder in its place", () =>
  withStore(async (store, damages) => {
    const { address, manifest } = await storeSample(store, 1);
    const path = locateObject(store.root, readBlob(manifest, "values").sha256);
    Deno.truncateSync(path, 39);
    assert.equal(store.hasArtifact(address), false);
    assert.match(damages[0] ?? "", /found 39 bytes instead of 40/);
    Deno.mkdirSync(path);
    assert.equal(store.hasArtifact(address), false);
    assert.match(damages[1] ?? "", /found a folder/);
    await store.writeArtifact(makeArtifact(1));
    assert.deepEqual(store.readArtifact(address), makeArtifact(1));
  }));

Deno.test("a folder in place of a record or of a manifest is set aside", () =>
  withStore(async (store, damages) => {
    const { address, record } = await storeSample(store, 1);
    for (
      const path of [
        locateObject(store.root, address),
        locateRecord(store.root, "sample", record.key),
      ]
    ) {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    }
    assert.equal(store.readRecord("sample", record.key), undefined);
    assert.equal(store.hasArtifact(address), false);
    assert.equal(damages.length, 2);
    await storeSample(store, 1);
    assert.equal(store.hasArtifact(address), true);
  }));

Deno.test("a damaged blob that cannot be moved away counts as missing and is written over", () =>
  withStore(async (store, damages) => {
    const { address } = await storeSample(store, 1);
    Deno.writeTextFileSync(join(store.root, FOLDERS.corrupt), "a file where a folder is needed");
    const path = locateObject(store.root, address);
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, bytes.map((byte) => byte ^ 1));
    assert.equal(store.hasArtifact(address), false);
    assert.equal(store.hasArtifact(address), false);
    assert.match(damages.join(), /It could not be moved away/);
    await store.writeArtifact(makeArtifact(1));
    assert.deepEqual(Deno.readFileSync(path), bytes);
    assert.equal(store.hasArtifact(address), true);
  }));

Deno.test("a damaged file of a run is set aside, the others are listed", () =>
  withStore(async (store, damages) => {
    await store.writeRun("a", { id: "a" });
    await store.writeRun("b", { id: "b" });
    Deno.writeTextFileSync(locateRun(store.root, "a"), '{"id":"a"}');
    assert.deepEqual([...store.listRuns()], [{ id: "b" }]);
    assert.equal(damages.length, 1);
  }));

Deno.test("verifyStore() finds nothing wrong with a store that is whole", () =>
  withStore(async (store) => {
    for (let seed = 0; seed < 5; seed++) await storeSample(store, seed);
    await store.writeRun("a", { id: "a" });
    const { problems, objects, records, runs, bytes } = verifyStore(store);
    assert.deepEqual(problems, []);
    // Five artifacts of manifest, table and file, and one module graph.
    assert.deepEqual([objects, records, runs], [16, 5, 1]);
    assert.ok(bytes > 5 * 40);
  }));

Deno.test("verifyStore() finds every damaged and every missing file, and sets the damaged ones aside", () =>
  withStore(async (store, damages) => {
    const samples: Awaited<ReturnType<typeof storeSample>>[] = [];
    for (let seed = 0; seed < 6; seed++) samples.push(await storeSample(store, seed));
    await store.writeRun("a", { id: "a" });
    const object = (sha256: string) => locateObject(store.root, sha256);
    const flip = (path: string, at: number) => {
      const bytes = Deno.readFileSync(path);
      bytes[at] = bytes[at]! ^ 4;
      Deno.writeFileSync(path, bytes);
      return path;
    };
    const record = (seed: number) => locateRecord(store.root, "sample", samples[seed]!.record.key);
    const expected = [
      ["store.corrupt", flip(object(samples[0]!.address), 3)],
      ["store.corrupt", flip(object(readBlob(samples[1]!.manifest, "values").sha256), 39)],
      ["store.corrupt", flip(record(2), 100)],
      ["store.missing", record(3)],
      ["store.missing", record(4)],
      ["store.corrupt", flip(locateRun(store.root, "a"), 20)],
    ];
    Deno.removeSync(object(samples[3]!.address));
    Deno.removeSync(object(samples[4]!.manifest.files["svg"]!.sha256));
    const { problems } = verifyStore(store);
    const found = problems.map(({ code, where }) => [code, where]);
    assert.deepEqual(found.sort(), expected.sort());
    assert.equal(damages.length, 4);
    assert.equal(listCorrupt(store).length, 4 * 2);
    // What was damaged is missing now, so that whoever needs it derives it again.
    const again = verifyStore(openStore(store.root)).problems.map(({ code }) => code);
    assert.deepEqual(again, Array.from({ length: 4 }, () => "store.missing"));
  }));

Deno.test("verifyStore() finds a module graph that is gone, once a record", () =>
  withStore(async (store) => {
    await storeSample(store, 1);
    Deno.removeSync(locateObject(store.root, CODE_HASH));
    const { problems } = verifyStore(store);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.expected ?? "", /the module graph/);
  }));

Deno.test("verifyStore() finds a record whose preimage does not give its key", () =>
  withStore(async (store) => {
    const { record } = await storeSample(store, 1);
    const preimage = { ...record.preimage, params: { seed: 2 } };
    await store.writeRecord({ ...record, preimage });
    const { problems } = verifyStore(store);
    assert.deepEqual(problems.map(({ code, expected }) => [code, expected]), [
      ["store.corrupt", `a preimage with hash ${record.key}`],
    ]);
  }));
