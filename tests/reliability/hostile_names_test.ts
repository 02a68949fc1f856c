/** Names, texts and messages that could command a terminal, through every command: none of them reaches it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { hashPreimage } from "../../engine/plan/preimage.ts";
import type { Preimage } from "../../engine/store/record.ts";
import { openStore } from "../../engine/store/store.ts";
import { escapeJson } from "../../engine/catalog/json_text.ts";
import { inFolder, type Place, type Ran, runKoopline, writeFiles } from "../end_to_end/koopline.ts";

/** What a terminal obeys, what turns the direction of writing, and what is long. */
const EVIL = "\u001b[2J\u001b]0;title\u0007\u202egnp\u2066\u009b31m\b\r\u007f";
/** What a pipeline's own texts may hold of it. */
const TURNED = "\u202egnp\u2066\u2028";
const LONG = "x".repeat(3000);
/** In names of files: no slash, at most 255 bytes. */
const EVIL_FILE = `a${EVIL}b`;

const json = (text: string) => escapeJson(JSON.stringify(text));

/** A stage kind whose every text is hostile. */
const NOISY = `import { any, defineArtifact, defineStage, f64, utf8, z } from "koopline";
const EVIL = ${json(EVIL)} + ${json(LONG)};
const Noise = defineArtifact({
  name: "noise",
  version: 1,
  summary: EVIL,
  tables: {
    rows: { meaning: EVIL, columns: { ["c" + EVIL]: f64(EVIL, { unit: EVIL }), text: utf8(EVIL) } },
  },
  files: {},
  meta: z.strictObject({ note: z.string() }),
});
export const noisy = defineStage({
  kind: "noisy",
  summary: EVIL,
  params: z.strictObject({
    text: z.string().default(EVIL).describe(EVIL),
    fail: z.boolean().default(false),
  }),
  needs: {},
  makes: Noise,
  run({ params, log }) {
    log("log " + EVIL);
    if (params.fail) throw new Error("failure " + EVIL);
    return {
      tables: { rows: { ["c" + EVIL]: Float64Array.of(1), text: ["row " + params.text] } },
      files: {},
      meta: { note: EVIL },
    };
  },
});
`;

const PIPELINE = `name: noise
title: ${json(TURNED)}
parameters: { text: plain }
axes: { face: [${json(TURNED)}, ${json(LONG)}] }
stages:
  noisy: { uses: ./noisy.ts, over: [face], with: { text: "\${face}" } }
  quiet: { uses: ./noisy.ts, with: { fail: true, text: ${json(EVIL)} } }
`;

/** A pipeline that is refused. */
const BAD = PIPELINE.replace("title: ", `title: ${json(EVIL)} # `)
  .replace("./noisy.ts", json("./" + EVIL + ".ts"));

function assertHarmless(args: readonly string[], { stdout, stderr }: Ran): void {
  const shown = args.map((one) => JSON.stringify(one).slice(0, 80)).join(" ");
  for (const [stream, text] of Object.entries({ stdout, stderr })) {
    const found = /(?![\n\t])\p{Cc}|[\u2028-\u202e\u2066-\u2069]/u.exec(text);
    const around = text.slice((found?.index ?? 0) - 60, (found?.index ?? 0) + 20);
    assert.equal(found, null, `${shown} writes to ${stream}: ${JSON.stringify(around)}`);
    assert.doesNotMatch(text, /a defect of koopline|\n\s+at /);
  }
}

/** Runs a command, which must end as it does for harmless names. */
async function ask(place: Place, code: number, ...args: readonly string[]): Promise<Ran> {
  const ran = await runKoopline(args, place);
  assert.equal(ran.code, code, `${args.map((one) => one.slice(0, 40)).join(" ")}: ${ran.stderr}`);
  assertHarmless(args, ran);
  return ran;
}

