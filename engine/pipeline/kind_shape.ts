/** Finding the stage kind that a module exports, by its shape. */

import { isDeviceName } from "../../schemas/device_name.ts";
import type { Port, StageKind } from "../../stages/define.ts";
import { readStep } from "./allowed_keys.ts";

/** The stage kinds among a module's exports, and what is wrong with those that are nearly one. */
export interface FoundKinds {
  readonly kinds: readonly { readonly exportName: string; readonly kind: StageKind }[];
  /** For each export that has `kind` and `run` but is no stage kind: what it lacks. */
  readonly flaws: readonly { readonly exportName: string; readonly flaw: string }[];
}

/** Finds the stage kinds among a module's exports; the same kind under two names counts once. */
export function findStageKinds(namespace: unknown): FoundKinds {
  const kinds: { exportName: string; kind: StageKind }[] = [];
  const flaws: { exportName: string; flaw: string }[] = [];
  for (const [exportName, value] of Object.entries(Object(namespace))) {
    if (kinds.some(({ kind }) => kind === value)) continue;
    if (isStageKind(value)) kinds.push({ exportName, kind: value });
    else if (isRecord(value) && "kind" in value && "run" in value) {
      flaws.push({ exportName, flaw: findFlaw(value) ?? "nothing" });
    }
  }
  return { kinds, flaws };
}

function isStageKind(value: unknown): value is StageKind {
  return isRecord(value) && findFlaw(value) === undefined;
}

/** Returns what a value lacks to be a stage kind, as a noun phrase. */
function findFlaw(value: Readonly<Record<string, unknown>>): string | undefined {
  const { kind, summary, params, needs, makes, run } = value;
  // The name becomes a folder of the store.
  if (typeof kind !== "string" || !/^[a-z][a-z0-9_]{0,63}$/.test(kind)) {
    return "a snake_case `kind`";
  }
  if (isDeviceName(kind)) return "a `kind` that is no device of Windows";
  if (typeof summary !== "string") return "a `summary` in words";
  if (!isRecord(params) || typeof params.safeParse !== "function") {
    return "`params` as a zod schema";
  }
  if (!isRecord(needs)) return "`needs` as a map of ports";
  const port = Object.entries(needs).find(([, candidate]) => !isPort(candidate));
  if (port !== undefined) {
    return `the port \`${port[0]}\` built by one(…), many(…), any() or optional(…)`;
  }
  if (typeof makes !== "function" && !isArtifactType(makes)) return "`makes` as an artifact type";
  if (typeof run !== "function") return "`run` as a function";
  return undefined;
}

function isPort(value: unknown): value is Port {
  const arity = readStep(value, "arity");
  return arity === "any" ||
    ((arity === "one" || arity === "many") && isArtifactType(readStep(value, "type")));
}

/** Tells whether a value has the name and version of an artifact type. */
export function isArtifactType(value: unknown): boolean {
  return typeof readStep(value, "name") === "string" &&
    typeof readStep(value, "version") === "number";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
