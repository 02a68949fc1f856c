/**
 * DuckDB in WebAssembly, in memory: opened lazily, once per process, and locked.
 *
 * The instance has no file system (the library's runtime without one), loads no extension, runs one
 * thread, and cannot be configured once it is open. Its memory is limited.
 */

import type { DuckDBBindings } from "@duckdb/duckdb-wasm/blocking";
import { KooplineError } from "../../schemas/error.ts";
import { parseEngineError } from "./engine_error.ts";

/** An open database. Sessions take turns: {@link "./session.ts"}. */
export interface Database {
  readonly bindings: DuckDBBindings;
  /** The one connection: some settings belong to it, and a new one could not be set any more. */
  readonly connection: number;
  readonly memoryMiB: number;
  /** Whether the WebAssembly instance failed and is of no more use. */
  broken: boolean;
  /** Settles when the last session that was asked for ends. */
  last: Promise<unknown>;
}

/** Bounds DuckDB's own memory. WebAssembly ends at 4 GiB, and results are copied out of it. */
const MEMORY_MIB = 2048;

/** In this order: external access closes some settings, and the lock closes all. */
const SETTINGS = [
  // Without these two, a query that needs an extension waits for ever for a download.
  "autoload_known_extensions = false",
  "autoinstall_known_extensions = false",
  "temp_directory = ''",
  "errors_as_json = true",
  // Otherwise DuckDB looks through its own catalogs for names like a missing one (0.2 s the first time).
  "catalog_error_max_schemas = 0",
  "threads = 1",
  "preserve_insertion_order = true",
  "enable_external_access = false",
];

let shared: Promise<Database> | undefined;
let compiled: Promise<WebAssembly.Module> | undefined;

/** Gives the process's database, opening it first when it is not open or has failed. */
export async function shareDatabase(): Promise<Database> {
  let database = await (shared ??= openDatabase());
  if (database.broken) database = await (shared = openDatabase());
  return database;
}

/**
 * Opens a database of its own.
 *
 * @param options.memoryMiB how much memory DuckDB may take, in MiB.
 */
export async function openDatabase({ memoryMiB = MEMORY_MIB } = {}): Promise<Database> {
  const bindings = await instantiate();
  bindings.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const connection = bindings.connect();
  const settings = [...SETTINGS, `memory_limit = '${memoryMiB}MiB'`, "lock_configuration = true"];
  for (const setting of settings) connection.query(`set ${setting}`);
  return {
    bindings,
    connection: connection.useUnsafe((_, id) => id),
    memoryMiB,
    broken: false,
    last: Promise.resolve(),
  };
}

/**
 * Calls DuckDB with its connection and reads what it throws.
 *
 * @throws {EngineError} what DuckDB found wrong.
 * @throws {KooplineError} `catalog.memory` when the instance ran out of memory or stack. Then, and after
 * any other failure, the next query opens a new one.
 */
export function callDatabase<T>(
  database: Database,
  call: (bindings: DuckDBBindings, connection: number) => T,
): T {
  try {
    return call(database.bindings, database.connection);
  } catch (cause) {
    const error = parseEngineError(cause);
    if (error !== undefined) throw error;
    database.broken = true;
    if (!isExhausted(cause)) throw cause;
    throw new KooplineError({
      code: "catalog.memory",
      expected: `a query that fits in memory`,
      found: `one that stopped the query engine (${
        cause instanceof Error ? cause.message : cause
      })`,
      hint: "Ask for fewer rows or columns at once, or for shorter lists and texts.",
    }, { cause });
  }
}

/** WebAssembly traps and stack overflows; the allocator's own message comes as a plain error. */
function isExhausted(cause: unknown): boolean {
  return cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError ||
    cause instanceof Error && /malloc|memory|abort/i.test(cause.message);
}

async function instantiate(): Promise<DuckDBBindings> {
  const duckdb = await import("@duckdb/duckdb-wasm/blocking");
  const module = await (compiled ??= compile());
  const runtime = duckdb.DEFAULT_RUNTIME;
  const unused = { mainModule: "", mainWorker: "" };
  const bundles = { mvp: unused, eh: unused };
  const bindings = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), runtime);
  const start: unknown = Reflect.get(bindings, "instantiateImpl");
  if (typeof start !== "function") throw new Error("duckdb-wasm has no instantiateImpl");
  Object.assign(bindings, {
    // The library reads its .wasm from a path; ours comes from the module graph, which needs no
    // permission and works wherever Deno keeps its packages.
    instantiateWasm: (imports: WebAssembly.Imports, succeed: Succeed) => {
      Object.assign(globalThis, { DUCKDB_RUNTIME: runtime });
      WebAssembly.instantiate(module, imports).then((instance) => succeed(instance, module));
      return [];
    },
    // The library prints to standard output, which belongs to the command's own result.
    instantiateImpl: (overrides: object) =>
      Reflect.apply(start, bindings, [{ ...overrides, print: () => {}, printErr: () => {} }]),
  });
  return await bindings.instantiate();
}

type Succeed = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

async function compile(): Promise<WebAssembly.Module> {
  const { default: bytes } = await import(
    "npm:@duckdb/duckdb-wasm@1.32.0/dist/duckdb-eh.wasm",
    { with: { type: "bytes" } }
  );
  return await WebAssembly.compile(bytes);
}