/** Puts a record into a store whose labels, stage and parameters are hostile, and gives its key. */
async function forgeRecord(root: string): Promise<string> {
  const store = openStore(root);
  const [record] = [...store.listRecords()].filter(({ outcome }) => outcome.kind === "done");
  assert.ok(record !== undefined && record.outcome.kind === "done");
  const input = { labels: { [`l${EVIL}`]: EVIL }, artifact: record.outcome.artifact, stage: EVIL };
  const preimage: Preimage = {
    ...record.preimage,
    params: { [`p${EVIL}`]: EVIL },
    inputs: { [`i${EVIL}`]: [input] },
    files: { [`f${EVIL}`]: "a".repeat(64) },
  };
  const key = hashPreimage(preimage);
  await store.writeRecord({ ...record, key, preimage, log: [EVIL] });
  return key;
}

/** A figure of a cell and a pipeline of such names. */
const STAMPED = `<svg><koopline pipeline="${EVIL}" cell="${EVIL}" key="ab" artifact="cd"/></svg>`;

Deno.test({
  name:
    "no command writes what could command a terminal, whatever names, texts and messages it meets …",
  ignore: Deno.build.os === "windows",
  fn: (t) =>
    inFolder(async (cwd) => {
      const file = `${EVIL_FILE}.yaml`;
      const store = join(cwd, EVIL_FILE);
      await writeFiles(cwd, { "noisy.ts": NOISY, [file]: PIPELINE, "bad.yaml": BAD });
      const place = { cwd, env: { KOOPLINE_STORE: store } };

      await t.step("run", async () => {
        const { stderr } = await ask(place, 1, "run", file);
        assert.match(stderr, /failure \\u\{1b\}/);
        await ask(place, 1, "run", file, "--json", "--retry");
      });
      await t.step("plan", async () => {
        await ask(place, 0, "plan", file, "--cells");
        await ask(place, 0, "plan", file, "--json", "--set", "text=changed");
        await ask(place, 2, "plan", "bad.yaml");
        await ask(place, 2, "plan", file, "--set", `text=${EVIL}`, "--only", EVIL);
      });
      await t.step("explain", async () => {
        assert.match((await ask(place, 0, "explain", file, "noisy")).stdout, /log \ufffd/);
        await ask(place, 0, "explain", file, "quiet", "--json");
        await ask(place, 2, "explain", file, "noisy", `face=${EVIL}`);
      });
      await t.step("query", async () => {
        const sql = 'select * from noisy."rows"';
        assert.match((await ask(place, 0, "query", file, sql)).stdout, /\\u\{1b\}/);
        const { stdout } = await ask(place, 0, "query", file, sql, "--format", "json");
        assert.equal(JSON.parse(stdout)[0].text, `row ${TURNED}`);
        await ask(place, 2, "query", file, `select "${EVIL}"`);
      });
      await t.step("stages and schema", async () => {
        await ask(place, 0, "stages", "./noisy.ts");
        await ask(place, 0, "stages", "./noisy.ts", "--json");
        await ask(place, 2, "stages", EVIL);
        await ask(place, 2, "schema", "-o", `${EVIL}/${EVIL}`);
      });
      await t.step("export", async () => {
        await ask(place, 1, "export", file, "--to", `${EVIL_FILE}-export`, "--format", "csv");
      });
      const key = await forgeRecord(store);
      await t.step("trace", async () => {
        assert.match((await ask(place, 0, "trace", key)).stdout, /\ufffd/);
        await ask(place, 0, "trace", key, "--json");
        await ask(place, 2, "trace", `${EVIL_FILE}.svg`);
        await writeFiles(cwd, { [`${EVIL_FILE}.svg`]: STAMPED });
        await ask(place, 2, "trace", `${EVIL_FILE}.svg`);
      });
      await t.step("collect", async () => {
        await ask(place, 0, "collect");
        await ask(place, 0, "collect", "--json");
        await ask(place, 2, "collect", `${EVIL_FILE}.lock.json`);
      });
      await t.step("verify", async () => {
        await ask(place, 1, "verify", file);
        await writeFiles(store, { [`objects/ab/${EVIL_FILE}`]: "damage" });
        await runKoopline(["verify"], place).then((ran) => assertHarmless(["verify"], ran));
      });
      await t.step("no command at all", async () => {
        await ask(place, 2, EVIL);
        await ask(place, 2, "run", file, `--${EVIL}`);
      });
    }),
});
