/** What a newer koopline wrote is refused or passed over with words that say so, and left exactly as it is. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { collectCommand } from "../../../engine/command/collect.ts";
import { readHistory } from "../../../engine/plan/history_file.ts";
import { readLockFile } from "../../../engine/run/lock.ts";
import { assertFormat, type FileFormat } from "../../../engine/store/format.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { locateRecord } from "../../../engine/store/layout.ts";
import { sealJson } from "../../../engine/store/sealed_json.ts";
import { openStore } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { inFolder, writeFiles } from "../../end_to_end/koopline.ts";

const KEY = "c".repeat(64);
const NEWER = sealJson({ format: 99, key: KEY, something: "else" });

async function inStore(
  files: Readonly<Record<string, string>>,
  work: (root: string) => void,
): Promise<void> {
  await inFolder(async (root) => {
    await writeFiles(root, files);
    work(root);
    for (const [path, text] of Object.entries(files)) {
      assert.equal(await Deno.readTextFile(join(root, path)), text, `${path} is as it was`);
    }
    assert.ok(!await exists(join(root, "corrupt")), "nothing was set aside");
  });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

const NEWER_WORDS =
  /found format 99, written by a newer koopline\.\n {2}Use that version, or a later one/;

function isNewer(error: unknown): boolean {
  assert.ok(error instanceof KooplineError);
  assert.equal(error.code, "store.format");
  assert.match(error.message, NEWER_WORDS);
  return true;
}

const RECORD = locateRecord("", "train", KEY);

Deno.test("a newer record is refused where it is asked for, and passed over where all are listed", () =>
  inStore({ [RECORD]: NEWER }, (root) => {
    const said: string[] = [];
    const store = openStore(root, { onDamage: (message) => said.push(message) });
    assert.throws(() => store.readRecord("train", KEY), isNewer);
    assert.deepEqual([...store.listRecords()], []);
    assert.deepEqual(said, ["1 record of another version of koopline is passed over."]);
  }));

Deno.test("verify names a newer record, and sets nothing aside", () =>
  inStore({ [RECORD]: NEWER }, (root) => {
    const { problems } = verifyStore(openStore(root));
    assert.deepEqual(problems.map(({ code, found }) => [code, found]), [
      ["store.format", "format 99, written by a newer koopline"],
    ]);
  }));

Deno.test("collect deletes nothing from a store that holds a newer record or a newer history", async () => {
  for (const path of [RECORD, "history/p.json"]) {
    const orphan = "no record names these bytes";
    const object = join("objects", hashBytes(orphan).slice(0, 2), hashBytes(orphan));
    await inStore({ [path]: NEWER, [object]: orphan }, (store) => {
      assert.throws(() => collectCommand([], { store, yes: true }), /written by a newer koopline/);
    });
  }
});

Deno.test("a newer manifest is refused", async () => {
  const manifest = '{"format":99}';
  const address = hashBytes(manifest);
  const object = join("objects", address.slice(0, 2), address);
  await inStore({ [object]: manifest }, (root) => {
    const store = openStore(root);
    assert.throws(() => store.hasArtifact(address), isNewer);
    assert.throws(() => store.readArtifact(address), isNewer);
  });
});

Deno.test("a newer lock is refused, and not called a lock to write again", () =>
  inStore({ "p.lock.json": '{"format":99,"what":"ever"}' }, (root) => {
    assert.throws(() => readLockFile(join(root, "p.lock.json")), isNewer);
  }));

Deno.test("a newer history, sealed or not, and a newer run file are known for what they are", () =>
  inStore(
    { "history/p.json": NEWER, "history/q.json": '{"format":99}', "runs/a.json": NEWER },
    (root) => {
      for (const name of ["p", "q"]) {
        const read = readHistory(join(root, "history", `${name}.json`));
        assert.deepEqual(read, {
          ok: false,
          found: "format 99, written by a newer koopline",
          newer: true,
        });
      }
      assert.deepEqual([...openStore(root).listRuns()], []);
    },
  ));

const INVENTED: FileFormat = {
  what: "a thing",
  current: 3,
  oldest: 2,
  forward: "make it again.",
};

Deno.test("assertFormat() takes the formats that are read, and says the way forward from those that are not", () => {
  for (const format of [2, 3]) assertFormat({ format }, INVENTED, "thing.json");
  assertFormat({}, INVENTED, "thing.json");
  assert.throws(() => assertFormat({ format: 1 }, INVENTED, "thing.json"), {
    message:
      "thing.json: Expected a thing of format 2 to 3, but found format 1, written by an older koopline.\n" +
      "  That version still reads it; or make it again.",
  });
  assert.throws(() => assertFormat({ format: 99 }, INVENTED, dirname("x")), NEWER_WORDS);
});
