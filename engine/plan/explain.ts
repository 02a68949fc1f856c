/** Why a cell runs: the difference between its preimage and the nearest earlier one. */

import type { JsonValue } from "../../schemas/json.ts";
import { encodeCanonicalJson } from "../store/canonical_json.ts";
import type { CodeManifest, MissingInput, Preimage } from "../store/record.ts";
import { formatLabels, sortLabels } from "./preimage.ts";

/** One thing that determines a result and is not what it was. */
export interface Difference {
  readonly what:
    | "parameter"
    | "input"
    | "module"
    | "package"
    | "file"
    | "query"
    | "axes"
    | "pipeline"
    | "kind"
    | "format";
  /** Which one: a parameter's path, a port and labels, a module's path, a package's name. */
  readonly name: string;
  /** What it was, as text; absent when it is new. */
  readonly before?: string;
  /** What it is, as text; absent when it is gone. */
  readonly after?: string;
}

/** Reads the module graph of a code hash, where it is known. */
export type ReadCode = (hash: string) => CodeManifest | undefined;

/** Lists what differs between two preimages, in a fixed order: code last, since it has the most words. */
export function diffPreimages(
  before: Preimage,
  after: Preimage,
  readCode: ReadCode,
): readonly Difference[] {
  const differences: Difference[] = [];
  if (before.format !== after.format) {
    differences.push(change("format", "store format", String(before.format), String(after.format)));
  }
  if (before.catalog !== after.catalog) {
    const [was, is] = [before.catalog, after.catalog].map((rules) => String(rules ?? "none"));
    differences.push(change("format", "catalog rules", was, is));
  }
  if (before.kind !== after.kind) {
    differences.push(change("kind", "stage kind", before.kind, after.kind));
  }
  differences.push(...diffMaps("parameter", flatten(before.params), flatten(after.params)));
  differences.push(...diffMaps("input", mapInputs(before), mapInputs(after)));
  differences.push(...diffMaps("file", mapText(before.files), mapText(after.files)));
  differences.push(...diffMaps("query", mapText(before.queries), mapText(after.queries)));
  differences.push(...diffMaps("axes", mapSchemas(before), mapSchemas(after)));
  differences.push(
    ...diffMaps("pipeline", flatten(before.pipeline ?? {}), flatten(after.pipeline ?? {})),
  );
  if (before.code !== after.code) differences.push(...diffCode(before.code, after.code, readCode));
  return differences;
}

/** Writes a difference as one line: `parameter rate: 0.1 → 0.2`. */
export function formatDifference(difference: Difference): string {
  const { what, name, before, after } = difference;
  const subject = what === "format" || what === "kind" ? name : `${what} ${name}`;
  if (before === undefined) return `${subject}: new${after ? ` (${after})` : ""}`;
  if (after === undefined) return `${subject}: gone`;
  return `${subject}: ${before} → ${after}`;
}

function diffCode(before: string, after: string, readCode: ReadCode): readonly Difference[] {
  const old = readCode(before);
  const now = readCode(after);
  if (old === undefined || now === undefined) {
    return [change("module", "code", show("module", before), show("module", after))];
  }
  return [
    ...diffMaps("module", mapText(old.modules), mapText(now.modules)),
    ...diffMaps("package", splitVersions(old.packages), splitVersions(now.packages)),
  ];
}

/** `name@version → integrity` as `name → version integrity`, so that an upgrade is one change. */
function splitVersions(packages: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  // The order in which packages were found is no part of a fingerprint.
  for (const [specifier, integrity] of Object.entries(packages).sort()) {
    const at = specifier.lastIndexOf("@");
    const name = specifier.slice(0, at);
    const version = `${specifier.slice(at + 1)} (${integrity.slice(0, 15)}…)`;
    const held = versions.get(name);
    versions.set(name, held === undefined ? version : `${held}, ${version}`);
  }
  return versions;
}

function diffMaps(
  what: Difference["what"],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly Difference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    return was === is ? [] : [change(what, name, show(what, was), show(what, is))];
  });
}

/** Addresses and hashes are shortened and long texts clipped only here, after they were compared. */
function show(what: Difference["what"], text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (what === "input" || what === "module" || what === "file") return text.slice(0, 12);
  const line = text.replace(/\s+/g, " ");
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}

function change(
  what: Difference["what"],
  name: string,
  before: string | undefined,
  after: string | undefined,
): Difference {
  return {
    what,
    name,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function mapInputs(preimage: Preimage): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [port, items] of Object.entries(preimage.inputs)) {
    for (const item of items) map.set(nameInput(port, item), item.artifact);
  }
  for (const [port, items] of Object.entries(preimage.missing ?? {})) {
    for (const item of items) map.set(nameInput(port, item), "missing");
  }
  return map;
}

function mapSchemas({ schemas }: Preimage): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(schemas ?? {}).map((
      [stage, axes],
    ) => [`of ${stage}`, axes.join(", ") || "none"]),
  );
}

function nameInput(port: string, { labels, axes, stage }: MissingInput): string {
  const parts = [
    stage === undefined ? "" : `stage=${stage}`,
    formatLabels(sortLabels(axes ?? labels)),
  ];
  const inside = parts.filter((part) => part !== "").join(",");
  return inside === "" ? port : `${port}[${inside}]`;
}

function mapText(
  record: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, string> {
  return new Map(Object.entries(record ?? {}));
}

/** The leaves of a JSON value by dotted path: `optimiser.rate → 0.1`. */
function flatten(value: JsonValue, path = ""): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const isBranch = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBranch) {
    if (path !== "") leaves.set(path, encodeCanonicalJson(value));
    return leaves;
  }
  for (const [name, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    for (const [leaf, text] of flatten(child, step)) leaves.set(leaf, text);
  }
  return leaves;
}
