/** Fuzzing of what the store keeps: records, manifests, claims, signs of life, locks, histories. */

import { readManifest } from "../../../engine/store/artifacts.ts";
import { listBlobs, readArtifact } from "../../../engine/store/artifacts.ts";
import { type AliveNote, parseNote } from "../../../engine/store/alive.ts";
import type { Blobs } from "../../../engine/store/blobs.ts";
import { parseOwner } from "../../../engine/store/claim_file.ts";
import { isRunId } from "../../../engine/store/layout.ts";
import { checkRecord } from "../../../engine/store/records.ts";
import { sealJson } from "../../../engine/store/sealed_json.ts";
import { diffPreimages, formatDifference } from "../../../engine/plan/explain.ts";
import { formatLabels } from "../../../engine/plan/preimage.ts";
import { readLockFile } from "../../../engine/run/lock.ts";
import { readStamp, stampSvg } from "../../../engine/run/stamp.ts";
import { formatProblem } from "../../../schemas/error.ts";
import type { JsonValue } from "../../../schemas/json.ts";
import { makeRecord } from "../../engine/store/sample.ts";
import type { Dice } from "./dice.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateJson } from "./mutate_json.ts";
import { beginsWith, everyPlace, type Target } from "./target.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const plain = makeRecord({ rate: 0.1, list: [1, "a"] }, "ab".repeat(32));
const SAMPLE = {
  ...plain,
  preimage: {
    ...plain.preimage,
    inputs: {
      data: [{
        labels: { seed: 1, way: "x" },
        artifact: "cd".repeat(32),
        stage: "train",
        axes: { seed: 1 },
      }],
    },
    missing: { data: [{ labels: { seed: 2 }, stage: "train" }] },
    files: { "a.csv": "ef".repeat(32) },
    queries: { data: "select 1" },
    catalog: 1,
    schemas: { train: ["seed"] },
    pipeline: { name: "p", axes: { seed: [1, 2] }, stages: [] },
  },
  attestations: [{ at: "2026-01-01T00:00:00Z" }],
  measurement: {
    at: "2026-01-01T00:00:00Z",
    deno: "2.9.6",
    system: "linux x86_64",
    processors: 2,
    processor: "a processor",
  },
};
const FAILED = {
  ...plain,
  outcome: {
    kind: "failed",
    problem: { code: "stage.failed", where: "x", expected: "a", found: "b", hint: "c" },
  },
};
const RECORDS = [SAMPLE, FAILED].map((record) => JSON.stringify(record));
const RECORD_SEEDS = RECORDS.map((text) => encode(sealJson(JSON.parse(text))));

/** Most inputs are sealed: the seal refuses all others, and another program could write one. */
function mutateSealed(dice: Dice, texts: readonly string[], seeds: readonly Uint8Array[]) {
  if (dice.once(4)) return mutateBytes(dice, dice.pick(seeds), seeds);
  try {
    return encode(sealJson(JSON.parse(mutateJson(dice, dice.pick(texts)))));
  } catch {
    return encode(`{"body":${dice.pick(texts)}}`);
  }
}

/** Records: what is believed can be shown, compared and followed. */
export const record: Target = {
  name: "record",
  seeds: RECORD_SEEDS,
  mutate: (dice) => mutateSealed(dice, RECORDS, RECORD_SEEDS),
  readings: [{
    name: "record",
    read(bytes) {
      const path = "record.json";
      const found = checkRecord(bytes, { kind: "sample", key: plain.key, path });
      if (typeof found === "string") return undefined;
      const { preimage, outcome, measurement } = found;
      const before = diffPreimages(preimage, plain.preimage, () => undefined);
      const after = diffPreimages(plain.preimage, preimage, () => undefined);
      const items = [...Object.values(preimage.inputs), ...Object.values(preimage.missing ?? {})];
      const words = [
        ...[...before, ...after].map(formatDifference),
        ...items.flat().map(({ labels, stage }) => `${stage ?? ""} ${formatLabels(labels)}`),
        outcome.kind === "failed" ? formatProblem(outcome.problem) : outcome.artifact,
        measurement?.at ?? "",
      ];
      // `params` are any JSON, which differences show.
      const strange = words.find((text) => text.includes("[object"));
      if (strange !== undefined) throw new Error(`a record that shows as ${strange}`);
      return found;
    },
    codes: /^store\.format$/,
    hasPlace: beginsWith("record.json"),
  }],
};

