/** The README's pipeline that trains is one that can run. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, ROOT, runKoopline, writeFiles } from "./koopline.ts";

Deno.test("the README's pipeline that trains is planned without a mistake", () =>
  inFolder(async (cwd) => {
    const text = await Deno.readTextFile(join(ROOT, "README.md"));
    const [, pipeline = ""] = /```yaml\n(name: momentum\n[\s\S]*?)```/.exec(text) ?? [];
    await writeFiles(cwd, { "momentum.yaml": pipeline });
    const { code, stdout, stderr } = await runKoopline(["plan", "momentum.yaml", "--json"], {
      cwd,
    });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim().split("\n").length, 1 + 48 + 12 + 12 + 1);
  }));
