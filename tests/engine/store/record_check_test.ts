import assert from "node:assert/strict";
import { isCellRecord, isManifest } from "../../../engine/store/record_check.ts";
import { makeRecord } from "./sample.ts";

const record = makeRecord({ rate: 0.1 }, "ab".repeat(32));
const input = { labels: { seed: 1 }, artifact: "cd".repeat(32), stage: "train" };
const problem = { code: "stage.failed", where: "x", expected: "a", found: "b", hint: "c" };

const withInput = (changed: object) => ({
  ...record,
  preimage: { ...record.preimage, inputs: { data: [{ ...input, ...changed }] } },
});
const withProblem = (changed: object) => ({
  ...record,
  outcome: { kind: "failed", problem: { ...problem, ...changed } },
});

Deno.test("isCellRecord() believes only what can be written out in messages", () => {
  assert.ok(isCellRecord(withInput({})));
  assert.ok(isCellRecord(withProblem({})));
  assert.equal(isCellRecord(withInput({ labels: { seed: {} } })), false);
  assert.equal(isCellRecord(withInput({ labels: { seed: null } })), false);
  assert.equal(isCellRecord(withInput({ stage: 1 })), false);
  assert.equal(isCellRecord(withInput({ axes: { seed: [] } })), false);
  assert.equal(isCellRecord(withProblem({ hint: 1 })), false);
  assert.equal(isCellRecord(withProblem({ where: {} })), false);
  const { preimage } = record;
  assert.equal(isCellRecord({ ...record, preimage: { ...preimage, catalog: {} } }), false);
  assert.equal(isCellRecord({ ...record, preimage: { ...preimage, schemas: { a: [1] } } }), false);
});

Deno.test("isManifest() refuses a table of one blob that has chunks of another form beside it", () => {
  const blob = { sha256: "ab".repeat(32), bytes: 3, rows: 1 };
  const manifest = (table: object) => ({
    format: 1,
    type: "sample",
    version: 1,
    tables: { values: table },
    files: {},
    meta: {},
  });
  assert.ok(isManifest(manifest(blob)));
  assert.ok(isManifest(manifest({ rows: 1, chunks: [blob] })));
  for (const chunks of [5, null, {}, [1]]) {
    assert.equal(isManifest(manifest({ ...blob, chunks })), false, JSON.stringify(chunks));
  }
});
