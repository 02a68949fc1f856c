import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeCanonicalJson } from "../../../engine/store/canonical_json.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { locateObject, locateRecord } from "../../../engine/store/layout.ts";
import { sealJson } from "../../../engine/store/sealed_json.ts";
import { openStore } from "../../../engine/store/store.ts";
import {
  CODE,
  CODE_HASH,
  codeOf,
  makeArtifact,
  makeRecord,
  readBlob,
  readChunk,
  rejection,
  storeSample,
  withStore,
} from "./sample.ts";

Deno.test("openStore() writes nothing, and an empty store has nothing", () => {
  const folder = Deno.makeTempDirSync();
  const root = join(folder, "artifacts");
  const store = openStore(root);
  assert.equal(store.hasArtifact("ab".repeat(32)), false);
  assert.equal(store.readRecord("sample", "ab".repeat(32)), undefined);
  assert.deepEqual([...store.listRecords()], []);
  assert.deepEqual([...store.listRuns()], []);
  assert.equal(store.readCode("ab".repeat(32)), undefined);
  assert.equal(codeOf(() => store.readArtifact("ab".repeat(32))), "store.missing");
  assert.throws(() => Deno.statSync(root), Deno.errors.NotFound);
  Deno.removeSync(folder);
});

Deno.test("readArtifact() gives back what writeArtifact() was given", () =>
  withStore(async (store) => {
    const { address } = await store.writeArtifact(makeArtifact(1));
    assert.deepEqual(store.readArtifact(address), makeArtifact(1));
    assert.equal(store.hasArtifact(address), true);
    assert.equal(store.readManifest(address).type, "sample");
  }));

Deno.test("an artifact's address is the hash of its canonical manifest, kept as a blob", () =>
  withStore(async (store) => {
    const { address, manifest } = await store.writeArtifact(makeArtifact(1));
    assert.deepEqual(manifest, {
      format: 1,
      type: "sample",
      version: 1,
      tables: {
        values: { sha256: hashBytes(readChunk(makeArtifact(1), "values")), bytes: 40, rows: 5 },
      },
      files: { svg: { sha256: hashBytes("<svg>1</svg>"), bytes: 12 } },
      meta: { seed: 1, title: "sample 1" },
    });
    const text = Deno.readTextFileSync(locateObject(store.root, address));
    assert.equal(text, encodeCanonicalJson(manifest));
    assert.equal(hashBytes(text), address);
    assert.equal(JSON.stringify(store.readManifest(address)), text);
  }));

Deno.test("equal artifacts have one address, and their blobs are written once", () =>
  withStore(async (store) => {
    const first = await store.writeArtifact(makeArtifact(1));
    const path = locateObject(store.root, readBlob(first.manifest, "values").sha256);
    const inode = Deno.statSync(path).ino;
    const { meta, files, tables, ...rest } = makeArtifact(1);
    const second = await store.writeArtifact({ files, meta, tables, ...rest });
    assert.equal(second.address, first.address);
    assert.equal(Deno.statSync(path).ino, inode);
    assert.notEqual((await store.writeArtifact(makeArtifact(2))).address, first.address);
  }));

Deno.test("blobs of 64 KiB or more are read into shared memory, smaller ones are not", () =>
  withStore(async (store) => {
    for (const bytes of [64 * 1024 - 1, 64 * 1024, 300_000]) {
      const { address } = await store.writeArtifact(makeArtifact(1, bytes));
      const artifact = store.readArtifact(address);
      assert.deepEqual(artifact.tables, makeArtifact(1, bytes).tables);
      assert.equal(
        readChunk(artifact, "values").buffer instanceof SharedArrayBuffer,
        bytes >= 64 * 1024,
      );
    }
  }));

Deno.test("a table is read alone: what else its artifact holds may be damaged", () =>
  withStore(async (store) => {
    const { address, manifest } = await store.writeArtifact(makeArtifact(1));
    Deno.removeSync(locateObject(store.root, manifest.files["svg"]!.sha256));
    assert.deepEqual(store.readTable(address, "values"), makeArtifact(1).tables["values"]);
    assert.equal(codeOf(() => store.readArtifact(address)), "store.missing");
    assert.equal(codeOf(() => store.readTable(address, "others")), "store.corrupt");
    assert.equal(codeOf(() => store.readTable(address, "toString")), "store.corrupt");
  }));

Deno.test("artifacts over shared memory are stored like any other", () =>
  withStore(async (store) => {
    const plain = makeArtifact(1, 100_000);
    const bytes = new Uint8Array(new SharedArrayBuffer(100_000));
    bytes.set(readChunk(plain, "values"));
    const shared = { ...plain, tables: { values: { rows: 5, chunks: [{ rows: 5, bytes }] } } };
    const { address } = await store.writeArtifact(shared);
    assert.equal(address, (await store.writeArtifact(plain)).address);
    assert.deepEqual(store.readArtifact(address), plain);
  }));

Deno.test("an artifact without tables and files, or with an empty file, comes back", () =>
  withStore(async (store) => {
    for (const files of [{}, { empty: new Uint8Array() }]) {
      const artifact = { type: "sample", version: 1, tables: {}, files, meta: null };
      const { address } = await store.writeArtifact(artifact);
      assert.deepEqual(store.readArtifact(address), artifact);
    }
  }));

