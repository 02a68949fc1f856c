/** Whether a stage's `needs` fit the ports of its kind. */

import type { ArtifactType } from "../../schemas/artifact_type.ts";
import type { Problem } from "../../schemas/error.ts";
import type { Port, StageKind } from "../../stages/define.ts";
import { listNames, quoteName } from "./describe.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { Report } from "./problems.ts";
import type { StageDraft } from "./stage_drafts.ts";
import { hintName, suggestName } from "./suggest.ts";

/** Returns the port of a kind, or an `any` port where the kind is open to further names. */
export function findPort(kind: StageKind, name: string): Port | undefined {
  if (Object.hasOwn(kind.needs, name)) return kind.needs[name];
  return kind.open === true ? { arity: "any" } : undefined;
}

/** Reports unknown ports, missing ports, and producers that make another type than the port takes. */
export function checkPorts(
  draft: StageDraft,
  drafts: ReadonlyMap<string, StageDraft>,
  parsed: ParsedPipeline,
  report: Report,
): void {
  const { kind } = draft.loaded;
  const known = Object.keys(kind.needs);
  const free = known.filter((name) => !draft.needs.has(name));
  /** Ports that are there under another name, which is reported on its own. */
  const misnamed = new Set<string>();
  for (const [name, producers] of draft.needs) {
    const port = findPort(kind, name);
    if (port === undefined) {
      const meant = suggestName(name, free) ?? (free.length === 1 ? free[0] : undefined);
      if (meant !== undefined) misnamed.add(meant);
      report(describeUnknown(draft, name, free, parsed));
      continue;
    }
    for (const producer of producers) {
      const made = drafts.get(producer)?.loaded.kind.makes;
      if (made === undefined || typeof made === "function" || producer === draft.name) continue;
      checkType({ draft, port, name, producer, made, drafts, parsed, report });
    }
  }
  checkAllowMissing(draft, parsed, report);
  for (const name of free) {
    const port = kind.needs[name];
    if (port !== undefined && !misnamed.has(name) && !isOptional(port)) {
      report(describeMissing(draft, name, port, drafts, parsed));
    }
  }
}

/** `allow_missing` means nothing to a stage whose ports all take one artifact. */
function checkAllowMissing(draft: StageDraft, parsed: ParsedPipeline, report: Report): void {
  if (!draft.allowMissing) return;
  const { kind } = draft.loaded;
  const ports = [...draft.needs.keys()].map((name) => findPort(kind, name));
  if (ports.some((port) => port !== undefined && port.arity !== "one")) return;
  report({
    code: "pipeline.ports",
    where: parsed.locate(["stages", draft.name, "allow_missing"], { key: true }),
    expected: "`allow_missing` on a stage with a port that takes several artifacts",
    found: draft.needs.size === 0
      ? "no `needs`"
      : `one artifact at each of ${listNames([...draft.needs.keys()])}`,
    hint: "A cell that takes one artifact cannot do without it; leave `allow_missing` out.",
  });
}

function describeUnknown(
  draft: StageDraft,
  name: string,
  free: readonly string[],
  parsed: ParsedPipeline,
): Problem {
  const { kind } = draft.loaded;
  const known = Object.keys(kind.needs);
  return {
    code: "pipeline.ports",
    where: parsed.locate(["stages", draft.name, "needs", name], { key: true }),
    expected: known.length === 0
      ? `no \`needs\`: the kind ${quoteName(kind.kind)} has no ports`
      : `a port of ${quoteName(kind.kind)}: ${listNames(known)}`,
    found: quoteName(name),
    ...optionalHint(hintName(name, free) ?? hintOnlyPort(free)),
  };
}

/** Tells whether a stage may leave a port out. */
function isOptional(port: Port): boolean {
  return port.arity !== "any" && port.optional === true;
}

function hintOnlyPort(free: readonly string[]): string | undefined {
  return free.length === 1 ? `The port is called ${quoteName(free[0] ?? "")}.` : undefined;
}

function describeMissing(
  draft: StageDraft,
  name: string,
  port: Port,
  drafts: ReadonlyMap<string, StageDraft>,
  parsed: ParsedPipeline,
): Problem {
  const { kind } = draft.loaded;
  const taken = port.arity === "any" ? "any artifacts" : `${port.arity} ${port.type.name}`;
  const found = draft.needs.size === 0
    ? "no `needs`"
    : `\`needs\` with ${listNames([...draft.needs.keys()])} only`;
  const makers = port.arity === "any" ? [] : listMakers(port.type, draft, drafts);
  const example = makers.length === 1 ? `: write \`needs: { ${name}: ${makers[0]} }\`` : "";
  return {
    code: "pipeline.ports",
    where: parsed.locate(["stages", draft.name, "needs"], { key: true }),
    expected: `the port ${quoteName(name)} of ${quoteName(kind.kind)} (${taken}) in \`needs\` of ${
      quoteName(draft.name)
    }`,
    found,
    ...optionalHint(makers.length === 0 ? undefined : `Made by ${listNames(makers)}${example}.`),
  };
}

/** A producer's type and the port that it serves. */
export interface TypeCheck {
  readonly draft: StageDraft;
  readonly name: string;
  readonly port: Port;
  readonly producer: string;
  readonly made: ArtifactType;
  readonly drafts: ReadonlyMap<string, StageDraft>;
  readonly parsed: ParsedPipeline;
  readonly report: Report;
}

/** Reports a producer that makes another type than the port takes; returns whether it fits. */
export function checkType(
  { draft, name, port, producer, made, drafts, parsed, report }: TypeCheck,
): boolean {
  if (port.arity === "any" || port.type.name === made.name) return true;
  const { kind } = draft.loaded;
  const makers = listMakers(port.type, draft, drafts);
  const others = Object.entries(kind.needs)
    .filter(([, other]) => other.arity !== "any" && other.type.name === made.name)
    .map(([other]) => other);
  const hint = others.length > 0
    ? `The port ${listNames(others)} takes ${made.name}.`
    : makers.length > 0
    ? `Stages that make ${port.type.name}: ${listNames(makers)}.`
    : `No stage of the pipeline makes ${port.type.name}.`;
  report({
    code: "pipeline.ports",
    where: parsed.locate([
      "stages",
      draft.name,
      "needs",
      name,
      (draft.needs.get(name) ?? []).indexOf(producer),
    ]),
    expected: `a stage that makes ${port.type.name} for the port ${quoteName(name)} of ${
      quoteName(kind.kind)
    }`,
    found: `${quoteName(producer)}, which makes ${made.name}`,
    hint,
  });
  return false;
}

function listMakers(
  type: ArtifactType,
  draft: StageDraft,
  drafts: ReadonlyMap<string, StageDraft>,
): string[] {
  return [...drafts.values()]
    .filter(({ name, loaded: { kind: { makes } } }) =>
      name !== draft.name && typeof makes !== "function" && makes.name === type.name
    )
    .map(({ name }) => name);
}

function optionalHint(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
