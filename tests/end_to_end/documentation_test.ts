/** What the pages say is what happens: their queries, their pipeline, their commands. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { runQuery } from "../../engine/catalog/query.ts";
import { readSystemRows } from "../../engine/command/system_rows.ts";
import { ERROR_CODES } from "../../schemas/error.ts";
import { openSession, planSession } from "../../engine/run/session.ts";
import { buildSources } from "../../engine/run/sources.ts";
import { writeNpy } from "./npy.ts";
import { inFolder, ROOT, runKoopline, writeFiles } from "./koopline.ts";

async function readBlocks(page: string, language: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(join(ROOT, page));
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))]
    .map(([, block]) => block ?? "");
}

Deno.test("every query of docs/pipelines.md gives rows on the quickstart", async (t) => {
  await inFolder(async (cwd) => {
    const file = join(ROOT, "pipelines/quickstart.yaml");
    const ran = await runKoopline(["run", file, "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const session = await openSession({ file, set: {}, store: join(cwd, "artifacts") });
    const { store } = session;
    const planned = planSession(session);
    const done = planned.flatMap((one) =>
      one.kind === "reuse" ? [{ cell: one.cell, address: one.address }] : []
    );
    assert.equal(done.length, planned.length);
    const sources = buildSources(done, ({ address }, table) => store.readTable(address, table));
    const queries = await readBlocks("docs/pipelines.md", "sql");
    assert.ok(queries.length >= 8, `${queries.length} queries`);
    for (const sql of queries) {
      await t.step(sql.split("\n").slice(0, 2).join(" "), async () => {
        const { rows } = await runQuery(sql, sources, {
          reproducible: false,
          system: readSystemRows(planned, store),
        });
        assert.ok(rows > 0, "the query gives rows");
      });
    }
  });
});

Deno.test("the first pipeline of docs/pipelines.md runs", () =>
  inFolder(async (cwd) => {
    const [pipeline = ""] = await readBlocks("docs/pipelines.md", "yaml");
    await writeFiles(cwd, { "step_length.yaml": pipeline });
    const { code, stdout, stderr } = await runKoopline(["run", "step_length.yaml", "--json"], {
      cwd,
    });
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).executed, 3 * 5 * 3 + 1);
  }));

/** Two decaying modes seen through a fixed mixture, from a start that depends on the seed. */
function simulateDecay(rates: readonly [number, number], seed: number): Uint8Array {
  const values: number[] = [];
  for (let step = 0; step < 80; step++) {
    const [a, b] = rates.map((rate, i) => (1 + 0.1 * Math.sin(seed + i)) * rate ** step);
    values.push(a! + b!, a! - 2 * b!, 0.5 * a! + 3 * b!);
  }
  return writeNpy([80, 3], values);
}

Deno.test("the README's pipeline for runs of one's own tells two trainings apart, and says so", () =>
  inFolder(async (cwd) => {
    const [pipeline = ""] = await readBlocks("README.md", "yaml");
    await writeFiles(cwd, { "mine.yaml": pipeline });
    await Deno.mkdir(join(cwd, "runs"));
    for (let seed = 0; seed < 6; seed++) {
      await Deno.writeFile(join(cwd, `runs/a-${seed}.npy`), simulateDecay([0.95, 0.8], seed));
      await Deno.writeFile(join(cwd, `runs/b-${seed}.npy`), simulateDecay([0.9, 0.6], seed));
    }
    const { code, stderr } = await runKoopline(["run", "mine.yaml"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^verdict +conjugacy: a – b not conjugate$/m);
  }));

Deno.test("every relative link of the pages leads to a file", async () => {
  const pages = ["README.md", "CONTRIBUTING.md"];
  for (const folder of ["docs", "docs/decisions"]) {
    for await (const { name } of Deno.readDir(join(ROOT, folder))) {
      if (name.endsWith(".md")) pages.push(`${folder}/${name}`);
    }
  }
  const broken: string[] = [];
  for (const page of pages) {
    const text = await Deno.readTextFile(join(ROOT, page));
    for (const [, target = ""] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = join(ROOT, page, "..", target);
      if (!await Deno.stat(path).then(() => true, () => false)) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("docs/errors.md lists every error code with its meaning", async () => {
  const page = (await Deno.readTextFile(join(ROOT, "docs/errors.md"))).replace(/ +/g, " ");
  const missing = Object.entries(ERROR_CODES)
    .filter(([code, meaning]) => !page.includes(`| \`${code}\` | ${meaning} |`));
  assert.deepEqual(missing, []);
});
