/** Artifacts between their two forms: typed arrays in memory, and the bytes that travel and are stored. */

import type { ArtifactType, ArtifactValue } from "../../schemas/artifact_type.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { EncodedArtifact, EncodedChunk, EncodedTable } from "../worker/job.ts";
import { encodeTable } from "./arrow_encode.ts";
import {
  checkArtifact,
  type CheckedArtifact,
  type CheckedTable,
  checkRows,
} from "./artifact_check.ts";
import { encodeCanonicalJson } from "./canonical_json.ts";
import { cutTable, type TablePart } from "./table_chunks.ts";
import { decodeChunks } from "./table_decode.ts";

/**
 * Checks what a stage returned against its artifact type and encodes it.
 *
 * @param where the cell, for messages.
 * @returns bytes that depend on nothing but the value: equal values give equal addresses.
 * @throws {KooplineError} `stage.output` on anything the type does not declare: columns missing or too
 * many, other dtypes, unequal lengths, NaN or Infinity where finite is promised, a wrong `meta`.
 */
export function encodeArtifact(
  type: ArtifactType,
  value: ArtifactValue,
  where: string,
): EncodedArtifact {
  const { meta, ...checked } = checkOutput(type, value, where);
  const tables = Object.entries(checked.tables).map(([name, table]) =>
    [name, { rows: table.rows, chunks: [...cutTable(table)].map(encodeChunk) }] as const
  );
  return {
    type: type.name,
    version: type.version,
    tables: Object.fromEntries(tables),
    files: checked.files,
    meta,
  };
}

/** Checks what a stage returned, but for tables that went ahead. @throws as {@link encodeArtifact}. */
export function checkOutput(
  type: ArtifactType,
  value: unknown,
  where: string,
): Omit<CheckedArtifact, "meta"> & { readonly meta: JsonValue } {
  const checked = checkArtifact(type, value, { code: "stage.output", where });
  return { ...checked, meta: encodeMeta(type, checked.meta, where) };
}

/** Encodes a chunk. */
export function encodeChunk({ columns, rows }: TablePart): EncodedChunk {
  return { rows, bytes: encodeTable(columns) };
}

/**
 * Decodes an artifact. Numbers of a table of one chunk are views into the encoded bytes: do not write to them.
 *
 * @throws {KooplineError} `store.format` when the artifact is of another type or version, `store.corrupt`
 * when its bytes are damaged or do not hold what the type declares.
 */
export function decodeArtifact(type: ArtifactType, encoded: EncodedArtifact): ArtifactValue {
  const meta = checkHead(type, encoded);
  const tables = Object.entries(encoded.tables).map(([name, table]) =>
    [name, decodeTableOf(type, name, table).columns] as const
  );
  return { tables: Object.fromEntries(tables), files: encoded.files, meta };
}

/**
 * Checks all of an artifact but its tables' content.
 *
 * @returns its meta.
 * @throws {KooplineError} as {@link decodeArtifact}.
 */
export function checkHead(type: ArtifactType, encoded: EncodedArtifact): unknown {
  if (encoded.type !== type.name || encoded.version !== type.version) {
    throw new KooplineError({
      code: "store.format",
      expected: `an artifact of type ${type.name}, version ${type.version}`,
      found: `${encoded.type}, version ${encoded.version}`,
      hint: "Run the stage that makes it again with this version of koopline.",
    });
  }
  const parts: readonly (readonly [string, object, object])[] = [
    ["tables", type.tables, encoded.tables],
    ["files", type.files, encoded.files],
  ];
  for (const [what, declared, found] of parts) {
    const names = Object.keys(found);
    const isSame = names.length === Object.keys(declared).length &&
      names.every((name) => Object.hasOwn(declared, name));
    if (!isSame) throw refuseStored(type, `the ${what} ${names.join(", ") || "none"}`);
  }
  const meta = type.meta.safeParse(encoded.meta);
  if (!meta.success) throw refuseStored(type, `a wrong meta: ${meta.error.issues[0]?.message}`);
  return meta.data;
}

/** Decodes a table of an artifact. @throws {KooplineError} `store.corrupt` as {@link decodeArtifact}. */
export function decodeTableOf(
  type: ArtifactType,
  name: string,
  table: EncodedTable,
): CheckedTable {
  const declared = type.tables[name];
  if (declared === undefined) throw refuseStored(type, `the table ${name}`);
  const { columns } = decodeChunks(table);
  return checkRows({ name, type: declared, first: 0 }, columns, { code: "store.corrupt" });
}

function encodeMeta(type: ArtifactType, meta: unknown, where: string): JsonValue {
  const parsed = type.meta.safeParse(meta);
  if (!parsed.success) {
    const [first, ...others] = parsed.error.issues.map((issue) => ({
      code: "stage.output" as const,
      where,
      expected: `a meta that fits the artifact type \`${type.name}\``,
      found: `at ${["meta", ...issue.path].join(".")}: ${issue.message}`,
    }));
    if (first !== undefined) throw new KooplineError(first, { others });
  }
  return copyAsJson(parsed.data, where);
}

/** Copies plain data, refusing what would not come back as it was. */
function copyAsJson(meta: unknown, where: string): JsonValue {
  try {
    const copy: JsonValue = JSON.parse(encodeCanonicalJson(meta));
    return copy;
  } catch (cause) {
    if (!(cause instanceof KooplineError)) throw cause;
    const [problem] = cause.problems;
    throw new KooplineError({
      ...problem,
      code: "stage.output",
      where,
      expected: `${problem.expected} at meta${problem.where === "/" ? "" : problem.where}`,
    }, { cause });
  }
}

function refuseStored(type: ArtifactType, found: string): KooplineError {
  return new KooplineError({
    code: "store.corrupt",
    expected: `what the artifact type \`${type.name}\` declares`,
    found,
  });
}
