/** A session: an empty catalog of its own in the database, alone while it lasts, gone afterwards. */

import { type Table, tableFromIPC } from "apache-arrow";
import { callDatabase, type Database } from "./database.ts";

/** A session of a database. */
export interface Session {
  readonly database: Database;
  /** Runs a statement without asking for rows. */
  readonly run: (sql: string) => void;
  /** Runs a statement, letting other work in every tenth of a second, and gives its rows. */
  readonly read: (sql: string, signal?: AbortSignal) => Promise<Table>;
  /** Makes a table from an Arrow IPC stream of at least one row. */
  readonly insert: (table: { schema: string; name: string }, stream: Uint8Array) => void;
}

/** The name of the catalog; a blank keeps it apart from the names of stages. */
const CATALOG = quoteName("koopline catalog");

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
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function runSession<T>(
  database: Database,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connection = callDatabase(database, (bindings) => bindings.connect());
  return await connection.useUnsafe(async (_, id) => {
    const session = buildSession(database, id);
    try {
      for (const sql of [`attach ':memory:' as ${CATALOG}`, `use ${CATALOG}`]) session.run(sql);
      return await work(session);
    } finally {
      if (!database.broken) {
        for (const sql of ["use memory", `detach ${CATALOG}`]) session.run(sql);
        connection.close();
      }
    }
  });
}

function buildSession(database: Database, id: number): Session {
  return {
    database,
    run: (sql) => {
      callDatabase(database, (bindings) => bindings.runQuery(id, sql));
    },
    read: async (sql, signal) => {
      let header = callDatabase(database, (bindings) => bindings.startPendingQuery(id, sql, false));
      while (header === null) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (signal?.aborted) {
          callDatabase(database, (bindings) => bindings.cancelPendingQuery(id));
          signal.throwIfAborted();
        }
        header = callDatabase(database, (bindings) => bindings.pollPendingQuery(id));
      }
      return tableFromIPC([header, ...fetchBatches(database, id)]);
    },
    insert: ({ schema, name }, stream) =>
      callDatabase(
        database,
        (bindings) => bindings.insertArrowFromIPCStream(id, stream, { schema, name, create: true }),
      ),
  };
}

function fetchBatches(database: Database, id: number): Uint8Array[] {
  const batches: Uint8Array[] = [];
  for (;;) {
    const batch = callDatabase(database, (bindings) => bindings.fetchQueryResults(id));
    if (batch === null) continue;
    if (batch.length === 0) return batches;
    batches.push(batch);
  }
}
