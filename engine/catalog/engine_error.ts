/** What DuckDB says when something is wrong, as data. */

/** An error of DuckDB's, with the parts that `errors_as_json` gives. */
export class EngineError extends Error {
  /** DuckDB's kind of error: `Parser`, `Binder`, `Catalog`, `Permission`, `Out of Memory` … */
  readonly type: string;
  /** The rest of what DuckDB says: `name`, `type`, `position`, `error_subtype`, `candidates` … */
  readonly parts: Readonly<Record<string, string>>;

  constructor(type: string, message: string, parts: Readonly<Record<string, string>>) {
    super(message);
    this.name = "EngineError";
    this.type = type;
    this.parts = parts;
  }

  /** Where in the text: UTF-8 bytes, of `Parser` errors characters; undefined when DuckDB does not say. */
  get offset(): number | undefined {
    const position = this.parts["position"];
    return position === undefined ? undefined : Number(position);
  }
}

/**
 * Reads an error of DuckDB's.
 *
 * @returns undefined when it is none: then the WebAssembly instance itself failed, and is of no more use.
 */
export function parseEngineError(error: unknown): EngineError | undefined {
  if (!(error instanceof Error)) return undefined;
  // Parser errors come as JSON in JSON, behind a prefix.
  const start = error.message.indexOf("{");
  const parts = start < 0 ? undefined : parseParts(error.message.slice(start));
  if (parts === undefined) return undefined;
  const { exception_type: type = "", exception_message: message = "", ...others } = parts;
  const inner = message.startsWith("{") ? parseParts(message) : undefined;
  if (inner === undefined) return new EngineError(type, message, others);
  const { exception_message: text = message, exception_type: _, ...innerParts } = inner;
  return new EngineError(type, text, { ...others, ...innerParts });
}

function parseParts(text: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("exception_message" in value)) {
    return undefined;
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, String(part)]));
}
