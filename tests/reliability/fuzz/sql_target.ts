/** Fuzzing of SQL: what figures, reports and `query` ask of the catalog. */

import { formatResult } from "../../../engine/catalog/format.ts";
import { openDatabase } from "../../../engine/catalog/database.ts";
import { runQuery } from "../../../engine/catalog/query.ts";
import { buildNote, buildWave } from "../../engine/catalog/fixture.ts";
import { encodeText, type Language, mutateText } from "./mutate_text.ts";
import { INHERITED_NAMES, repeatText, STRANGE_CHARACTERS } from "./strange_values.ts";
import type { Reading, Target } from "./target.ts";

const TEXTS = [
  "select width, seed, step, x from wave.points where seed = 2 order by x desc limit 5",
  "select seed, count(*) as n, avg(x) filter (x > 600) as mean from wave.points group by seed",
  "select word, text from \"my-note\".texts where text like '%×%'",
  "with a as (select * from wave.modes) select width, values[1] as first from a order by all",
  "from wave.points select max(x) - min(x) as spread -- a comment\n;",
  "select p.x as a, q.x as b from wave.points p join wave.points q using (seed, step) where p.width < q.width",
  "values (1, 'a'), (2, 'é')",
  "pivot wave.points on seed using sum(x) group by step",
];

const SQL: Language = {
  tokens: /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\w+(?:\.\w+)*|[^\s\w]/g,
  pieces: [
    ..."select from where group by having order limit offset with recursive union all distinct as on using join left cross lateral natural case when then else end null true in exists between like is not and or cast filter over partition window qualify sample unnest list struct map array interval date timestamp"
      .split(" "),
    ..."copy attach install load pragma set reset call create drop insert update delete export import describe show summarize explain use vacuum"
      .split(" "),
    ..."( ) [ ] { } , ; . .. * + - / % ^ = <> != < <= > >= || -> ->> :: $1 ? @ # ~ ! & | : := => $$ -- /* */ ' \" \\"
      .split(" "),
    ...INHERITED_NAMES,
    "now()",
    "random()",
    "read_csv('/etc/passwd')",
    "read_text('x')",
    "'/etc/passwd'",
    "query('select 1')",
    "duckdb_settings()",
    "information_schema.tables",
    "koopline.cells",
    "wave.nothing",
    "nothing.points",
    "wave",
    "0",
    "1e400",
    "0/0",
    "'nan'::double",
    "99999999999999999999999999999999999999999",
    "'x'::int",
    "1::hugeint",
    "'\\x00'::blob",
    "{'a': 1}",
    "[1, null]",
    "x[99]",
    "2024-13-45",
    "U&'\\0000'",
    "E'\\x'",
    ...STRANGE_CHARACTERS,
    repeatText("(", 500),
    repeatText("(select ", 60),
    repeatText("1+", 2000),
    repeatText("x", 10_000),
    repeatText("not ", 1000),
    repeatText("a,", 1000),
  ],
};

const database = await openDatabase({ memoryMiB: 256 });

/** A query that takes longer is stopped, as people and time limits stop it; in ms. */
const PATIENCE = 20_000;

function readQuery(name: string, reproducible: boolean): Reading {
  return {
    name,
    async read(bytes) {
      const signal = AbortSignal.timeout(PATIENCE);
      try {
        const sql = new TextDecoder().decode(bytes);
        const sources = [buildWave(), buildNote()];
        const answer = await runQuery(sql, sources, { reproducible, signal, database });
        for (const [column, values] of Object.entries(answer.columns)) {
          const rows = "width" in values ? values.data.length / values.width : values.length;
          if (rows === answer.rows || Number.isNaN(rows)) continue;
          throw new Error(`${rows} of ${answer.rows} rows in ${column}`);
        }
        await formatResult(answer, "table", { width: 80, wide: false });
        await formatResult(answer, "json", { width: 80, wide: false });
        return answer;
      } catch (error) {
        if (error === signal.reason) return undefined;
        throw error;
      }
    },
    codes: /^catalog\./,
    hasPlace(where, bytes) {
      const text = new TextDecoder().decode(bytes);
      const [, line, column] = /^sql:(\d+):(\d+)$/.exec(where ?? "sql:1:1") ?? [];
      const found = text.split("\n")[Number(line) - 1];
      return found !== undefined && Number(column) <= [...found].length + 1;
    },
  };
}

/** SQL as stages ask it, and as people do. */
export const sql: Target = {
  name: "sql",
  seeds: TEXTS.map((text) => new TextEncoder().encode(text)),
  mutate: (dice) => encodeText(dice, mutateText(dice, dice.pick(TEXTS), SQL)),
  readings: [readQuery("a figure's query", true), readQuery("a person's query", false)],
};