const HASH = "12".repeat(32);
const blob = { sha256: HASH, bytes: 3 };
const MANIFESTS: readonly JsonValue[] = [
  {
    format: 1,
    type: "sample",
    version: 1,
    tables: { values: { ...blob, rows: 3 }, steps: { rows: 6, chunks: [{ ...blob, rows: 3 }] } },
    files: { svg: blob },
    meta: { seed: 1, title: "a" },
  },
];
const MANIFEST_TEXTS = MANIFESTS.map((manifest) => JSON.stringify(manifest));
const MANIFEST_SEEDS = MANIFEST_TEXTS.map(encode);

/** Blobs of which all are there. */
function serveManifest(bytes: Uint8Array): Blobs {
  const refuse = () => {
    throw new Error("nothing is written");
  };
  return {
    write: refuse,
    writeNow: refuse,
    has: () => true,
    read: (_, size) => size === undefined ? bytes : new Uint8Array(Math.min(size, 8)),
  };
}

/** Manifests under a right hash. */
export const manifest: Target = {
  name: "manifest",
  seeds: MANIFEST_SEEDS,
  mutate: (dice) =>
    dice.once(5)
      ? mutateBytes(dice, dice.pick(MANIFEST_SEEDS), MANIFEST_SEEDS)
      : encode(mutateJson(dice, dice.pick(MANIFEST_TEXTS))),
  readings: [{
    name: "manifest",
    read(bytes) {
      const blobs = serveManifest(bytes);
      const found = readManifest(blobs, HASH);
      for (const { sha256, bytes: size } of listBlobs(found)) {
        if (/^[0-9a-f]{64}$/.test(sha256) && Number.isSafeInteger(size) && size >= 0) continue;
        throw new Error(`a blob ${sha256} of ${size} bytes`);
      }
      return readArtifact(blobs, HASH);
    },
    codes: /^store\.(?:corrupt|format)$/,
    hasPlace: beginsWith(HASH),
  }],
};

const NOTES: readonly AliveNote[] = [
  { run: "2026-01-01T00-00-00-000Z-1", host: "here", locked: true, started: 1 },
];
const CLAIM_TEXTS = NOTES.map((note) => JSON.stringify(note));
const CLAIM_SEEDS = CLAIM_TEXTS.map(encode);

/** Claims and signs of life: whoever is named is a run. */
export const claim: Target = {
  name: "claim",
  seeds: CLAIM_SEEDS,
  mutate: (dice) =>
    dice.once(2)
      ? mutateBytes(dice, dice.pick(CLAIM_SEEDS), CLAIM_SEEDS)
      : encode(mutateJson(dice, dice.pick(CLAIM_TEXTS))),
  readings: [parseOwner, parseNote].map((parse) => ({
    name: parse.name,
    read(bytes: Uint8Array) {
      const owner = parse(decode(bytes));
      if (owner === undefined || isRunId(owner.run)) return owner;
      throw new Error(`the run ${owner.run}`);
    },
    codes: /^$/,
    hasPlace: everyPlace,
  })),
};

const LOCK_TEXTS = [
  JSON.stringify({
    format: 1,
    pipeline: "p",
    cells: { "train[seed=1]": "ab".repeat(32), report: "cd".repeat(32) },
  }),
];
const LOCK_SEEDS = LOCK_TEXTS.map(encode);

/** Lock files; every address of one that is read is an address. */
export const lock: Target = {
  name: "lock",
  seeds: LOCK_SEEDS,
  mutate: (dice) =>
    dice.once(4)
      ? mutateBytes(dice, dice.pick(LOCK_SEEDS), LOCK_SEEDS)
      : encode(mutateJson(dice, dice.pick(LOCK_TEXTS))),
  readings: [{
    name: "lock",
    read(bytes) {
      const path = Deno.makeTempFileSync({ suffix: ".lock.json" });
      try {
        Deno.writeFileSync(path, bytes);
        const found = readLockFile(path);
        for (const address of found.values()) {
          if (!/^[0-9a-f]{64}$/.test(address)) throw new Error(`the address ${address}`);
        }
        return found;
      } finally {
        Deno.removeSync(path);
      }
    },
    codes: /^(?:store\.format|lock\.)/,
    hasPlace: (where) => where?.endsWith(".lock.json") === true,
  }],
};

const STAMP = { pipeline: "p", cell: "figure[a=<1>]", key: "ab".repeat(32), artifact: HASH };
const SVG_SEEDS = [stampSvg('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', STAMP)];

/** Published figures, which say what they were made from. */
export const stamp: Target = {
  name: "stamp",
  seeds: SVG_SEEDS,
  mutate: (dice) => mutateBytes(dice, dice.pick(SVG_SEEDS), SVG_SEEDS),
  readings: [{
    name: "stamp",
    read: (bytes) => readStamp(decode(bytes)),
    codes: /^$/,
    hasPlace: everyPlace,
  }],
};
