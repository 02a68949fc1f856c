/** Small files that declare enormous contents are refused before memory is taken for what they declare. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inFolder, ROOT } from "../end_to_end/koopline.ts";
import { BOMBS, type Defused } from "./file_bombs.ts";

/** Twice and a half what they take: all readers are loaded. */
const MOST_PEAK = 256 * 2 ** 20;
const MOST_ASKED = 32 * 2 ** 20;

async function defuseAll(folder: string): Promise<readonly Defused[]> {
  const paths = Object.values(BOMBS).map(([write], index) => {
    const path = join(folder, `${index}`);
    Deno.writeFileSync(path, write());
    return path;
  });
  const program = fileURLToPath(import.meta.resolve("./file_bombs.ts"));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", join(ROOT, "deno.json"), program, ...paths],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test({
  name: "small files that declare enormous contents are refused before memory is taken …",
  ignore: Deno.build.os !== "linux",
  fn: (t) =>
    inFolder(async (folder) => {
      const all = await defuseAll(folder);
      assert.deepEqual(all.map(({ name }) => name), Object.keys(BOMBS));
      for (const { name, code, words, bytes, asked, peak } of all) {
        await t.step(name, () => {
          assert.match(code ?? "read", /^(?:input\.(?:format|shape)|store\.corrupt)$/, words);
          assert.match(words, /Expected .+, but found |corrupt/);
          assert.ok(asked < MOST_ASKED, `${asked} bytes asked for by ${bytes}`);
          assert.ok(peak < MOST_PEAK, `${peak} bytes`);
        });
      }
    }),
});
