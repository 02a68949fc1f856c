import { KooplineError } from "../../schemas/error.ts";
import type { StageKind } from "../../stages/define.ts";

/**
 * Finds the stage kind that a module exports.
 *
 * @param name the export to take; without it the module must export exactly one kind.
 * @param where what to name in the error: the cell, or the place of `uses:`.
 * @throws {KooplineError} `stage.load` when there is no such kind, or more than one.
 */
export function findKind(
  exports: Readonly<Record<string, unknown>>,
  where: string,
  name?: string,
): StageKind {
  const kinds = new Set<StageKind>();
  for (const [key, value] of Object.entries(exports)) {
    if ((name === undefined || key === name) && isKind(value)) kinds.add(value);
  }
  const [kind, other] = kinds;
  if (kind !== undefined && other === undefined) return kind;
  throw new KooplineError({
    code: "stage.load",
    where,
    expected: name === undefined
      ? "a module that exports one stage kind"
      : `a stage kind exported as \`${name}\``,
    found: other === undefined ? "none" : `${kinds.size} of them`,
    hint: "Write `export const my_stage = defineStage({ … })`.",
  });
}

function isKind(value: unknown): value is StageKind {
  return typeof value === "object" && value !== null && "kind" in value &&
    typeof value.kind === "string" && "run" in value && typeof value.run === "function" &&
    "makes" in value && "params" in value && "needs" in value;
}
