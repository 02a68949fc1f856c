/** Telling whether JSON is a manifest, a record or a module graph. */

import { isHash } from "./hash.ts";
import { isKindName } from "./layout.ts";
import { type CellRecord, type CodeManifest, type Manifest, STORE_FORMAT } from "./record.ts";

/** Tells whether JSON is a manifest of this format. */
export function isManifest(value: unknown): value is Manifest {
  return isObject(value) && value["format"] === STORE_FORMAT &&
    typeof value["type"] === "string" && Number.isInteger(value["version"]) &&
    hasMembers(value["tables"], isTableEntry) &&
    hasMembers(value["files"], isBlobEntry) && value["meta"] !== undefined;
}

/** Tells whether JSON is a record of this format. */
export function isCellRecord(value: unknown): value is CellRecord {
  return isObject(value) && value["format"] === STORE_FORMAT && isHashText(value["key"]) &&
    isPreimage(value["preimage"]) && isOutcome(value["outcome"]) &&
    isListOf(value["log"], (line) => typeof line === "string") &&
    isObject(value["cost"]) && typeof value["cost"]["milliseconds"] === "number" &&
    isListOf(value["attestations"], isObject) && isOptional(value["measurement"], isMeasurement);
}

/** Tells whether JSON is a module graph. */
export function isCodeManifest(value: unknown): value is CodeManifest {
  return isObject(value) && hasMembers(value["modules"], (hash) => typeof hash === "string") &&
    hasMembers(value["packages"], (hash) => typeof hash === "string");
}

function isPreimage(value: unknown): boolean {
  return isObject(value) && value["format"] === STORE_FORMAT &&
    typeof value["kind"] === "string" && isKindName(value["kind"]) &&
    typeof value["code"] === "string" && value["params"] !== undefined &&
    hasMembers(value["inputs"], (items) => isListOf(items, isPreimageInput)) &&
    isOptional(
      value["missing"],
      (missing) =>
        hasMembers(
          missing,
          (items) => isListOf(items, isLabelled),
        ),
    ) &&
    isOptional(value["files"], (files) => hasMembers(files, isHashText)) &&
    isOptional(value["queries"], (queries) => hasMembers(queries, isText)) &&
    isOptional(value["catalog"], isCount) &&
    isOptional(
      value["schemas"],
      (schemas) => hasMembers(schemas, (axes) => isListOf(axes, isText)),
    );
}

function isPreimageInput(value: unknown): boolean {
  return isLabelled(value) && isHashText(value["artifact"]);
}

/** What an input says besides its artifact: it is written out in messages, so everything in it is a text or a number. */
function isLabelled(value: unknown): value is Fields {
  return isObject(value) && isLabels(value["labels"]) && isOptional(value["stage"], isText) &&
    isOptional(value["axes"], isLabels);
}

function isLabels(value: unknown): boolean {
  return hasMembers(value, (label) => ["string", "number", "boolean"].includes(typeof label));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isMeasurement(value: unknown): boolean {
  return isObject(value) && typeof value["at"] === "string" && typeof value["deno"] === "string" &&
    typeof value["system"] === "string" && isCount(value["processors"]) &&
    isOptional(value["processor"], (name) => typeof name === "string");
}

function isOutcome(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value["kind"] === "done") {
    return isHashText(value["artifact"]) && typeof value["measured"] === "boolean";
  }
  const problem = value["problem"];
  return value["kind"] === "failed" && isObject(problem) && isText(problem["code"]) &&
    isText(problem["expected"]) && isText(problem["found"]) &&
    isOptional(problem["where"], isText) && isOptional(problem["hint"], isText);
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function hasMembers(value: unknown, test: (member: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(test);
}

function isOptional(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === undefined || test(value);
}

function isBlobEntry(value: unknown): value is Fields {
  return isObject(value) && isHashText(value["sha256"]) && isCount(value["bytes"]);
}

function isTableEntry(value: unknown): boolean {
  if (!isObject(value) || !isCount(value["rows"])) return false;
  return "chunks" in value ? isListOf(value["chunks"], isTableBlob) : isTableBlob(value);
}

function isTableBlob(value: unknown): boolean {
  return isBlobEntry(value) && isCount(value["rows"]);
}

function isHashText(value: unknown): boolean {
  return typeof value === "string" && isHash(value);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
