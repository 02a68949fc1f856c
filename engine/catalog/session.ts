/** A session: an empty catalog of its own in the database, alone while it lasts, gone afterwards. */

import { type Table, tableFromIPC } from "apache-arrow";
import { callDatabase, type Database } from "./database.ts";

/** A session of a database. */
export interface Session {
  readonly database: Database;
  /** Runs statements without asking for rows. */
  readonly run: (sql: string) => void;
  /** Runs a statement, letting other work in every tenth of a second, and gives its rows. */
  readonly read: (sql: string, signal?: AbortSignal) => Promise<Table>;
  /** Makes a table from an Arrow IPC stream of at least one row. */
  readonly insert: (table: { schema: string; name: string }, stream: Uint8Array) => void;
}

/** The name of the catalog; a blank keeps it apart from the names of stages. */
const CATALOG = quoteIdentifier("koopline catalog");

/**
 * Opens a session, waits for `work`, and removes everything it made. Sessions of one database take turns.
 *
 * @throws what `work` throws.
 */
export function openSession<T>(
  database: Database,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const turn = database.last.then(() => runSession(database, work));
  database.last = turn.catch(() => {});
  return turn;
}

/** Writes a name as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function runSession<T>(
  database: Database,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = buildSession(database);
  session.run(`attach ':memory:' as ${CATALOG}; use ${CATALOG}`);
  try {
    return await work(session);
  } finally {
    if (!database.broken) session.run(`use memory; detach ${CATALOG}`);
  }
}

function buildSession(database: Database): Session {
  return {
    database,
    run: (sql) => {
      callDatabase(database, (duckdb, connection) => duckdb.runQuery(connection, sql));
    },
    read: async (sql, signal) => {
      const header = await startQuery(database, sql, signal);
      return tableFromIPC([header, ...fetchBatches(database)]);
    },
    insert: (table, stream) => {
      const options = { ...table, create: true };
      callDatabase(database, (duckdb, connection) => {
        duckdb.insertArrowFromIPCStream(connection, stream, options);
      });
    },
  };
}

async function startQuery(database: Database, sql: string, signal?: AbortSignal) {
  let header = callDatabase(
    database,
    (duckdb, connection) => duckdb.startPendingQuery(connection, sql, false),
  );
  while (header === null) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal?.aborted) {
      callDatabase(database, (duckdb, connection) => duckdb.cancelPendingQuery(connection));
      signal.throwIfAborted();
    }
    header = callDatabase(database, (duckdb, connection) => duckdb.pollPendingQuery(connection));
  }
  return header;
}

function fetchBatches(database: Database): Uint8Array[] {
  const batches: Uint8Array[] = [];
  for (;;) {
    const batch = callDatabase(
      database,
      (duckdb, connection) => duckdb.fetchQueryResults(connection),
    );
    if (batch === null) continue;
    if (batch.length === 0) return batches;
    batches.push(batch);
  }
}
