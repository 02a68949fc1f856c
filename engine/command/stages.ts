/** `stages [KIND]`: the stage kinds, their parameters, ports and tables. */

import { z } from "zod";
import type { StageKind } from "../../stages/define.ts";
import { loadBuiltInKinds, loadNamedKinds } from "./built_in_kinds.ts";
import { renderKind } from "./kind_text.ts";
import { choosePaint, measureTerminal, writeJson, writeOut } from "./terminal.ts";
import { wrapWords } from "./wrap.ts";

/** Shows one kind whole, or all of them in a line each. Returns the exit code. */
export async function stagesCommand(
  kind: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const kinds = kind === undefined ? await loadBuiltInKinds() : await loadNamedKinds([kind]);
  if (options.json) {
    for (const one of kinds) writeJson(describeKind(one));
    return 0;
  }
  const paint = choosePaint("stdout");
  const { columns } = measureTerminal();
  if (kind !== undefined) {
    for (const one of kinds) writeOut(`${renderKind(one, paint, columns).join("\n")}\n`);
    return 0;
  }
  const width = Math.max(...kinds.map((one) => one.kind.length));
  for (const one of kinds) {
    const [first = "", ...rest] = wrapWords(one.summary, columns - width - 3);
    writeOut(`${paint("bold", one.kind.padEnd(width))}  ${first}\n`);
    for (const line of rest) writeOut(`${" ".repeat(width)}  ${line}\n`);
  }
  writeOut(paint("dim", "\n`stages KIND` shows parameters, ports and tables.\n"));
  return 0;
}

function describeKind(kind: StageKind) {
  return {
    kind: kind.kind,
    summary: kind.summary,
    params: z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" }),
    needs: Object.fromEntries(
      Object.entries(kind.needs).map(([name, port]) => [
        name,
        port.arity === "any"
          ? { arity: "any" }
          : { arity: port.arity, type: port.type.name, optional: port.optional ?? false },
      ]),
    ),
    open: kind.open ?? false,
    makes: typeof kind.makes === "function" ? null : kind.makes.name,
    effects: kind.effects ?? [],
  };
}
