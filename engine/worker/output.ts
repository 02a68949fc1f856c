/** What a stage returns, checked and encoded: streamed tables have gone ahead, the rest follows. */

import type { ArtifactType } from "../../schemas/artifact_type.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { TableWriter } from "../../stages/define.ts";
import { checkOutput } from "../store/artifact_codec.ts";
import type { EncodedArtifact } from "./job.ts";
import {
  openTableStream,
  type SendChunk,
  sendTable,
  type SentTable,
  type TableStream,
} from "./table_stream.ts";

/** An artifact whose full chunks have gone ahead. */
export interface SentArtifact extends Omit<EncodedArtifact, "tables"> {
  readonly tables: Readonly<Record<string, SentTable>>;
}

/** The output of one cell. */
export interface CellOutput {
  /** Opens a table that is written in pieces. @throws {KooplineError} `stage.output`. */
  stream(table: string): TableWriter;
  /**
   * Takes what the stage returned.
   *
   * @throws {KooplineError} `stage.output` on anything that the type does not declare.
   */
  finish(value: unknown): Promise<SentArtifact>;
}

/** Opens the output of a cell. */
export function openOutput(
  type: ArtifactType,
  given: { readonly cell: string; readonly send: SendChunk },
): CellOutput {
  const streams = new Map<string, TableStream>();
  return {
    stream(table) {
      const declared = Object.hasOwn(type.tables, table) ? type.tables[table] : undefined;
      if (declared === undefined || streams.has(table)) {
        throw refuseStream(given.cell, type, table, declared !== undefined);
      }
      const stream = openTableStream(table, declared, given);
      streams.set(table, stream);
      return stream.writer;
    },
    async finish(value) {
      requireWriters(given.cell, streams, value);
      // The whole of what is left is checked before any of it is sent.
      const whole = dropTables(type.tables, streams);
      const left = dropStreamed(value, streams);
      const { meta, files, tables } = checkOutput({ ...type, tables: whole }, left, given.cell);
      const sent: [string, SentTable][] = [];
      for (const name of Object.keys(type.tables)) {
        const table = tables[name];
        const stream = streams.get(name);
        if (stream !== undefined) sent.push([name, await stream.finish()]);
        else if (table !== undefined) sent.push([name, await sendTable(name, table, given.send)]);
      }
      const { name, version } = type;
      return { type: name, version, tables: Object.fromEntries(sent), files, meta };
    },
  };
}

/** A table that was opened must be returned as its writer: rows in both places would be lost in one. */
function requireWriters(
  cell: string,
  streams: ReadonlyMap<string, TableStream>,
  value: unknown,
): void {
  const tables = readTables(value);
  for (const [table, { writer }] of streams) {
    if (tables[table] === writer) continue;
    throw new KooplineError({
      code: "stage.output",
      where: cell,
      expected: `the writer of table \`${table}\` in its place, since \`stream\` opened it`,
      found: tables[table] === undefined ? "nothing" : "something else",
    });
  }
}

function refuseStream(cell: string, type: ArtifactType, table: string, again: boolean) {
  const names = Object.keys(type.tables).map((name) => `\`${name}\``).join(", ");
  return new KooplineError({
    code: "stage.output",
    where: cell,
    expected: again ? "each table streamed once" : `a table of \`${type.name}\`: ${names}`,
    found: again ? `\`${table}\` again` : `\`${table}\``,
  });
}

function dropStreamed(value: unknown, streams: ReadonlyMap<string, unknown>): unknown {
  if (streams.size === 0 || typeof value !== "object" || value === null) return value;
  return { ...value, tables: dropTables(readTables(value), streams) };
}

function dropTables<T>(
  tables: Readonly<Record<string, T>>,
  streams: ReadonlyMap<string, unknown>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(tables).filter(([name]) => !streams.has(name)));
}

function readTables(value: unknown): Readonly<Record<string, unknown>> {
  const tables: unknown = Object(value).tables;
  return typeof tables === "object" && tables !== null ? { ...tables } : {};
}
