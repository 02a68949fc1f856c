import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadKinds } from "../../../engine/pipeline/kinds.ts";
import { parsePipeline } from "../../../engine/pipeline/parse.ts";
import { type KooplineError } from "../../../schemas/error.ts";
import { assertReadable } from "./bad_pipeline.ts";

const DEFINE = new URL("../../../stages/api.ts", import.meta.url).href;

const KIND = (name: string) =>
  `export const ${name} = defineStage({ kind: "${name}", summary: "Mine.", params: z.strictObject({}), needs: {}, makes: Spectrum, run: () => { throw new Error(); } });`;

/** Writes modules into a new folder, loads the kinds of a pipeline beside them, and removes the folder. */
async function loadFrom(modules: Readonly<Record<string, string>>, uses: string) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(modules)) {
      await Deno.writeTextFile(
        join(folder, name),
        `import { defineStage, Spectrum, z } from "${DEFINE}";\n${text}\n`,
      );
    }
    const bytes = new TextEncoder().encode(`name: x\nstages:\n  s: { uses: ${uses} }\n`);
    const parsed = parsePipeline({ path: join(folder, "p.yaml"), bytes });
    return { folder, kinds: await loadKinds(parsed, new Map()) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadKinds() finds the one kind that a module exports, under any name", async () => {
  const text = `${KIND("mine")}\nexport const other = 5;\nexport { mine as again };`;
  const { folder, kinds } = await loadFrom({ "my # stage.ts": text }, '"./my # stage.ts"');
  const loaded = kinds.get("./my # stage.ts");
  assert.equal(loaded?.kind.kind, "mine");
  assert.equal(loaded?.module, pathToFileURL(join(folder, "my # stage.ts")).href);
});

const BAD:
  readonly (readonly [name: string, text: string | undefined, uses: string, says: RegExp])[] = [
    [
      "a module that is not there",
      undefined,
      "./mine.ts",
      /a TypeScript or JavaScript module .* but found no such file at `\.\/mine\.ts`/,
    ],
    ["a folder", undefined, "./..", /found another extension at `\.\/\.\.`/],
    ["a module of another extension", "", "./mine.py", /found another extension at `\.\/mine\.py`/],
    [
      "a module that does not parse",
      "export const a = ;",
      "./mine.ts",
      /SyntaxError: Expression expected at .*mine\.ts:2:18\.\n {2}2 \| export const a = ;\n/,
    ],
    [
      "a module that throws",
      'const x = JSON.parse("null");\nexport const y = x.z;',
      "./mine.ts",
      /TypeError: Cannot read properties .* at .*mine\.ts:3:20/,
    ],
    [
      "a module that imports a missing one",
      'import "./gone.ts";',
      "./mine.ts",
      /Module not found .*gone\.ts at .*mine\.ts:2:8/,
    ],
    [
      "a module without a kind",
      "export const a = 1, b = 2;",
      "./mine.ts",
      /exactly one stage kind exported by `\.\/mine\.ts`, but found none among `a` and `b`/,
    ],
    [
      "a module without exports",
      "",
      "./mine.ts",
      /but found no exports\.\n {2}Export what defineStage/,
    ],
    [
      "a module with two kinds",
      KIND("one_kind") + KIND("two_kinds"),
      "./mine.ts",
      /but found 2: `one_kind` and `two_kinds`/,
    ],
    [
      "a kind without a summary",
      KIND("mine").replace("summary", "about"),
      "./mine.ts",
      /found `mine` without a `summary` in words/,
    ],
    [
      "a kind whose name leaves its folder",
      KIND("mine").replace('"mine"', '"../mine"'),
      "./mine.ts",
      /found `mine` without a snake_case `kind`/,
    ],
    [
      "a kind whose folder would be a device of Windows",
      KIND("mine").replace('"mine"', '"aux"'),
      "./mine.ts",
      /found `mine` without a `kind` that is no device of Windows/,
    ],
    [
      "a kind with a port of no type",
      KIND("mine").replace("needs: {}", "needs: { a: 1 }"),
      "./mine.ts",
      /without the port `a` built by one/,
    ],
  ];

Deno.test.each(BAD)("loadKinds() refuses %s", async (_, text, uses, says) => {
  const modules = text === undefined ? {} : { [uses.replace("./", "")]: text };
  await assert.rejects(loadFrom(modules, uses), (error: KooplineError) => {
    assert.equal(error.code, "stage.load");
    assert.match(error.message, says);
    assert.match(error.problems[0].where ?? "", /p\.yaml:3:14$/);
    assertReadable(error);
    return true;
  });
});

const UNKNOWN: readonly (readonly [uses: string, hint: RegExp])[] = [
  ["oprator", /Did you mean `operator`\?/],
  ["mine.ts", /Write `\.\/mine\.ts`/],
  ["/etc/mine.ts", /A kind of your own is a path such as \.\/my_stage\.ts/],
  ["https://example.org/mine.ts", /Kinds: `operator`/],
  ["constructor", /Kinds: `operator`/],
  ["file:///mine.ts", /Kinds: `operator`/],
];

Deno.test.each(UNKNOWN)("loadKinds() refuses the unknown kind %s", async (uses, hint) => {
  const parsed = parsePipeline({
    path: "p.yaml",
    bytes: new TextEncoder().encode(`name: x\nstages:\n  s: { uses: "${uses}" }\n`),
  });
  const known = new Map([["operator", { module: "file:///x", load: () => Promise.resolve({}) }]]);
  await assert.rejects(loadKinds(parsed, known), (error: KooplineError) => {
    assert.equal(error.code, "pipeline.unknown_kind");
    assert.equal(error.problems[0].where, "p.yaml:3:14");
    assert.match(error.message, hint);
    return true;
  });
});
