/**
 * What queries may not do. DuckDB can hang for ever on some of it when it is not locked, so the queries run
 * in a worker that is given up after a while.
 */

import assert from "node:assert/strict";

/** Long enough for a busy machine, short enough to see a hang. */
const DEADLINE = 60_000;

const STATEMENTS = [
  "insert into wave.points values (1)",
  "update wave.points set x = 1",
  "delete from wave.points",
  "truncate wave.points",
  "merge into wave.points using wave.points on true when matched then delete",
  "create table a (b integer)",
  "create or replace macro now() as 1",
  "drop schema wave cascade",
  "alter table wave.points drop column x",
  "copy (select 1) to 'out.csv'",
  "copy wave.points from 'in.csv'",
  "export database 'folder'",
  "import database 'folder'",
  "attach 'file.duckdb'",
  "detach memory",
  "use memory",
  "install httpfs",
  "force install httpfs from 'http://localhost/'",
  "load httpfs",
  "pragma database_list",
  "set threads = 4",
  "set enable_external_access = true",
  "reset threads",
  "call pragma_version()",
  "prepare a as select 1",
  "execute a",
  "begin",
  "checkpoint",
  "vacuum",
  "explain select 1",
  "select 1; select 2",
  "select 1; drop schema wave cascade",
  "select 1) as a; drop schema wave; (select 1",
];

const WORLD = [
  "from 'x.csv'",
  "from 'x.parquet'",
  "from 'x.json'",
  "from '/etc/passwd'",
  "from 'http://localhost/x.csv'",
  "from 'https://localhost/x'",
  "from 's3://bucket/x.parquet'",
  "from read_csv('x.csv')",
  "from read_csv_auto('http://localhost/x.csv')",
  `select "Delimiter" from sniff_csv('x.csv')`,
  "from read_parquet('x.parquet')",
  "from parquet_scan('x.parquet')",
  "from parquet_metadata('x.parquet')",
  "from read_json('x.json')",
  "from read_json_auto('x.json')",
  "from read_text('/etc/passwd')",
  "from read_blob('/etc/passwd')",
  "from glob('*')",
  "from iceberg_scan('x')",
  "from sqlite_scan('x.db', 't')",
  "from postgres_scan('', '', '')",
  "select json_extract('{}', '$')",
  "select '{}'::json as a",
  "select icu_sort_key('a', 'de') as a",
  "select 'a' collate de as a",
  "select timezone('UTC', timestamp '2024-01-01') as a",
  "select timestamptz '2024-01-01 00:00:00+00' at time zone 'CET' as a",
  "select st_point(1, 2) as a",
  "from query('select 1')",
  "from query_table('wave.points')",
];

/** Wrong SQL rather than refused; what counts is that they end, and give no rows. */
const WRONG = [
  "with a as (select 1) insert into wave.points from a",
  "with a as (select 1) delete from wave.points",
  "select getenv('HOME') as a",
  "select 1) as a, (select 2",
  "from arrow_scan(1, 2, 3)",
  "from seq_scan('wave.points')",
];

const VOLATILE = [
  "select now() as a",
  "select NOW () as a",
  `select "now"() as a`,
  "select main.now() as a",
  "select system.main.now() as a",
  "select current_timestamp as a",
  "select current_date as a",
  "select age(timestamp '2020-01-01') as a",
  "select random() as a",
  "select setseed(0.5) as a",
  "select uuid() as a",
  "select gen_random_uuid() as a",
  "select * from range(9) using sample 3",
  "select * from range(9) tablesample 3 rows",
  "select version() as a",
  "select current_setting('threads') as a",
  "from duckdb_settings()",
  "from duckdb_tables",
  `from "duckdb_tables"`,
  "from system.main.duckdb_tables",
  "from information_schema.tables",
  `from "information_schema".tables`,
  "from pg_catalog.pg_class",
  "from pragma_database_size()",
  "from sqlite_master",
  "show tables",
  "describe wave.points",
  "summarize wave.points",
];

const ALLOWED_AT_TERMINAL = [
  "select version() as a",
  "select random() < 1 as a",
  "show tables",
  "describe wave.points",
  "summarize wave.points",
  "from information_schema.schemata",
];

const ALLOWED_NAMES = [
  "with random as (select 1 as now) select now from random",
  `select "current_date" from (select 1 as "current_date")`,
  'select a.localtime from (select 1 as "localtime") as a',
  "select 'now()' as a -- random()",
  "select 1 as sample, 2 as version, 3 as user",
];

const GROUPS: [name: string, queries: string[], answer: RegExp, reproducible: boolean][] = [
  ["refuses every statement but queries", STATEMENTS, /^catalog\.refused: /, false],
  ["refuses files, network and extensions", WORLD, /^catalog\.refused: /, false],
  ["finds SQL wrong that would write or escape", WRONG, /^catalog\.sql: /, false],
  ["refuses clock, chance and DuckDB's state to stages", VOLATILE, /^catalog\.refused: /, true],
  ["allows them to people at a terminal", ALLOWED_AT_TERMINAL, /^rows: \[\{/, false],
  ["allows names that are like them", ALLOWED_NAMES, /^rows: \[\{/, true],
  ["answers queries afterwards", ["from wave.points limit 1"], /^rows: \[\{"width":5/, true],
];

Deno.test("runQuery(), without ever hanging, …", async (t) => {
  const { ask, close } = openAsker();
  for (const [name, queries, expected, reproducible] of GROUPS) {
    await t.step(name, async (t) => {
      for (const sql of queries) {
        await t.step(sql, async () => assert.match(await ask(sql, reproducible), expected));
      }
    });
  }
  close();
});

/** Asks a worker, and takes another one after a hang. */
function openAsker() {
  let worker: Worker | undefined;
  const close = () => {
    worker?.terminate();
    worker = undefined;
  };
  const ask = async (sql: string, reproducible: boolean): Promise<string> => {
    worker ??= new Worker(import.meta.resolve("./refusal_worker.ts"), { type: "module" });
    const { promise, resolve } = Promise.withResolvers<string>();
    worker.onmessage = (event: MessageEvent<string>) => resolve(event.data);
    worker.postMessage({ sql, reproducible });
    const timer = setTimeout(() => resolve("no answer"), DEADLINE);
    const answer = await promise;
    clearTimeout(timer);
    if (answer === "no answer") close();
    return answer;
  };
  return { ask, close };
}
