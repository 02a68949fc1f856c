/** `query FILE "SQL"`: SQL over the results of a pipeline and over the store's own tables. */

import { KooplineError } from "../../schemas/error.ts";
import { type Format, formatResult, FORMATS } from "../catalog/format.ts";
import { runQuery } from "../catalog/query.ts";
import { openSession, planSession } from "../run/session.ts";
import { buildSources } from "../run/sources.ts";
import { readSystemRows } from "./system_rows.ts";
import { measureWidth, writeErr, writeOut } from "./terminal.ts";

/** The options of `query`. */
export interface QueryCommandOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly format: string;
  readonly output?: string;
  readonly wide?: boolean;
}

/** Answers a query. Returns the exit code. */
export async function queryCommand(
  file: string,
  sql: string,
  options: QueryCommandOptions,
): Promise<number> {
  const format = parseFormat(options.format, FORMATS);
  const session = await openSession({ file, set: options.set, store: options.store });
  const { store } = session;
  const planned = planSession(session);
  const done = planned.flatMap((one) =>
    one.kind === "reuse" ? [{ cell: one.cell, address: one.address }] : []
  );
  if (done.length < planned.length) {
    const open = planned.length - done.length;
    writeErr(`${open} of ${planned.length} cells have no result yet; \`run\` makes them.\n`);
  }
  const answer = await runQuery(
    sql,
    buildSources(done, ({ address }) => store.readArtifact(address)),
    {
      reproducible: false,
      system: readSystemRows(planned, store),
    },
  );
  const wide = (options.wide ?? false) || options.output !== undefined;
  const text = await formatResult(answer, format, { width: measureWidth(), wide });
  if (options.output === undefined) writeOut(text);
  else writeResult(options.output, text);
  return 0;
}

/** Reads the name of a format. @throws {KooplineError} `command.usage` with the names there are. */
export function parseFormat<F extends Format>(text: string, formats: readonly F[]): F {
  const format = formats.find((name) => name === text);
  if (format !== undefined) return format;
  throw new KooplineError({
    code: "command.usage",
    where: "--format",
    expected: `one of ${formats.join(", ")}`,
    found: `"${text}"`,
  });
}

function writeResult(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  Deno.writeFileSync(path, bytes);
}
