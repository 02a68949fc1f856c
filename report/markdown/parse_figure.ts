/** The name of figures in `figure:stage[axis=value,…]`. */

import type { FigureName } from "./piece.ts";

/** Parses what follows `figure:`; undefined when it is no name. A value with , or ] is put in quotes. */
export function parseFigureName(text: string): FigureName | undefined {
  const [, stage, , selection] = /^([^[\]\s]+)(\[(.*)\])?$/s.exec(text.trim()) ?? [];
  if (stage === undefined) return undefined;
  const labels: Record<string, string> = {};
  let rest = selection?.trim() ?? "";
  while (rest !== "") {
    const [entry, axis, quoted, plain] =
      /^\s*([\w.-]+)\s*=\s*(?:"([^"]*)"|([^",\]]*))\s*(?:,|$)/.exec(rest) ?? [];
    if (entry === undefined || axis === undefined) return undefined;
    labels[axis] = quoted ?? plain?.trim() ?? "";
    rest = rest.slice(entry.length);
  }
  return { stage, labels };
}

/** Writes a name as the text has it: `spectra[width=5]`. */
export function nameFigure(stage: string, labels: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(labels).filter(([axis]) => axis !== "stage");
  if (entries.length === 0) return stage;
  return `${stage}[${entries.map(([axis, value]) => `${axis}=${value}`).join(",")}]`;
}
