import assert from "node:assert/strict";
import { join } from "node:path";
import { formatHistory, readHistory } from "../../../engine/plan/history_file.ts";
import { verifyHistories } from "../../../engine/run/verify_views.ts";
import { openStore } from "../../../engine/store/store.ts";
import { inFolder } from "../../end_to_end/koopline.ts";

const KEY = "ab".repeat(32);

Deno.test("readHistory() gives what formatHistory() wrote", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.json");
    const history = {
      cells: new Map([["a[n=1]", { kind: "train", key: KEY }], ["a[n=2]", undefined]]),
      stages: new Map([["a", { axes: { n: [1, "x", true] }, needs: { data: ["b", "c"] } }]]),
    };
    await Deno.writeTextFile(path, formatHistory(history));
    assert.deepEqual(readHistory(path), { ok: true, history });
  }));

Deno.test("a history whose kinds or keys can name no record is damaged, and verification goes on", () =>
  inFolder(async (folder) => {
    const strange = [["../../train", KEY], ["train", "../key"], ["train", KEY, 1], [1, 2], "train"];
    await Deno.mkdir(join(folder, "history"));
    for (const [index, entry] of strange.entries()) {
      const text = JSON.stringify({ "a[n=1]": entry });
      await Deno.writeTextFile(join(folder, "history", `p${index}.json`), text);
    }
    const problems = verifyHistories(openStore(folder));
    assert.deepEqual(problems.map(({ code }) => code), strange.map(() => "store.corrupt"));
  }));
