import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeJob, readText, withPool } from "./run_stage.ts";
import { PACKAGES } from "./stages/packages.ts";

const START = 946_684_800_000;

async function readFacts() {
  let text = "";
  await withPool(async (pool) => {
    text = readText(await pool.run(makeJob("facts", {})));
  });
  return text;
}

Deno.test("the clock of a stage stands still at 2000-01-01T00:00:00Z", async () => {
  const [clock] = JSON.parse(await readFacts());
  assert.deepEqual(clock, {
    now: [START, START, START, "Sat Jan 01 2000"],
    temporal: ["2000-01-01T00:00:00Z", "2000-01-01T00:00:00+00:00[UTC]", "2000-01-01", "UTC"],
    performance: [0, START, 0],
    stamps: [0, START],
    intl: "01/01/2000",
    parts: "1/1/2000",
    constructed: START,
  });
});

Deno.test("a stage is in UTC and speaks English", async () => {
  const [, place, language] = JSON.parse(await readFacts());
  assert.equal(place.zone, "UTC");
  assert.equal(place.local[0], "Wed Jul 14 1999 15:09:26 GMT+0000 (Coordinated Universal Time)");
  assert.deepEqual(place.navigator, ["en-US", 1, "koopline"]);
  assert.deepEqual(place.globals, ["undefined", "undefined", "undefined"]);
  assert.deepEqual(place.parsed, [Date.UTC(1999, 6, 14), Date.UTC(1999, 6, 14)]);
  assert.deepEqual(language.number, ["1,234,567.891", "12,345"]);
  assert.equal(language.date, "Wednesday, July 14, 1999");
});

Deno.test("a stage learns the same of time, place and language on every machine", async () => {
  const here = await readFacts();
  const script = fileURLToPath(new URL("./print_facts.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  for (const [TZ, LANG] of [["Pacific/Apia", "tr_TR.UTF-8"], ["America/New_York", "sv_SE.UTF-8"]]) {
    const { stdout, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, script],
      env: { TZ: TZ!, LANG: LANG!, LC_ALL: LANG!, LANGUAGE: LANG!.slice(0, 2) },
    }).outputSync();
    const there = new TextDecoder().decode(stdout);
    assert.equal(there.trim(), here, new TextDecoder().decode(stderr));
  }
});

/** What each package gives, by hand or by its documentation. */
const GIVEN: Readonly<Record<string, string>> = {
  "ml-matrix": "4,3",
  "apache-arrow": `[{"a":1,"b":"x"},{"a":2,"b":"y"}]`,
  "@observablehq/plot with linkedom": "<svg",
  "@resvg/resvg-wasm": String("P".charCodeAt(0)),
  "marked": "<p><em>a</em></p>\n",
  "@dagrejs/dagre": "5",
  "csv-parse": `[["a","b"],["1","2"]]`,
  "fflate": "7",
  "zod": "true",
  "linear-sum-assignment": "1,0",
};

Deno.test("the packages that stages use work in a sealed worker", async (t) => {
  assert.deepEqual(Object.keys(GIVEN).sort(), [...PACKAGES].sort());
  await withPool(async (pool) => {
    for (const name of PACKAGES) {
      await t.step(name, async () => {
        assert.equal(readText(await pool.run(makeJob("packages", { name }))), GIVEN[name]);
      });
    }
  });
});
