/** Wrong command lines: code 2, one message that says what would be right, and nothing written. */

import assert from "node:assert/strict";
import { inProject, runEach } from "./command_project.ts";

interface WrongLine {
  readonly args: readonly string[];
  readonly says: RegExp;
}

const RUN = ["run", "numbers.yaml"];

const WRONG: readonly WrongLine[] = [
  { args: ["rnu"], says: /unknown command 'rnu' .*\n {2}Did you mean run\?/ },
  { args: ["run"], says: /missing required argument 'file'/ },
  { args: ["run", "numbers.yaml", "figure.yaml"], says: /too many arguments/ },
  { args: [...RUN, "--jbos", "2"], says: /unknown option '--jbos' .*\n {2}Did you mean --jobs\?/ },
  { args: [...RUN, "--jobs", "0"], says: /'0' is invalid\. Expected a whole number from 1 to 256/ },
  { args: [...RUN, "--jobs", "x"], says: /'x' is invalid\. Expected a whole number/ },
  { args: [...RUN, "--jobs", "1.5"], says: /'1\.5' is invalid/ },
  { args: [...RUN, "-j"], says: /argument missing/ },
  { args: [...RUN, "--set", "factor"], says: /'factor' is invalid\. Expected name=value/ },
  { args: [...RUN, "--set", "=3"], says: /'=3' is invalid\. Expected name=value/ },
  {
    args: [...RUN, "--set", "facotr=3"],
    says: /--set.*`facotr`\. .*\n {2}Did you mean `factor`\?/,
  },
  { args: [...RUN, "--only", "totl"], says: /found `totl`\. .*\n {2}Did you mean `total`\?/ },
  { args: [...RUN, "--only", "number[m=1]"], says: /an axis of `number`: `n`, but found `m=1`/ },
  { args: [...RUN, "--only", "number[n=9]"], says: /found `9`\. .*\n {2}Values: `1`, `2` and `3`/ },
  { args: [...RUN, "--only", "total[n=1]"], says: /`total` alone, which ranges over no axis/ },
  {
    args: [...RUN, "--locked", "--set", "factor=3"],
    says: /'--locked' cannot be used with .*--set/,
  },
  { args: [...RUN, "--write-lock", "--only", "number"], says: /cannot be used with .*--only/ },
  { args: [...RUN, "--locked"], says: /numbers\.lock\.json: Expected the pipeline's lock file/ },
  { args: ["verify", "numbers.yaml", "--sample", "0"], says: /Expected a whole number from 1/ },
  { args: ["explain", "numbers.yaml"], says: /missing required argument 'stage'/ },
  { args: ["explain", "numbers.yaml", "numbr"], says: /Did you mean `number`\?/ },
  { args: ["query", "numbers.yaml"], says: /missing required argument 'sql'/ },
  {
    args: ["query", "numbers.yaml", "select 1", "-f", "xml"],
    says: /--format: Expected one of table, csv, json, arrow, parquet, but found "xml"/,
  },
  {
    args: ["export", "numbers.yaml", "-f", "json"],
    says: /--format: Expected one of csv, parquet, arrow/,
  },
  {
    args: ["export", "numbers.yaml"],
    says: /Expected results in the store artifacts, but found none/,
  },
  { args: ["stages", "operatr"], says: /found `operatr`\. .*\n {2}Did you mean `operator`\?/ },
  { args: ["stages", "./nothing.ts"], says: /no such file at `\.\/nothing\.ts`/ },
  { args: ["trace", "nothing.svg"], says: /artifacts: Expected a store, but found nothing/ },
  {
    args: ["collect", "--store", "number.ts"],
    says: /number\.ts: Expected a store, but found a file/,
  },
  { args: ["plan", "numbers.yaml", "--store", ""], says: /--store: Expected a folder/ },
  { args: ["plan", "nubmers.yaml"], says: /no such file\. .*\n {2}Did you mean `numbers\.yaml`\?/ },
  { args: ["plan", "."], says: /Expected a pipeline file, but found a directory/ },
];

Deno.test("a wrong command line gives code 2 and one message, and nothing is written", () =>
  inProject(async (place) => {
    const before = await listNames(place.cwd);
    const results = await runEach(WRONG.map(({ args }) => args), place);
    for (const [index, { code, stdout, stderr }] of results.entries()) {
      const { args, says } = WRONG[index] ?? { args: [], says: /$^/ };
      const line = `koopline ${args.join(" ")}\n${stderr}`;
      assert.match(stderr, says, line);
      assert.equal(code, 2, line);
      assert.equal(stdout, "", line);
      assert.equal(stderr.match(/^error /gm)?.length, 1, line);
      assert.match(stderr, /^error .*\[[a-z]+\.[a-z_]+\]$/m, line);
      assert.doesNotMatch(stderr, /\n\s+at |defect|\p{Cc}\[/u, line);
    }
    assert.deepEqual(await listNames(place.cwd), before);
  }));

Deno.test("without a command the help is shown, with code 2", () =>
  inProject(async (place) => {
    const [ran] = await runEach([[]], place);
    assert.equal(ran?.code, 2);
    assert.equal(ran?.stdout, "");
    assert.match(ran?.stderr ?? "", /^Usage: koopline \[options\] \[command\]/);
  }));

async function listNames(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
