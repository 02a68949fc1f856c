/** What commands write when nobody looks: plain words, JSON for programs, and nothing when quiet. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, parseLines, runForJson } from "./command_project.ts";
import { ROOT, runKoopline, writeFiles } from "./koopline.ts";

Deno.test("run --json gives an event a line on standard error and one summary on standard output", () =>
  inProject(async (place) => {
    const { code, stderr, value } = await runForJson(["run", "failing.yaml", "--json"], place);
    assert.equal(code, 1);
    const { run, seconds, ...counts } = value;
    assert.match(run, /^\d{4}-\d\d-\d\dT/);
    assert.ok(seconds >= 0);
    assert.deepEqual(counts, {
      executed: 4,
      reused: 0,
      failed: 1,
      blocked: 1,
      cancelled: 0,
      differences: 0,
      problems: [],
      incomplete: [],
      reports: [],
      lock: null,
      measured: 0,
      measured_before: 0,
      interrupted: false,
    });
    const events = parseLines(stderr);
    const count = (kind: string) => events.filter(({ event }) => event === kind).length;
    assert.deepEqual(
      ["started", "executed", "failed", "blocked"].map(count),
      [5, 4, 1, 1],
    );
    const failed = events.find(({ event }) => event === "failed");
    assert.equal(failed.cell, "number[n=13]");
    assert.equal(failed.problem.code, "stage.failed");
    const again = await runForJson(["run", "failing.yaml", "--json"], place);
    const reused = parseLines(again.stderr).filter(({ event }) => event === "reused");
    assert.equal(reused.length, 4);
  }));

Deno.test("plan, explain, stages, trace, verify and collect give JSON that says what their words say", () =>
  inProject(async (place) => {
    await runKoopline(["run", "numbers.yaml", "--quiet"], place);
    const read = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runKoopline([...args, "--json"], place);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, "");
      return parseLines(stdout);
    };
    const plan = await read("plan", "numbers.yaml", "--set", "factor=3");
    assert.deepEqual(plan.map(({ cell, plan }) => [cell, plan]), [
      ["number[n=1]", "reuse"],
      ["number[n=2]", "reuse"],
      ["number[n=3]", "reuse"],
      ["total", "run"],
    ]);
    assert.deepEqual(plan[3].reasons, ["parameter factor: 2 → 3"]);
    const [total] = await read("explain", "numbers.yaml", "total");
    assert.equal(total.record.key, total.key);
    assert.deepEqual(total.record.preimage.params, { factor: 2 });
    const [trace] = await read("trace", total.key);
    assert.equal(trace.records.length, 4);
    assert.deepEqual(trace.records[0].inputs.map(({ labels }: { labels: unknown }) => labels), [
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    const [verified] = await read("verify", "numbers.yaml");
    const { seconds: _, ...findings } = verified;
    assert.deepEqual(findings, {
      verified: 4,
      locked: 0,
      incomplete: 0,
      missing: 0,
      differences: 0,
      measured: 0,
      problems: [],
    });
    const [garbage] = await read("collect");
    assert.deepEqual([garbage.plan.records, garbage.plan.kept.records, garbage.collected], [
      0,
      4,
      null,
    ]);
    const kinds = await read("stages");
    assert.ok(kinds.some(({ kind }) => kind === "conjugacy"));
    const [own] = await read("stages", "./number.ts");
    assert.deepEqual([own.kind, own.makes, own.params.required], ["number", "expectation", [
      "value",
    ]]);
  }));

Deno.test("--quiet says nothing on success, and what failed otherwise", () =>
  inProject(async (place) => {
    const good = await runKoopline(["run", "numbers.yaml", "--quiet"], place);
    assert.deepEqual(good, { code: 0, stdout: "", stderr: "" });
    const bad = await runKoopline(["run", "failing.yaml", "-q"], place);
    assert.equal(bad.code, 1);
    assert.match(
      bad.stderr,
      /^failed {2}number\[n=13\]\n {8}Expected the stage to return its artifact/,
    );
    assert.equal(bad.stderr.trimEnd().split("\n").length, 3);
  }));

Deno.test("without a terminal a run writes a plain line a cell and a summary, no escape sequence", () =>
  inProject(async ({ cwd }) => {
    // Colours are off because nobody looks, not because NO_COLOR says so.
    const place = { cwd, env: { NO_COLOR: "" } };
    const { code, stdout, stderr } = await runKoopline(["run", "numbers.yaml", "-j", "1"], place);
    assert.equal(code, 0);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /\p{Cc}\[/u);
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines.length, 5);
    assert.match(lines[0] ?? "", /^done {4}number\[n=1\] [\d.]+ m?s$/);
    assert.match(lines[4] ?? "", /^4 executed, 0 reused in [\d.]+ m?s$/);
    for (const args of [["--help"], ["plan", "numbers.yaml"], ["rnu"], ["stages", "operator"]]) {
      const { stdout, stderr } = await runKoopline(args, place);
      assert.doesNotMatch(stdout + stderr, /\p{Cc}\[/u, args.join(" "));
    }
  }));

Deno.test("a stage that fails alike in every cell is shown once, and the others are counted", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "all.yaml": `name: all
axes: { n: { range: [0, 25] } }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: 13, spin: "\${n}" } }
`,
    });
    const { code, stderr } = await runKoopline(["run", "all.yaml"], place);
    assert.equal(code, 1);
    assert.equal(stderr.match(/^failed {2}number/gm)?.length, 1);
    assert.match(stderr, /^failed {2}and 24 more like number\[n=\d+\]$/m);
    assert.match(stderr, /^0 executed, 0 reused, 25 failed in /m);
    const plan = await runKoopline(["plan", "all.yaml"], place);
    assert.equal(plan.stdout.match(/thirteen is not a number/g)?.length, 1, plan.stdout);
  }));

Deno.test("output into a pipe that closes early is no failure", {
  ignore: Deno.build.os === "windows",
}, () =>
  inProject(async (place) => {
    const wide = "name: wide\naxes: { n: { range: [0, 20000] } }\nstages:\n" +
      '  number: { uses: ./number.ts, over: [n], with: { value: "${n}" } }\n';
    await writeFiles(place.cwd, { "wide.yaml": wide });
    const words = [Deno.execPath(), "run", "-A", "--config", join(ROOT, "deno.json")];
    for (const args of [["plan", "wide.yaml", "--cells"], ["plan", "wide.yaml", "--json"]]) {
      const { stdout, stderr } = await new Deno.Command("sh", {
        args: [
          "-c",
          '{ "$@"; echo "code $?" >&2; } | head -n 1',
          "sh",
          ...words,
          join(ROOT, "main.ts"),
          ...args,
        ],
        cwd: place.cwd,
        stdin: "null",
      }).output();
      assert.equal(new TextDecoder().decode(stderr), "code 0\n");
      assert.match(new TextDecoder().decode(stdout), /^(number {2}20,000 to run|\{"cell":.*\})\n$/);
    }
  }));
