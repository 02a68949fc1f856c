/** Names that every JavaScript object has, through plan, run, query, report, export and verification: names like others. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, runKoopline, writeFiles } from "../end_to_end/koopline.ts";
import { INHERITED_NAMES } from "./fuzz/strange_values.ts";

/** A table and a file of each name; every table has a column of each name, and the cell's axis value as text. */
const NAMED = `import { defineArtifact, defineStage, f64, utf8, z } from "koopline";
const NAMES = ${JSON.stringify(INHERITED_NAMES)};
const each = (make) => Object.fromEntries(NAMES.map((name) => [name, make(name)]));
export const Named = defineArtifact({
  name: "named",
  version: 1,
  summary: "Tables of strange names.",
  tables: each(() => ({
    meaning: "a table",
    columns: { ...each(() => f64("a column")), group: utf8("a group") },
  })),
  files: each(() => ({ meaning: "a file", mediaType: "text/plain" })),
  meta: z.record(z.string(), z.unknown()),
});
export const named = defineStage({
  kind: "named",
  summary: "Strange names.",
  params: z.strictObject({
    shift: z.number(),
    text: z.string().default(""),
    map: z.record(z.string(), z.number()).default({}),
  }),
  needs: {},
  makes: Named,
  run: ({ params }) => ({
    tables: each(() => ({
      ...each((column) => Float64Array.from([1, 2], (i) => i * column.length + params.shift)),
      group: ["", params.text],
    })),
    files: each((name) => new TextEncoder().encode(name)),
    meta: params.map,
  }),
});
`;

/** Adds up a column of each name of what arrives, and tells the labels. */
const SUM = `import { defineStage, Expectation, many, z } from "koopline";
import { Named } from "./named.ts";
export const sum = defineStage({
  kind: "sum",
  summary: "A sum.",
  params: z.strictObject({}),
  needs: { prototype: many(Named) },
  makes: Expectation,
  run({ needs }) {
    const items = needs.prototype;
    const value = items.reduce((sum, { tables }) =>
      sum + tables["__proto__"]["constructor"][0] + tables["constructor"]["__proto__"][0], 0);
    return {
      tables: { values: {
        name: [items.map(({ labels }) => labels.prototype).join(" ")],
        value: Float64Array.of(value),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {},
      meta: {},
    };
  },
});
`;

/** A stage, an axis and a port of a name that is allowed; axis values, tables and columns of all names. */
const PIPELINE = `name: prototype
parameters: { shift: 1 }
axes:
  prototype: [${INHERITED_NAMES.join(", ")}]
  draw: [1, 2]
stages:
  prototype:
    uses: ./named.ts
    over: [prototype]
    with: { shift: "\${shift}", text: "\${prototype}", map: { constructor: 1, to: 2 } }
  sum: { uses: ./sum.ts, needs: { prototype: prototype } }
  descent:
    uses: descent
    over: [prototype, draw]
    with:
      method: mirror
      rate: 0.01
      steps: 40
      initial: { kind: uniform, count: 4, coordinate: x, low: 0.1, high: 0.9 }
      seed: "\${draw}"
  operator: { uses: operator, over: [prototype, draw], needs: { trajectories: descent }, with: { delays: 2 } }
  spectrum: { uses: spectrum, over: [prototype, draw], needs: { operator: operator } }
  conjugacy: { uses: conjugacy, needs: { spectra: spectrum }, with: { between: prototype, repeats: draw } }
  plot:
    uses: figure
    needs: { prototype: prototype }
    with:
      title: toString
      sql: select "__proto__", "constructor", "group" as "valueOf" from prototype."hasOwnProperty"
      plot: { kind: scatter, x: __proto__, y: constructor, colour: valueOf }
  report:
    uses: report
    needs: { figures: plot, sum: sum, prototype: prototype, conjugacy: conjugacy }
    with: { text: prototype.md }
`;

const REPORT = `# constructor

![](figure:plot)

\`\`\`table
caption: toString
select "__proto__", "constructor", "toString", "group" as "hasOwnProperty" from prototype."valueOf"
\`\`\`

The sum is {{ select value as "__proto__" from sum."values" }}.
`;

const FILES = {
  "named.ts": NAMED,
  "sum.ts": SUM,
  "names.yaml": PIPELINE,
  "prototype.md": REPORT,
};

/** Files of the view. */
const TABLES = INHERITED_NAMES.flatMap((table) =>
  INHERITED_NAMES.map((value) => `prototype_prototype=${value}.${table}.csv`)
);

async function ask(place: Place, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runKoopline(args, place);
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  assert.doesNotMatch(stdout + stderr, /defect|\[object |native code|undefined/);
  return stdout;
}

async function askRows(place: Place, sql: string) {
  return JSON.parse(await ask(place, "query", "names.yaml", sql, "--format", "json"));
}

Deno.test("tables, columns, files, axis values, stages and ports of names that every object has …", async (t) => {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, FILES);
    const place = { cwd };

    await t.step("are planned and run", async () => {
      const plan = await ask(place, "plan", "names.yaml", "--cells");
      for (const name of INHERITED_NAMES) assert.ok(plan.includes(`prototype[prototype=${name}]`));
      await ask(place, "run", "names.yaml", "--quiet");
      assert.match(await ask(place, "plan", "names.yaml"), /^46 cells: all up to date$/m);
    });

    await t.step("are queried, each by its name and with its own values", async () => {
      const columns = INHERITED_NAMES.map((name) => `"${name}"`).join(", ");
      const rows = await askRows(
        place,
        `select ${columns}, "group" from prototype."__proto__" where "group" = cell_prototype`,
      );
      const values = INHERITED_NAMES.map((name) => [name, 2 * name.length + 1]);
      for (const [index, name] of INHERITED_NAMES.entries()) {
        assert.deepEqual(rows[index], Object.fromEntries([...values, ["group", name]]));
      }
      assert.deepEqual(await askRows(place, 'select name, value from sum."values"'), [
        { name: INHERITED_NAMES.join(" "), value: 6 * (11 + 1 + 9 + 1) },
      ]);
      const [{ count }] = await askRows(
        place,
        "select count(distinct a) + 1 as count from conjugacy.groups",
      );
      assert.equal(count, INHERITED_NAMES.length);
    });

    await t.step("stand in the report and in the files of the view", async () => {
      const out = join(cwd, "artifacts/out/prototype");
      const page = await Deno.readTextFile(join(out, "report.html"));
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        assert.match(page, new RegExp(`<th[^>]*>${name}</th>`));
      }
      assert.match(page, /The sum is .*132/);
      const tables = new Set([...Deno.readDirSync(join(out, "tables"))].map(({ name }) => name));
      for (const name of TABLES) assert.ok(tables.has(name), name);
    });

    await t.step("are verified, explained, exported and traced", async () => {
      await ask(place, "verify", "names.yaml", "--only", "sum");
      assert.match(
        await ask(place, "explain", "names.yaml", "prototype", "prototype=__proto__"),
        /with +\{ shift: 1, text: __proto__, map: \{ constructor: 1, to: 2 \} \}/,
      );
      await ask(place, "export", "names.yaml", "--to", "exported", "--format", "csv");
      const exported = await Deno.readTextFile(
        join(cwd, "exported/stages/prototype.hasOwnProperty.csv"),
      );
      assert.match(exported, /^cell_prototype,__proto__,constructor,prototype,toString,/);
      assert.match(
        await ask(place, "trace", "artifacts/out/prototype/figures/plot.svg"),
        /prototype\[prototype=__proto__\]/,
      );
    });
  });
});
