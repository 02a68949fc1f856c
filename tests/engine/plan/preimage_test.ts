import assert from "node:assert/strict";
import { join } from "node:path";
import { diffPreimages, formatDifference } from "../../../engine/plan/explain.ts";
import { buildPreimage, hashPreimage } from "../../../engine/plan/preimage.ts";
import { openSession } from "../../../engine/run/session.ts";
import type { Preimage } from "../../../engine/store/record.ts";
import { inFolder, writeFiles } from "../../end_to_end/koopline.ts";

/** A kind that only sees what arrives, one that is given references, and one that asks in SQL. */
const kind = (name: string, needs: string, more = "") =>
  `import { any, defineStage, Expectation, many, z } from "koopline";
export const ${name} = defineStage({
  kind: "${name}",
  summary: "Nothing.",
  params: z.strictObject({}),
  needs: ${needs},
  makes: Expectation,
  ${more}
  run() {
    throw new Error("never run here");
  },
});
`;

const FILES = {
  "source.ts": kind("source", "{}"),
  "gathers.ts": kind("gathers", "{ from: many(Expectation) }"),
  "refers.ts": kind("refers", "{ from: any() }"),
  "asks.ts": kind(
    "asks",
    "{ from: many(Expectation) }",
    'queries: () => ({ all: "select * from source.values" }),',
  ),
};

const PIPELINE = `name: keys
axes: { group: [1], item: [1, 2] }
stages:
  source: { uses: ./source.ts, over: [group, item] }
  last: { uses: ./KIND.ts, over: [group], needs: { from: source } }
`;

type Kind = "gathers" | "refers" | "asks";

/** The preimage of the last cell when every input has the same address. */
async function readPreimage(uses: Kind, edit: (text: string) => string): Promise<Preimage> {
  const found: Preimage[] = [];
  await inFolder(async (cwd) => {
    const text = edit(PIPELINE.replace("KIND", uses));
    await writeFiles(cwd, { ...FILES, "p.yaml": text });
    const store = join(cwd, "artifacts");
    const session = await openSession({ file: join(cwd, "p.yaml"), set: {}, store });
    const { cells } = session.pipeline;
    const last = cells.find(({ stage }) => stage.name === "last");
    assert.ok(last !== undefined);
    found.push(buildPreimage(session.preimages, last, {
      addresses: cells.map(() => "a".repeat(64)),
      problems: [],
    }));
  });
  const [preimage] = found;
  assert.ok(preimage !== undefined);
  return preimage;
}

const EDITS = {
  "the producing stage has another name": (text: string) =>
    text.replaceAll("source:", "origin:")
      .replace("from: source", "from: origin"),
  "the axes change places": (text: string) =>
    text.replace("group: [1], item: [1, 2]", "item: [1, 2], group: [1]"),
  "a shared axis has another value": (text: string) => text.replace("group: [1]", "group: [5]"),
  "a gathered axis has another value": (text: string) => text.replace("[1, 2]", "[1, 3]"),
} as const;

const SEEN: Readonly<Record<Kind, readonly (keyof typeof EDITS)[]>> = {
  gathers: ["a gathered axis has another value"],
  refers: [
    "the producing stage has another name",
    "a shared axis has another value",
    "a gathered axis has another value",
  ],
  asks: [
    "the producing stage has another name",
    "the axes change places",
    "a shared axis has another value",
    "a gathered axis has another value",
  ],
};

for (const uses of ["gathers", "refers", "asks"] as const) {
  Deno.test(`the key of a kind that ${uses} changes with all that it sees, and with nothing else`, async () => {
    const before = await readPreimage(uses, (text) => text);
    const changed: string[] = [];
    for (const [what, edit] of Object.entries(EDITS)) {
      const after = await readPreimage(uses, edit);
      const differences = diffPreimages(before, after, () => undefined).map(formatDifference);
      const isOther = hashPreimage(after) !== hashPreimage(before);
      if (isOther) changed.push(what);
      assert.equal(differences.length > 0, isOther, `${what}: ${differences.join("; ")}`);
    }
    assert.deepEqual(changed, SEEN[uses]);
  });
}