Deno.test("readRecord() gives back what writeRecord() was given, and the last one wins", () =>
  withStore(async (store) => {
    const record = makeRecord({ seed: 1 }, "ab".repeat(32));
    const odd = { ...record, log: ["lone \ud800 surrogate", "\u0000 and \u2028"] };
    await store.writeRecord(record);
    assert.deepEqual(store.readRecord("sample", record.key), record);
    await store.writeRecord(odd);
    assert.deepEqual(store.readRecord("sample", record.key), odd);
    assert.equal(store.readRecord("other", record.key), undefined);
  }));

Deno.test("listRecords() lists every record by kind and key", () =>
  withStore(async (store) => {
    const records = Array.from({ length: 30 }, (_, i) => makeRecord({ i }, "ab".repeat(32)));
    for (const record of records) await store.writeRecord(record);
    const keys = Array.from(store.listRecords(), ({ key }) => key);
    assert.deepEqual(keys, records.map(({ key }) => key).sort());
  }));

Deno.test("readCode() gives back what writeCode() was given under its hash", () =>
  withStore((store) => {
    store.writeCode(CODE_HASH, CODE);
    assert.deepEqual(store.readCode(CODE_HASH), CODE);
    assert.equal(codeOf(() => store.writeCode("ab".repeat(32), CODE)), "input.value");
  }));

Deno.test("listRuns() gives what writeRun() was given, by id", () =>
  withStore(async (store) => {
    await store.writeRun("2026-01-02-1", { id: "b" });
    await store.writeRun("2026-01-01-9", { id: "a" });
    assert.deepEqual([...store.listRuns()], [{ id: "a" }, { id: "b" }]);
  }));

const HOSTILE = [
  "",
  ".",
  "..",
  "../../etc/passwd",
  "/etc/passwd",
  "a/b",
  "A".repeat(64),
  "ab".repeat(31) + "a\n",
  "ab".repeat(32) + "/../x",
  "ab".repeat(32) + "\0",
  "__proto__",
  "x".repeat(5000),
];

Deno.test("hostile names reach no file: reads find nothing, writes are refused", () =>
  withStore(async (store) => {
    const record = makeRecord({}, "ab".repeat(32));
    for (const name of HOSTILE) {
      assert.equal(store.readRecord("sample", name), undefined);
      assert.equal(store.readRecord(name, record.key), undefined);
      assert.equal(store.hasArtifact(name), false);
      assert.equal(store.readCode(name), undefined);
      assert.equal(codeOf(() => store.readManifest(name)), "store.missing");
      assert.equal(
        (await rejection(store.writeRecord({ ...record, key: name }))).code,
        "input.value",
      );
      const preimage = { ...record.preimage, kind: name };
      assert.equal(
        (await rejection(store.writeRecord({ ...record, preimage }))).code,
        "input.value",
      );
      assert.equal((await rejection(store.writeRun(`../${name}`, {}))).code, "input.value");
    }
    assert.deepEqual([...store.listRecords()], []);
  }));

Deno.test("a table named __proto__ stays a table", () =>
  withStore(async (store) => {
    const table = { rows: 1, chunks: [{ rows: 1, bytes: Uint8Array.of(1) }] };
    const tables = Object.fromEntries([["__proto__", table]]);
    const { address } = await store.writeArtifact({ ...makeArtifact(1), tables });
    assert.deepEqual(Object.keys(store.readArtifact(address).tables), ["__proto__"]);
  }));

Deno.test("a record of another format is refused with the way forward, and stays where it is", () =>
  withStore(async (store, damages) => {
    const { record } = await storeSample(store, 1);
    const path = locateRecord(store.root, "sample", record.key);
    for (const [format, way] of [[2, /newer koopline/], [0, /older koopline/]] as const) {
      Deno.writeTextFileSync(path, sealJson({ ...record, format }));
      assert.equal(codeOf(() => store.readRecord("sample", record.key)), "store.format");
      assert.throws(() => store.readRecord("sample", record.key), way);
    }
    assert.equal(Deno.statSync(path).isFile, true);
    assert.deepEqual(damages, []);
  }));

Deno.test("a manifest of another format is refused with the way forward", () =>
  withStore(async (store) => {
    const { manifest } = await storeSample(store, 1);
    const text = encodeCanonicalJson({ ...manifest, format: 2 });
    const { sha256 } = await store.blobs.write(new TextEncoder().encode(text));
    assert.equal(codeOf(() => store.readManifest(sha256)), "store.format");
    assert.equal(codeOf(() => store.hasArtifact(sha256)), "store.format");
  }));

Deno.test("readManifest() refuses a blob that is no manifest", () =>
  withStore(async (store) => {
    const texts = ["no JSON", "{}", '{"format":1}', "null", encodeCanonicalJson({ ...CODE })];
    for (const text of texts) {
      const { sha256 } = await store.blobs.write(new TextEncoder().encode(text));
      assert.equal(codeOf(() => store.readManifest(sha256)), "store.corrupt");
      assert.equal(store.hasArtifact(sha256), false);
    }
  }));
