/** Broken pipelines through the whole command line: one message a mistake, with its place, and nothing written. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, NUMBER, NUMBERS, runEach } from "./command_project.ts";

interface BadPipeline {
  readonly name: string;
  readonly text: string | Uint8Array;
  /** For each mistake what its message says, in the order of the text. */
  readonly says: readonly RegExp[];
}

const swap = (from: string, to: string) => NUMBERS.replace(from, to);

const BAD: readonly BadPipeline[] = [
  { name: "empty", text: "", says: [/^\S+:1:1: Expected a pipeline.*an empty document/] },
  {
    name: "unknown_key",
    text: swap("over: [n]", "ovr: [n]"),
    says: [/:5:32: .*the unknown key `ovr`\..*\n {2}Did you mean `over`\?/],
  },
  {
    name: "two_mistakes",
    text: swap("n: [1, 2, 3]", "n: []").replace("needs:", "nedes:"),
    says: [/:3:12: Expected at least one value/, /:6:30: .*the unknown key `nedes`/],
  },
  {
    name: "wrong_type",
    text: swap('value: "${n}"', "value: many"),
    says: [/:5:58: Expected a number, but found the text "many"/],
  },
  {
    name: "unknown_stage",
    text: swap("numbers: number", "numbers: numbr"),
    says: [/:6:48: .*found `numbr`\..*\n {2}Did you mean `number`\?/],
  },
  {
    name: "unknown_axis",
    text: swap("over: [n]", "over: [m]"),
    says: [/:5:39: .*found `m`/, /:5:61: .*found the axis `n`/],
  },
  {
    name: "cycle",
    text: swap("total: {", "again: { uses: ./total.ts, needs: { numbers: total } }\n  total: {")
      .replace("numbers: number", "numbers: again"),
    says: [/:7:48: .*again → total → again/],
  },
  {
    name: "missing_port",
    text: swap("needs: { numbers: number }, ", ""),
    says: [/:6:3: Expected the port `numbers` of `total`/],
  },
  {
    name: "unknown_kind",
    text: swap("uses: ./total.ts", "uses: totl"),
    says: [/:6:18: Expected a stage kind.*found `totl`/],
  },
  {
    name: "missing_module",
    text: swap("uses: ./total.ts", "uses: ./totl.ts"),
    says: [/:6:18: Expected a TypeScript or JavaScript module.*no such file/],
  },
  {
    name: "broken_module",
    text: swap("uses: ./total.ts", "uses: ./broken.ts"),
    says: [/:6:18: Expected a module that can be loaded.*broken\.ts:1:\d+/],
  },
  {
    name: "bad_expression",
    text: swap("${n}", "${n +}"),
    says: [/:5:64: Expected an expression, but found `n \+`/],
  },
  {
    name: "unknown_variable",
    text: swap("${factor}", "${facotr}"),
    says: [/:6:77: .*`facotr`.*\n {2}Did you mean `factor`\?/],
  },
  {
    name: "duplicate_key",
    text: swap("total:", "number:"),
    says: [/:6:3: .*`number`/],
  },
  {
    name: "tabs",
    text: "name: x\nstages:\n\tnumber: { uses: ./number.ts }\n",
    says: [/:3:1: Expected spaces as indentation, but found a tab/],
  },
  {
    name: "not_utf8",
    text: Uint8Array.of(0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a),
    says: [/:1:7: .*UTF-8/],
  },
  {
    name: "too_large",
    text: swap("n: [1, 2, 3]", "n: { range: [0, 1000000000] }"),
    says: [/:3:21: .*1,000,000,000 values of `n`/],
  },
  {
    name: "missing_file",
    text: `name: x
stages: { report: { uses: report, with: { text: nothing.md } } }
`,
    says: [/:2:11: Expected the file nothing\.md.*no such file/],
  },
];

Deno.test("a broken pipeline gives code 2, one message a mistake with its place, and writes nothing", () =>
  inProject(async (place) => {
    await Deno.writeTextFile(join(place.cwd, "broken.ts"), `const = 3;\n${NUMBER}`);
    for (const { name, text } of BAD) {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      await Deno.writeFile(join(place.cwd, `${name}.yaml`), bytes);
    }
    const before = await listNames(place.cwd);
    const results = await runEach(BAD.map(({ name }) => ["run", `${name}.yaml`]), place);
    for (const [index, { code, stdout, stderr }] of results.entries()) {
      const { name = "", says = [] } = BAD[index] ?? {};
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "", stderr);
      assert.doesNotMatch(stderr, /\n\s+at |defect|undefined|\[object|\p{Cc}\[/u, stderr);
      const messages = stderr.split(/^error /m).slice(1);
      assert.equal(messages.length, says.length, stderr);
      for (const [place, message] of messages.entries()) {
        assert.match(message, /^\S+:\d+:\d+: Expected .+, but found .+\. \[[a-z]+\.[a-z_]+\]$/m);
        assert.match(message, says[place] ?? /$^/, name);
        assert.ok(message.startsWith(`${name}.yaml:`), message);
      }
    }
    assert.deepEqual(await listNames(place.cwd), before);
  }));

async function listNames(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
