/** Why a cell runs: the difference between its preimage and the nearest earlier one. */

import type { JsonValue } from "../../schemas/json.ts";
import type { CodeManifest, Preimage } from "../store/record.ts";
import { clipText, contrastTexts } from "./contrast.ts";
import {
  type Leaves,
  listInputs,
  listLeaves,
  listOrders,
  listSchemaAxes,
  listTexts,
  listVersions,
} from "./leaves.ts";
import { listPipelineLeaves } from "./pipeline_leaves.ts";

/** One thing that determines a result and is not what it was. */
export interface Difference {
  readonly what:
    | "parameter"
    | "input"
    | "order"
    | "needs"
    | "module"
    | "package"
    | "file"
    | "query"
    | "axes"
    | "pipeline"
    | "kind"
    | "format"
    | "preimage";
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
  // The parameters and ports of another kind are no changes of their own.
  if (before.kind !== after.kind) return diffTexts("kind", "stage kind", before.kind, after.kind);
  const [was, is] = listPipelineLeaves(before.pipeline, after.pipeline);
  const params = [listLeaves(before.params), listLeaves(after.params)] as const;
  const axes = diffLeaves("axes", listSchemaAxes(before), listSchemaAxes(after));
  const named = [
    ...diffFormats(before, after),
    ...diffLeaves("parameter", ...params),
    ...diffLeaves("input", listInputs(before), listInputs(after)),
    // Axes that change places bring the inputs along.
    ...(axes.length > 0 ? [] : diffOrders(before, after)),
    ...diffDeclared(before, after, params),
    ...axes,
    ...diffLeaves("pipeline", was, is),
    ...(before.code === after.code ? [] : diffCode(before.code, after.code, readCode)),
  ];
  // Whatever has no name above still determines the key.
  return named.length > 0
    ? named
    : diffLeaves("preimage", listLeaves(toJson(before)), listLeaves(toJson(after)));
}

/** Writes a difference as one line: `parameter rate: 0.1 → 0.2`. */
export function formatDifference(difference: Difference): string {
  const { what, name, before, after } = difference;
  const subject = what === "format" || what === "kind" ? name : `${what} ${name}`;
  if (before === undefined) return `${subject}: new${after ? ` (${after})` : ""}`;
  if (after === undefined) return `${subject}: gone`;
  return `${subject}: ${before} → ${after}`;
}

function diffFormats(before: Preimage, after: Preimage): readonly Difference[] {
  const rules = ({ catalog }: Preimage) => String(catalog ?? "none");
  return [
    ...diffTexts("format", "store format", String(before.format), String(after.format)),
    ...diffTexts("format", "catalog rules", rules(before), rules(after)),
  ];
}

/** What differs between two module graphs, which is the same for every cell of a stage. */
const CODE_DIFFERENCES = new WeakMap<CodeManifest, WeakMap<CodeManifest, readonly Difference[]>>();

function diffCode(before: string, after: string, readCode: ReadCode): readonly Difference[] {
  const [old, now] = [readCode(before), readCode(after)];
  if (old === undefined || now === undefined) return diffTexts("module", "code", before, after);
  const known = CODE_DIFFERENCES.get(old) ?? new WeakMap<CodeManifest, readonly Difference[]>();
  const named = known.get(now) ?? diffManifests(old, now);
  CODE_DIFFERENCES.set(old, known.set(now, named));
  return named.length > 0 ? named : diffTexts("module", "code", before, after);
}

function diffManifests(old: CodeManifest, now: CodeManifest): readonly Difference[] {
  return [
    ...diffLeaves("module", listTexts(old.modules), listTexts(now.modules)),
    ...diffLeaves("package", listVersions(old.packages), listVersions(now.packages)),
  ];
}

/** Files and queries, but for what the parameters that changed say already: a file's name, or the SQL. */
function diffDeclared(
  before: Preimage,
  after: Preimage,
  [was, is]: readonly [Leaves, Leaves],
): readonly Difference[] {
  const told = { before: new Set<string>(), after: new Set<string>() };
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(name), is.get(name)];
    if (old === now) continue;
    if (old !== undefined) told.before.add(old);
    if (now !== undefined) told.after.add(now);
  }
  const isTold = (old: string | undefined, now: string | undefined) =>
    (old === undefined || told.before.has(JSON.stringify(old))) &&
    (now === undefined || told.after.has(JSON.stringify(now)));
  const files = diffLeaves("file", listTexts(before.files), listTexts(after.files))
    .filter((one) => {
      if (one.before !== undefined && one.after !== undefined) return true;
      return one.after === undefined ? !isTold(one.name, undefined) : !isTold(undefined, one.name);
    });
  const [old, now] = [listTexts(before.queries), listTexts(after.queries)];
  const queries = diffLeaves("query", old, now)
    .filter(({ name }) => !isTold(old.get(name), now.get(name)));
  return [...files, ...queries];
}

/** Inputs that are there before and after, and arrive in another order. */
function diffOrders(before: Preimage, after: Preimage): readonly Difference[] {
  const [was, is] = [listOrders(before), listOrders(after)];
  return [...is].flatMap(([port, names]) => {
    const earlier = was.get(port) ?? [];
    const [had, has] = [new Set(earlier), new Set(names)];
    const [old, now] = [
      earlier.filter((name) => has.has(name)),
      names.filter((name) => had.has(name)),
    ];
    return diffTexts("order", `of ${port}`, old.join("; "), now.join("; "));
  });
}

/** Lists the leaves that differ, by name. */
export function diffLeaves(
  what: Difference["what"],
  before: Leaves,
  after: Leaves,
): readonly Difference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => diffTexts(what, name, before.get(name), after.get(name)));
}

const HASHES: ReadonlySet<Difference["what"]> = new Set(["input", "module", "file"]);

/** Hashes are shortened and long texts cut only here, after they were compared. */
function diffTexts(
  what: Difference["what"],
  name: string,
  before: string | undefined,
  after: string | undefined,
): readonly Difference[] {
  if (before === after) return [];
  const clip = HASHES.has(what) ? (text: string) => text.slice(0, 12) : clipText;
  if (before === undefined) return [{ what, name, after: clip(after ?? "") }];
  if (after === undefined) return [{ what, name, before: clip(before) }];
  const [was, is] = HASHES.has(what) ? [clip(before), clip(after)] : contrastTexts(before, after);
  return [{ what, name, before: was, after: is }];
}

function toJson(preimage: Preimage): JsonValue {
  return JSON.parse(JSON.stringify(preimage));
}
