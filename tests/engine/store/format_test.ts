import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { decodeTable, encodeTable } from "../../../engine/store/arrow_table.ts";
import { openStore } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { CODE, CODE_HASH, readChunk } from "./sample.ts";

// A store as format 1 writes it, kept for ever: later versions read it, migrate it, or say the way forward.
const FIXTURE = fileURLToPath(new URL("../../fixtures/store_format_1", import.meta.url));

const VALUES = {
  step: Int32Array.of(0, 1, 2),
  value: Float64Array.of(1, 0.5, NaN),
  single: Float32Array.of(0.25, -0, NaN),
  name: ["one", "zwei", "três"],
  kept: Uint8Array.of(1, 0, 1),
  modes: { width: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
};

Deno.test("a store of format 1 is read in every part", () => {
  const store = openStore(FIXTURE);
  const [record, ...others] = store.listRecords();
  assert.ok(record?.outcome.kind === "done");
  assert.deepEqual(others, []);
  assert.deepEqual(record.preimage.params, { rank: 2 });
  const artifact = store.readArtifact(record.outcome.artifact);
  assert.deepEqual(decodeTable(readChunk(artifact, "values")), { columns: VALUES, rows: 3 });
  assert.equal(new TextDecoder().decode(artifact.files["svg"]), "<svg/>");
  assert.deepEqual(artifact.meta, { rank: 2 });
  assert.deepEqual(store.readCode(CODE_HASH), CODE);
  assert.deepEqual([...store.listRuns()], [{ format: 1, id: "2026-01-01T00-00-00-000Z-1" }]);
  assert.deepEqual(verifyStore(store).problems, []);
});

Deno.test("format 1 still gives a table the bytes, and so the address, that it gave it then", () => {
  const store = openStore(FIXTURE);
  const [record] = store.listRecords();
  assert.ok(record?.outcome.kind === "done");
  const artifact = store.readArtifact(record.outcome.artifact);
  assert.deepEqual(encodeTable(VALUES), readChunk(artifact, "values"));
});
