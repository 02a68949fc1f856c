import assert from "node:assert/strict";
import { join } from "node:path";
import { parsePipeline, readPipeline } from "../../../engine/pipeline/parse.ts";
import { type KooplineError } from "../../../schemas/error.ts";
import { assertReadable, catchProblem } from "./bad_pipeline.ts";

const GOOD = "name: x\nstages: { s: { uses: source } }\n";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function assertUnreadable(path: string, says: RegExp): Promise<void> {
  await assert.rejects(readPipeline(path), (error: KooplineError) => {
    assert.equal(error.code, "pipeline.unreadable");
    assert.equal(error.problems[0].where, path);
    assert.match(error.message, says);
    assertReadable(error);
    return true;
  });
}

Deno.test("readPipeline() reads a file, and gives the folder that paths start from", () =>
  withFolder(async (folder) => {
    const path = join(folder, "p.yaml");
    await Deno.writeTextFile(path, GOOD);
    const parsed = await readPipeline(path);
    assert.equal(parsed.folder, folder);
    assert.equal(parsed.document.stages.s?.uses, "source");
  }));

Deno.test("readPipeline() refuses what is not a readable file", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "quickstart.yaml"), GOOD);
    await Deno.writeFile(join(folder, "large.yaml"), new Uint8Array(5 * 1024 * 1024));
    await assertUnreadable(
      folder,
      /a pipeline file, but found a directory\.\n {2}Pipelines there: .*quickstart\.yaml/,
    );
    await assertUnreadable(
      join(folder, "quikstart.yaml"),
      /found no such file\.\n {2}Did you mean .*quickstart\.yaml/,
    );
    await assertUnreadable(join(folder, "nowhere", "p.yaml"), /found no such file\.$/);
    await assertUnreadable(join(folder, "quickstart.yaml", "p.yaml"), /found no such file/);
    await assertUnreadable(join(folder, "large.yaml"), /at most 4 MiB, but found 5\.0 MiB/);
    await assertUnreadable("/dev/zero", /not a regular file/);
    await assertUnreadable("", /found ``|found ""/);
  }));

Deno.test("parsePipeline() reads a byte order mark and Windows line ends", () => {
  const bytes = new TextEncoder().encode("\uFEFF" + GOOD.replaceAll("\n", "\r\n"));
  const { locate } = parsePipeline({ path: "p.yaml", bytes });
  assert.equal(locate(["stages", "s", "uses"]), "p.yaml:2:22");
  assert.equal(locate(["name"], { key: true }), "p.yaml:1:1");
});

const BYTES:
  readonly (readonly [name: string, bytes: readonly number[], where: string, says: RegExp])[] = [
    [
      "Latin-1",
      [...bytesOf("name: x\ntitle: caf"), 0xe9, 0x0a],
      "p.yaml:2:11",
      /UTF-8 text, but found bytes that are not UTF-8/,
    ],
    ["UTF-16", [0xff, 0xfe, 0x6e, 0x00], "p.yaml:1:1", /bytes that are not UTF-8/],
    [
      "a cut character",
      [...bytesOf("name: "), 0xe2, 0x82],
      "p.yaml:1:7",
      /bytes that are not UTF-8/,
    ],
    [
      "a zero byte",
      bytesOf("name: x\ntitle: a\0b\n"),
      "p.yaml:2:9",
      /printable text, but found the control character U\+0000/,
    ],
    [
      "an escape character",
      bytesOf("name: \u001b[31m\n"),
      "p.yaml:1:7",
      /the control character U\+001B/,
    ],
  ];

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

Deno.test.each(BYTES)("parsePipeline() refuses %s", (_, bytes, where, says) => {
  const error = catchProblem(() =>
    parsePipeline({ path: "p.yaml", bytes: Uint8Array.from(bytes) })
  );
  assert.equal(error.code, "pipeline.unreadable");
  assert.equal(error.problems[0].where, where);
  assert.match(error.message, says);
});
