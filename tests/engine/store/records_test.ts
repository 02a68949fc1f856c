import assert from "node:assert/strict";
import fc from "fast-check";
import { planCollection } from "../../../engine/store/collect.ts";
import { deleteGarbage } from "../../../engine/store/delete_garbage.ts";
import { locateRecord } from "../../../engine/store/layout.ts";
import { checkRecord } from "../../../engine/store/records.ts";
import { sealJson, unsealJson } from "../../../engine/store/sealed_json.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { encodeCanonicalJson } from "../../../engine/store/canonical_json.ts";
import { KooplineError } from "../../../schemas/error.ts";
import type { JsonValue } from "../../../schemas/json.ts";
import { makeRecord, storeSample, withStore } from "./sample.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("unsealJson() gives back what sealJson() was given, lone surrogates too", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const unsealed = unsealJson(encode(sealJson(value)));
    assert.deepEqual(unsealed, { ok: true, value: JSON.parse(JSON.stringify(value)) });
  }));
  assert.deepEqual(unsealJson(encode(sealJson("\udead"))), { ok: true, value: "\udead" });
});

Deno.test("unsealJson() refuses what is not sealed", () => {
  const seal = sealJson({ a: 1 });
  const texts = [
    "",
    "{}",
    "\n",
    '{"body":1}',
    seal.slice(1),
    seal.trimEnd(),
    ` ${seal}`,
    seal + seal,
  ];
  for (const text of texts) assert.equal(unsealJson(encode(text)).ok, false, text);
});

type Path = readonly string[];

function listPaths(value: JsonValue, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, child]) => listPaths(child, [...path, name])),
  ];
}

/** Puts another value, or nothing, at a path of a JSON value. */
function replaceAt(value: JsonValue, [name, ...rest]: Path, other: unknown): unknown {
  if (name === undefined || typeof value !== "object" || value === null) return other;
  const entries = Object.entries(value).map(([key, child]) => [
    key,
    key === name ? replaceAt(child, rest, other) : child,
  ]);
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

const SAMPLE: JsonValue = JSON.parse(JSON.stringify({
  ...makeRecord({ seed: 1 }, "ab".repeat(32)),
  preimage: {
    ...makeRecord({ seed: 1 }, "").preimage,
    inputs: { data: [{ labels: { seed: 1 }, artifact: "cd".repeat(32), stage: "train" }] },
    files: { "a.csv": "ef".repeat(32) },
    queries: { data: "select 1" },
  },
  measurement: {
    at: "2026-01-01T00:00:00Z",
    deno: "2.9.6",
    system: "linux x86_64",
    processors: 2,
    processor: "a processor",
  },
}));

const strange = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue(),
  fc.constantFrom<JsonValue>("../../x", "ab".repeat(32), -1, 1e300, "", [], {}, { __proto__: 1 }),
);

const anyStrangeRecord = fc.tuple(fc.constantFrom(...listPaths(SAMPLE)), strange)
  .map(([path, other]) => replaceAt(SAMPLE, path, other));

Deno.test("checkRecord() believes, or says what it found, whatever a sealed file holds", () => {
  const name = { kind: "sample", key: makeRecord({ seed: 1 }, "").key, path: "record.json" };
  fc.assert(
    fc.property(anyStrangeRecord, (record) => {
      try {
        const checked = checkRecord(encode(sealJson(record ?? null)), name);
        assert.ok(typeof checked === "string" || checked.key === name.key);
      } catch (error) {
        assert.ok(error instanceof KooplineError && error.code === "store.format");
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("strange records stop neither a listing, a verification nor a collection", () =>
  withStore(async (store) => {
    const { record } = await storeSample(store, 1);
    const path = locateRecord(store.root, "sample", record.key);
    const strangers = fc.sample(anyStrangeRecord, { numRuns: 200, seed: 7 });
    for (const stranger of strangers) {
      Deno.writeTextFileSync(path, sealJson({ ...Object(stranger), format: 1 }));
      verifyStore(store);
      deleteGarbage(store, planCollection(store, { keys: [record.key] }));
      assert.ok([...store.listRecords()].length <= 1);
    }
  }));

Deno.test("strange manifests with a right hash are refused", () =>
  withStore(async (store) => {
    const { manifest } = await storeSample(store, 1);
    const plain: JsonValue = JSON.parse(JSON.stringify(manifest));
    const changes = fc.tuple(fc.constantFrom(...listPaths(plain)), strange);
    for (const [place, other] of fc.sample(changes, { numRuns: 200, seed: 7 })) {
      const text = JSON.stringify(replaceAt(plain, place, other)) ?? "null";
      const canonical = encodeCanonicalJson(JSON.parse(text));
      const { sha256 } = store.blobs.writeNow(encode(canonical));
      try {
        if (store.hasArtifact(sha256)) store.readArtifact(sha256);
      } catch (error) {
        assert.ok(error instanceof KooplineError && error.code === "store.format");
      }
    }
  }));
