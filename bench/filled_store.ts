/**
 * Stores of many records, written at once instead of by running their cells: what months of work leave.
 *
 * Keys, artifacts and records are those that runs would have written; only the wait for the disk is left out.
 */

import { NO_RESULTS } from "../engine/plan/missing.ts";
import { keyCell } from "../engine/plan/resolve.ts";
import { openSession } from "../engine/run/session.ts";
import { encodeTable } from "../engine/store/arrow_encode.ts";
import { writeArtifact } from "../engine/store/artifacts.ts";
import type { Blobs } from "../engine/store/blobs.ts";
import { locateRecord } from "../engine/store/layout.ts";
import { type CellRecord, STORE_FORMAT } from "../engine/store/record.ts";
import { sealJson } from "../engine/store/sealed_json.ts";
import { describeText } from "./text_artifact.ts";

/** Gives every cell of a pipeline whose stages need nothing a result of its own. */
export async function fillStore(file: string, root: string): Promise<void> {
  // A store that is there already keeps the cache of code, as after a run.
  Deno.mkdirSync(root, { recursive: true });
  const { pipeline, preimages, code, store } = await openSession({ file, set: {}, store: root });
  const blobs: Blobs = {
    ...store.blobs,
    write: (bytes) => Promise.resolve(store.blobs.writeNow(bytes)),
  };
  for (const [hash, manifest] of code) store.writeCode(hash, manifest);
  for (const cell of pipeline.cells) {
    const { key, preimage } = keyCell(preimages, cell, NO_RESULTS);
    const { tables, files, meta } = describeText("x", cell.index, "");
    const chunk = { rows: 1, bytes: encodeTable(tables.values) };
    const artifact = {
      type: "expectation",
      version: 1,
      tables: { values: { rows: 1, chunks: [chunk] } },
      files,
      meta,
    };
    const { address } = await writeArtifact(blobs, artifact);
    const record: CellRecord = {
      format: STORE_FORMAT,
      key,
      preimage,
      outcome: { kind: "done", artifact: address, measured: false },
      log: [],
      cost: { milliseconds: 1 },
      attestations: [],
    };
    const path = locateRecord(root, preimage.kind, key);
    store.disk.writeNow(path, new TextEncoder().encode(sealJson(record)));
  }
}

if (import.meta.main) {
  const [file = "", root = ""] = Deno.args;
  await fillStore(file, root);
}
