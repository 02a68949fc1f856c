/** A page of docs/ as tests take it: its blocks of code, and a Python to run them with. */

import assert from "node:assert/strict";

/** Finds the first block of a language that holds some words. */
export function readBlock(page: string, language: string, holds: string): string {
  const blocks = [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))];
  const found = blocks.map(([, block]) => block ?? "").find((block) => block.includes(holds));
  assert.ok(found, `the page has a block of ${language} with ${holds}`);
  return found;
}

/** Finds the first Python that has PyTorch and NumPy. */
export async function findPython(): Promise<string | undefined> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    const args = ["-c", "import numpy, torch"];
    const found = await new Deno.Command(python, { args, stdout: "null", stderr: "null" })
      .output().then(({ success }) => success, () => false);
    if (found) return python;
  }
}

/** Runs a script of a page with one thread; its failure is the test's. */
export async function runScript(python: string, script: string, cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(python, {
    args: [script],
    cwd,
    env: { OMP_NUM_THREADS: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
