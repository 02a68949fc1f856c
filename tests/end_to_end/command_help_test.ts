/** Help: every command has one, and every example in it runs as it stands. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { runEach } from "./command_project.ts";
import { inFolder, type Place, ROOT, runKoopline, writeFiles } from "./koopline.ts";

const COMMANDS = [
  "run",
  "plan",
  "explain",
  "query",
  "verify",
  "collect",
  "trace",
  "stages",
  "schema",
  "export",
];

async function readHelp(): Promise<readonly string[]> {
  const lines = [["--help"], ...COMMANDS.map((command) => [command, "--help"])];
  const results = await runEach(lines, { cwd: ROOT });
  return results.map(({ code, stdout, stderr }) => {
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  });
}

/** Splits a line as a shell does, as far as examples need it. */
function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

function listExamples(help: string): readonly string[] {
  const [, examples = ""] = help.split("\nExamples:\n");
  return examples.split("\n").flatMap((line) =>
    // What follows three spaces in the program's own help explains the example.
    /^ {2}koopline /.test(line) ? [line.trim().split(/ {3,}/)[0] ?? ""] : []
  );
}

Deno.test("the program and every command have a description, their options and examples", async () => {
  const [program = "", ...commands] = await readHelp();
  for (const [index, command] of COMMANDS.entries()) {
    assert.match(program, new RegExp(`^ {2}${command}( .*)? {2,}\\S`, "m"));
    const help = commands[index] ?? "";
    assert.match(help, new RegExp(`^Usage: koopline ${command} \\[options\\]`));
    assert.match(help.split("\n")[2] ?? "", /^[A-Z].*/, help);
    assert.match(help, /^Options:$/m);
    assert.ok(listExamples(help).length > 0, help);
    for (const line of help.split("\n")) assert.ok(line.length <= 100, line);
  }
  assert.match(program, /Exit codes: 0 done, 1 a stage failed, 2 .*, 3 verification differs,\n130/);
  const [other] = await runEach([["help", "run"]], { cwd: ROOT });
  assert.equal(other?.stdout, commands[0]);
});

Deno.test("deno.json has a task for every command, and --version is the package's", async () => {
  const config = z.object({ version: z.string(), tasks: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json"))));
  for (const command of COMMANDS) assert.ok(command in config.tasks, command);
  const { stdout } = await runKoopline(["--version"], { cwd: ROOT });
  assert.equal(stdout, `${config.version}\n`);
});

/** The quickstart with two draws instead of eight. */
async function copyQuickstart(cwd: string): Promise<void> {
  const read = (name: string) => Deno.readTextFile(join(ROOT, "pipelines", name));
  const text = (await read("quickstart.yaml")).replace("range: [0, 8]", "range: [0, 2]");
  await writeFiles(cwd, {
    "pipelines/quickstart.yaml": text,
    "pipelines/quickstart.md": await read("quickstart.md"),
  });
}

Deno.test("every example in the help runs as it stands", () =>
  inFolder(async (cwd) => {
    const place: Place = { cwd };
    await copyQuickstart(cwd);
    const first = ["run", "pipelines/quickstart.yaml", "--quiet", "--write-lock"];
    const { code, stderr } = await runKoopline(first, place);
    assert.equal(code, 0, stderr);
    const examples = new Set((await readHelp()).flatMap(listExamples));
    assert.ok(examples.size >= 18, `${examples.size} examples`);
    // One after the other: some write files, one deletes garbage.
    for (const example of examples) {
      const ran = await runKoopline(splitWords(example).slice(1), place);
      assert.equal(ran.code, 0, `${example}\n${ran.stderr}`);
    }
  }));
