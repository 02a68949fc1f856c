import assert from "node:assert/strict";
import {
  describeFetch,
  describeFile,
  openFetchTally,
} from "../../../engine/command/fetch_tally.ts";
import { renderBlock } from "../../../engine/command/progress_block.ts";
import type { Paint } from "../../../engine/command/terminal.ts";
import type { FetchEvent } from "../../../engine/fetch/fetcher.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const plain: Paint = (_, text) => text;
const [cell] = expandText("name: p\nstages:\n  a: { uses: source }\n").cells;
assert.ok(cell);
const source = "https://data.example/a.gz";
const event = (fetch: FetchEvent) => ({ kind: "fetch", cell, file: "set/a", fetch } as const);

Deno.test("openFetchTally() shows a file from when it is asked for until it is here or refused", () => {
  const tally = openFetchTally();
  const lines = () => tally.files.map(describeFile);
  tally.count(event({ step: "begun", source }));
  assert.deepEqual(lines(), [`fetch set/a  asked for  from ${source}`]);
  tally.count(event({ step: "received", source, bytes: 3_200_000, total: 9_900_000 }));
  assert.deepEqual(lines(), [`fetch set/a  3.2 MB of 9.9 MB  from ${source}`]);
  tally.count(event({ step: "paused", source, reason: "503", milliseconds: 2000 }));
  assert.deepEqual(lines(), [`fetch set/a  503, again in 2 s  from ${source}`]);
  tally.count(event({ step: "received", source, bytes: 4_000_000, total: undefined }));
  assert.deepEqual(lines(), [`fetch set/a  4.0 MB  from ${source}`]);
  tally.count(event({ step: "served", source, bytes: 9_900_000 }));
  assert.deepEqual(lines(), []);
  tally.count(event({ step: "begun", source }));
  tally.count(event({ step: "refused", source, reason: "404 Not Found" }));
  assert.deepEqual(lines(), []);
});

Deno.test("describeFetch() has a line for every step but the bytes that arrive", () => {
  const line = (fetch: FetchEvent) => describeFetch(event(fetch), plain);
  assert.equal(line({ step: "begun", source }), `fetch   set/a from ${source}`);
  assert.equal(line({ step: "received", source, bytes: 1, total: 2 }), undefined);
  assert.equal(
    line({ step: "paused", source, reason: "503", milliseconds: 500 }),
    "fetch   set/a: 503, again in 0.5 s",
  );
  assert.equal(
    line({ step: "refused", source, reason: "404" }),
    `fetch   set/a not from ${source}: 404`,
  );
  assert.equal(
    line({ step: "served", source, bytes: 1000 }),
    `fetched set/a, 1.0 kB, from ${source}`,
  );
});

Deno.test("renderBlock() shows at most three files, and fits low terminals with them", () => {
  const files = Array.from({ length: 5 }, (_, i) => ({
    file: `set/${i}`,
    source,
    bytes: 0,
    total: undefined,
    pause: undefined,
  }));
  const state = { stages: [], files, seconds: 1, rest: undefined };
  assert.equal(renderBlock(state, { columns: 80, rows: 24 }, plain).length, 4);
  for (let rows = 1; rows < 10; rows++) {
    const block = renderBlock(state, { columns: 30, rows }, plain);
    assert.ok(block.length <= Math.max(rows - 2, 1), `${block.length} lines in ${rows} rows`);
    assert.ok(block.every(({ columns }) => columns < 30));
  }
});
