import assert from "node:assert/strict";
import { openLog } from "../../../engine/worker/cell_log.ts";

Deno.test("a log counts the lines that it left out, however they were written", () => {
  const [apart, together] = [openLog(), openLog()];
  for (let i = 0; i < 5000; i++) apart.write(`line ${i}`);
  together.write(Array.from({ length: 5000 }, (_, i) => `line ${i}`).join("\n"));
  assert.equal(apart.read().length, 1001);
  assert.equal(apart.read().at(-1), "… and 4000 more");
  assert.deepEqual(together.read(), apart.read());
});

Deno.test("a log of long lines ends at 256 KiB, whatever comes then", () => {
  const log = openLog();
  log.write(`${"x".repeat(3000)}\n`.repeat(200));
  log.write("short");
  const lines = log.read();
  assert.equal(lines[0]?.length, 2001);
  assert.equal(lines.length, Math.floor(262_144 / 2001) + 1);
  // 200 lines, the empty one behind the last line feed, and the short one.
  assert.equal(lines.at(-1), `… and ${202 - (lines.length - 1)} more`);
});
