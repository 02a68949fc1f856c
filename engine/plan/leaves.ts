/** What a preimage consists of, as texts by name: the names are what people call the parts. */

import type { JsonValue, Labels } from "../../schemas/json.ts";
import { encodeCanonicalJson } from "../store/canonical_json.ts";
import type { MissingInput, Preimage } from "../store/record.ts";
import { formatLabels, sortLabels } from "./preimage.ts";

/** Texts by name. */
export type Leaves = ReadonlyMap<string, string>;

/** Lists the leaves of a JSON value by dotted path: `optimiser.rate → 0.1`. A list of plain values is one leaf. */
export function listLeaves(value: JsonValue, path = ""): Leaves {
  const leaves = new Map<string, string>();
  const children = listChildren(value);
  if (children.length === 0) {
    if (path !== "") leaves.set(path, encodeCanonicalJson(value));
    return leaves;
  }
  for (const [name, child] of children) {
    const step = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    for (const [leaf, text] of listLeaves(child, step)) leaves.set(leaf, text);
  }
  return leaves;
}

function listChildren(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (typeof value !== "object" || value === null) return [];
  const children = Object.entries(value);
  const isPlainList = Array.isArray(value) &&
    children.every(([, child]) => typeof child !== "object" || child === null);
  return isPlainList ? [] : children;
}

/** Lists a preimage's inputs by port and labels, those that failed as `missing`. */
export function listInputs(preimage: Preimage): Leaves {
  const leaves = new Map<string, string>();
  for (const [port, items] of Object.entries(preimage.inputs)) {
    for (const item of items) leaves.set(nameInput(port, item), item.artifact);
  }
  for (const [port, items] of Object.entries(preimage.missing ?? {})) {
    for (const item of items) leaves.set(nameInput(port, item), "missing");
  }
  return leaves;
}

/** Lists the labels of each port's inputs, in the order in which they arrive. */
export function listOrders({ inputs }: Preimage): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(inputs).map(([port, items]) => [port, items.map(nameItem)]),
  );
}

/** Lists the axes of the stages that a query sees. */
export function listSchemaAxes({ schemas }: Preimage): Leaves {
  return new Map(
    Object.entries(schemas ?? {}).map(([stage, axes]) => [
      `of ${stage}`,
      axes.join(", ") || "none",
    ]),
  );
}

/** Lists what is in a record of texts. */
export function listTexts(record: Readonly<Record<string, string>> | undefined): Leaves {
  return new Map(Object.entries(record ?? {}));
}

/** Lists packages as `name → version (integrity)`, so that an upgrade is one change. */
export function listVersions(packages: Readonly<Record<string, string>>): Leaves {
  const versions = new Map<string, string>();
  // The order in which packages were found is no part of a fingerprint.
  for (const [specifier, integrity] of Object.entries(packages).sort()) {
    const at = specifier.indexOf("@", 1);
    const name = specifier.slice(0, at);
    // A version may be followed by the peers it was resolved with; those are packages of their own.
    const version = specifier.slice(at + 1).split("_")[0] ?? "";
    const text = `${version} (${integrity.slice(0, 15)}…)`;
    const held = versions.get(name);
    versions.set(name, held === undefined ? text : `${held}, ${text}`);
  }
  return versions;
}

function nameInput(port: string, item: MissingInput): string {
  const inside = nameItem(item);
  return inside === "" ? port : `${port}[${inside}]`;
}

function nameItem({ labels, axes, stage }: MissingInput): string {
  const named: Labels = axes ?? labels;
  const parts = [stage === undefined ? "" : `stage=${stage}`, formatLabels(sortLabels(named))];
  return parts.filter((part) => part !== "").join(",");
}
