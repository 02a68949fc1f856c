/** koopline as a command in a folder of the user's own, with a stage kind of the user's own. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, ROOT, writeFiles } from "./koopline.ts";

/** The first fenced block of a language in a page that holds a text. */
async function readBlock(page: string, language: string, holds = ""): Promise<string> {
  const text = await Deno.readTextFile(join(ROOT, page));
  const blocks = text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"));
  return [...blocks].map(([, block]) => block ?? "").find((block) => block.includes(holds)) ?? "";
}

/** The integrity of every npm package in a lock file by name@version. */
async function readPackages(path: string): Promise<ReadonlyMap<string, string>> {
  const { npm } = JSON.parse(await Deno.readTextFile(path));
  return new Map(
    Object.keys(npm).map((name) => [name.replace(/_.*$/, ""), String(npm[name].integrity)]),
  );
}

async function runCommand(program: string, args: readonly string[], cwd: string, root: string) {
  const output = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { DENO_INSTALL_ROOT: root, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, stdout: decode(output.stdout), stderr: decode(output.stderr) };
}

Deno.test("installed as the README says, koopline runs the documented stage kind in an empty folder", () =>
  inFolder(async (folder) => {
    const shell = (await readBlock("README.md", "sh", "deno install")).replaceAll("\\\n", " ")
      .split("\n");
    const install = shell.find((line) => line.startsWith("deno install"));
    assert.ok(install, "the README has an install command");
    const args = install.split(/\s+/).slice(1).filter((word) => word !== "");
    const installed = await runCommand(Deno.execPath(), args, ROOT, folder);
    assert.equal(installed.code, 0, installed.stderr);

    // Deno copies the configuration; what it runs must be what the lock file here says.
    const copied = await readPackages(join(folder, "bin", ".koopline", "deno.lock"));
    const locked = await readPackages(join(ROOT, "deno.lock"));
    for (const [name, integrity] of copied) assert.equal(integrity, locked.get(name), name);

    const own = join(folder, "my work");
    await Deno.mkdir(own);
    await writeFiles(own, {
      "leap.ts": await readBlock("docs/stages.md", "ts"),
      "logistic.yaml": await readBlock("docs/stages.md", "yaml"),
    });
    const command = join(folder, "bin", "koopline");
    const ran = await runCommand(command, ["run", "logistic.yaml", "--json"], own, folder);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(JSON.parse(ran.stdout).executed, 6);
    const entries = (await Array.fromAsync(Deno.readDir(own))).map(({ name }) => name).sort();
    assert.deepEqual(entries, ["artifacts", "leap.ts", "logistic.yaml"]);

    const query =
      "select r, max(modulus) as largest from spectrum.eigenvalues group by r order by r";
    const asked = await runCommand(
      command,
      ["query", "logistic.yaml", query, "-f", "json"],
      own,
      folder,
    );
    assert.equal(asked.code, 0, asked.stderr);
    // The orbits tend to the fixed point, so a direction that stays has eigenvalue 1.
    for (const { largest } of JSON.parse(asked.stdout)) {
      assert.ok(Math.abs(largest - 1) < 0.05, `${largest}`);
    }
  }));
