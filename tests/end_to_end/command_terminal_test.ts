/** What a person at a terminal sees: colours, one live block, and nothing of it at the end. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, NUMBER } from "./command_project.ts";
import { type Place, ROOT, writeFiles } from "./koopline.ts";
import { type Seen, showOnTerminal } from "./terminal_screen.ts";

const hasScript = await new Deno.Command("script", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

const LONG = "a_stage_with_a_name_that_is_longer_than_a_narrow_terminal";

const SLOW = `name: slow
axes: { n: { range: [20, 32] } }
stages:
  ${LONG}: { uses: ./number.ts, over: [n], with: { value: "\${n}", spin: 20000000 } }
  total: { uses: ./total.ts, needs: { numbers: ${LONG} } }
`;

/** Runs koopline in a pseudo-terminal of `script`, which is part of util-linux. */
async function runAtTerminal(
  args: readonly string[],
  place: Place,
  { columns, colours = true }: { readonly columns: number; readonly colours?: boolean },
): Promise<Seen & { readonly code: number }> {
  const words = [Deno.execPath(), "run", "-A", "--config", join(ROOT, "deno.json")];
  const line = [...words, join(ROOT, "main.ts"), ...args]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 24; exec ${line}`, "/dev/null"],
    cwd: place.cwd,
    env: { TERM: "xterm", SHELL: "/bin/sh", NO_COLOR: colours ? "" : "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  return { code, ...showOnTerminal(new TextDecoder().decode(stdout), columns) };
}

function testAtTerminal(name: string, work: (place: Place) => Promise<void>): void {
  const ignore = !hasScript || Deno.build.os === "darwin";
  Deno.test(name, { ignore }, () => inProject(work));
}

for (const columns of [40, 80]) {
  testAtTerminal(
    `on ${columns} columns a run shows one live block, redrawn in place and removed at the end`,
    async (place) => {
      await writeFiles(place.cwd, { "slow.yaml": SLOW });
      const seen = await runAtTerminal(["run", "slow.yaml", "-j", "2"], place, { columns });
      assert.equal(seen.code, 0, seen.lines.join("\n"));
      assert.deepEqual(seen.unknown, []);
      assert.equal(seen.lines.length, 1, seen.lines.join("\n"));
      assert.match(seen.lines[0] ?? "", /^13 executed, 0 reused in /);
      const blocks = seen.frames.filter(({ length }) => length > 0);
      assert.ok(blocks.length > 2, `${blocks.length} blocks`);
      for (const block of blocks) {
        assert.ok(block.length <= 3, block.join("\n"));
        assert.match(block.at(-1) ?? "", /^\d+\/13 cells /);
        for (const line of block) assert.ok(line.length < columns, line);
      }
      const shown = blocks.flat().join("\n");
      assert.match(shown, columns === 40 ? /a_stage_with_a_…/ : /a_stage_with_a_name_that_is_lon…/);
      assert.match(shown, /total .*0\/1/);
    },
  );
}

testAtTerminal("at a terminal a failure stands above the block and stays", async (place) => {
  const seen = await runAtTerminal(["run", "failing.yaml"], place, { columns: 100 });
  assert.equal(seen.code, 1);
  assert.deepEqual(seen.unknown, []);
  assert.deepEqual(seen.lines.slice(0, 2), [
    "failed  number[n=13]",
    "        Expected the stage to return its artifact, but found RangeError: thirteen is not a number.",
  ]);
  assert.match(
    seen.lines.at(-1) ?? "",
    /^4 executed, 0 reused, 1 failed, 1 not run because of that/,
  );
  assert.equal(seen.lines.filter((line) => line.includes("cells ")).length, 0);
});

testAtTerminal(
  "at a terminal there are colours, and with NO_COLOR the same words without",
  async (place) => {
    const commands = [
      ["plan", "numbers.yaml"],
      ["run", "numbers.yaml", "--quiet"],
      ["run", "missing.yaml"],
      ["run", "--jobs", "0"],
      ["explain", "numbers.yaml", "total"],
      ["stages", "figure"],
      ["plan", "numbers.yaml"],
    ];
    for (const args of commands) {
      const painted = await runAtTerminal(args, place, { columns: 100 });
      const plain = await runAtTerminal(args, place, { columns: 100, colours: false });
      assert.equal(painted.hasColours, args[0] !== "run" || painted.code !== 0, args.join(" "));
      assert.equal(plain.hasColours, false, args.join(" "));
      assert.deepEqual(plain.unknown, []);
      if (args[0] === "stages") assert.deepEqual(plain.lines, painted.lines);
    }
  },
);

testAtTerminal("text with control characters cannot command the terminal", async (place) => {
  const kind = NUMBER.replace('log("about to look at "', 'log("\\x1b[2J\\x1b]0;x\\x07\\x9b31m"');
  await writeFiles(place.cwd, { "number.ts": kind });
  await runAtTerminal(["run", "numbers.yaml", "--quiet"], place, { columns: 80 });
  const seen = await runAtTerminal(["explain", "numbers.yaml", "number", "n=1"], place, {
    columns: 80,
  });
  assert.deepEqual(seen.unknown, []);
  assert.match(seen.lines.join("\n"), /log +\ufffd\[2J\ufffd\]0;x\ufffd\ufffd31m1/);
});

testAtTerminal("bytes for a program are not written to a terminal", async (place) => {
  await runAtTerminal(["run", "numbers.yaml", "--quiet"], place, { columns: 80 });
  const seen = await runAtTerminal(
    ["query", "numbers.yaml", "select * from total.values", "-f", "parquet"],
    place,
    { columns: 100 },
  );
  assert.equal(seen.code, 2);
  assert.match(seen.lines.join("\n"), /a file or a pipe for bytes, but found a terminal/);
});
