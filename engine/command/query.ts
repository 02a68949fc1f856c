/** `query FILE "SQL"`: SQL over the results of a pipeline and over the store's own tables. */

import { KooplineError } from "../../schemas/error.ts";
import { type Format, formatResult, FORMATS } from "../catalog/format.ts";
import { runQuery } from "../catalog/query.ts";
import { quoteText } from "../pipeline/describe.ts";
import { openSession, planSession } from "../run/session.ts";
import { buildSources } from "../run/sources.ts";
import { openReading } from "../store/reading.ts";
import { countNoun } from "./amounts.ts";
import { assertStore, writeNamedFile } from "./paths.ts";
import { readSystemRows } from "./system_rows.ts";
import { measureTerminal, writeData, writeErr, writeOut } from "./terminal.ts";

/** The options of `query`. */
export interface QueryCommandOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly format?: string;
  readonly output?: string;
  readonly wide?: boolean;
}

/** Answers a query. Returns the exit code. */
export async function queryCommand(
  file: string,
  sql: string,
  options: QueryCommandOptions,
): Promise<number> {
  const format = chooseFormat(options);
  assertStore(options.store, { exists: false });
  const session = await openSession({ file, set: options.set, store: options.store });
  const { store } = session;
  using _reading = openReading(store);
  const planned = planSession(session);
  const done = planned.flatMap((one) =>
    one.kind === "reuse" ? [{ cell: one.cell, address: one.address }] : []
  );
  const open = planned.length - done.length;
  if (open > 0) {
    const total = countNoun(planned.length, "cell");
    writeErr(`Without a result: ${open} of ${total}; \`run\` makes them.\n`);
  }
  const answer = await runQuery(
    sql,
    buildSources(done, ({ address }, table) => store.readTable(address, table)),
    { reproducible: false, system: readSystemRows(planned, store) },
  );
  const isFitted = options.output === undefined && Deno.stdout.isTerminal() && !options.wide;
  const text = await formatResult(answer, format, {
    width: measureTerminal().columns,
    wide: !isFitted,
  });
  const isShown = options.output === undefined && Deno.stdout.isTerminal();
  // A program gets the values as they are; a person gets none that commands the terminal.
  if (isShown && format === "csv") writeOut(String(text).replaceAll("\r\n", "\n"));
  else if (options.output === undefined) writeData(text);
  else writeNamedFile(options.output, text);
  return 0;
}

/** The format that was asked for, else that of the output's name. */
function chooseFormat({ format, output }: QueryCommandOptions): Format {
  const chosen = format === undefined ? readEnding(output) : parseFormat(format, FORMATS);
  const isBinary = chosen === "arrow" || chosen === "parquet";
  if (isBinary && output === undefined && Deno.stdout.isTerminal()) {
    throw new KooplineError({
      code: "command.usage",
      where: `--format ${chosen}`,
      expected: "a file or a pipe for bytes",
      found: "a terminal",
      hint: `--output rows.${chosen} writes a file.`,
    });
  }
  return chosen;
}

/** Reads the format from a file's name; a table is a text. */
function readEnding(output: string | undefined): Format {
  const ending = output === undefined ? undefined : /\.(\w+)$/.exec(output)?.[1]?.toLowerCase();
  if (ending === undefined || ending === "txt") return "table";
  const format = FORMATS.find((name) => name === ending);
  if (format !== undefined) return format;
  throw new KooplineError({
    code: "command.usage",
    where: "--output",
    expected: `a name that ends in .txt, ${FORMATS.slice(1).map((name) => `.${name}`).join(", ")}`,
    found: quoteText(output ?? ""),
    hint: "Or name the format with --format.",
  });
}

/** Reads the name of a format. @throws {KooplineError} `command.usage` with the names there are. */
export function parseFormat<F extends Format>(text: string, formats: readonly F[]): F {
  const format = formats.find((name) => name === text);
  if (format !== undefined) return format;
  throw new KooplineError({
    code: "command.usage",
    where: "--format",
    expected: `one of ${formats.join(", ")}`,
    found: quoteText(text),
  });
}
