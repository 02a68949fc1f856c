/** Stage code that is edited while a run uses it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, NUMBER } from "./command_project.ts";
import { buildCommand, runKoopline, writeFiles } from "./koopline.ts";

// The failure takes its worker along, so that the next cell's worker loads the module anew.
const PIPELINE = `name: edited
axes: { n: [13, 14, 15] }
stages:
  number: { uses: ./slow.ts, over: [n], with: { value: "\${n}", spin: 60000000 } }
`;
const SLOW = NUMBER.replace(
  "    if (params.value === 13) throw",
  "    let y = 0.3;\n    for (let i = 0; i < params.spin; i++) y = 3.9 * y * (1 - y);\n" +
    "    if (params.value === 13 && y < 2) throw",
);

for (const edit of ["other values", "nothing"]) {
  Deno.test(`a run whose stage module is saved with ${edit} under way keeps no wrong result`, () =>
    inProject(async (place) => {
      await writeFiles(place.cwd, { "slow.ts": SLOW, "edited.yaml": PIPELINE });
      const child = buildCommand(["run", "edited.yaml", "--json", "-j", "1"], place).spawn();
      const [reader, rest] = child.stderr.tee();
      await waitFor(reader, /"event":"started"/);
      const edited = edit === "nothing" ? SLOW : SLOW.replace("params.value + 0", "-1 + 0");
      await Deno.writeTextFile(join(place.cwd, "slow.ts"), edited);
      const { code } = await child.status;
      const stderr = await new Response(rest).text();
      await child.stdout.cancel();
      assert.equal(code, edit === "nothing" ? 1 : 2, stderr);
      if (edit !== "nothing") assert.match(stderr, /an edit of .*slow\.ts.* \[stage\.changed\]/);
      await writeFiles(place.cwd, { "slow.ts": SLOW });
      await runKoopline(["run", "edited.yaml", "--quiet"], place);
      const sql = "select value from number.values order by value";
      const { stdout } = await runKoopline(["query", "edited.yaml", sql, "-f", "csv"], place);
      assert.deepEqual(stdout.trim().split(/\r?\n/), ["value", "14", "15"]);
    }));
}

async function waitFor(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<void> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (pattern.test(text)) return;
  }
  throw new Error(`the process ended without ${pattern}:\n${text}`);
}
