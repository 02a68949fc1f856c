/** The way back: from a figure's file, a key or an address to everything that made it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, runKoopline, writeFiles } from "./koopline.ts";
import { FILES, inProject, parseLines, runForJson } from "./command_project.ts";

const FIGURES = "artifacts/out/drawn/figures";

async function inDrawnProject(work: (place: Place) => Promise<void>): Promise<void> {
  await inProject(async (place) => {
    const { code, stderr } = await runKoopline(["run", "figure.yaml", "--quiet"], place);
    assert.equal(code, 0, stderr);
    await work(place);
  });
}

Deno.test("trace goes from a published SVG to cell, query, parameters and inputs", () =>
  inDrawnProject(async (place) => {
    const { code, stdout, stderr } = await runKoopline(["trace", `${FIGURES}/plot.svg`], place);
    assert.equal(code, 0, stderr);
    const lines = stdout.split("\n");
    assert.equal(lines[0], "plot of pipeline drawn");
    assert.match(lines[1] ?? "", /^figure {2}key \w{12} {2}artifact \w{12}$/);
    assert.match(stdout, /^ {2}query {5}data: select n, value from number\.values order by n$/m);
    for (const n of [1, 2, 3]) {
      const line = new RegExp(`^ {2}number: number\\[n=${n}\\] {2}number {2}key \\w{12}$`, "m");
      assert.match(stdout, line);
    }
    assert.match(stdout, /^ {4}with {6}\{ value: 1, spin: 0 \}$/m);
    assert.match(stdout, /^ {4}with {6}\{ value: 3 \}\n {14}else as \w{12}$/m);
  }));

Deno.test("trace finds a PNG and an unstamped SVG by content, a key and an address by name", () =>
  inDrawnProject(async (place) => {
    const svg = join(place.cwd, FIGURES, "plot.svg");
    const plain = (await Deno.readTextFile(svg)).replace(/<metadata>.*?<\/metadata>/, "");
    await writeFiles(place.cwd, { "plain.svg": plain });
    const stamped = await runForJson(["trace", `${FIGURES}/plot.svg`, "--json"], place);
    const { key, artifact } = stamped.value.records[0];
    const targets = [`${FIGURES}/plot.png`, "plain.svg", key, artifact, key.slice(0, 12)];
    for (const target of targets) {
      const { code, stderr, value } = await runForJson(["trace", target, "--json"], place);
      assert.equal(code, 0, stderr);
      assert.equal(value.records[0].key, key, target);
      assert.equal(value.records.length, 4);
    }
  }));

Deno.test("trace of a figure whose record is not in this store names its cell and pipeline", () =>
  inDrawnProject((place) =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, FILES);
      await runKoopline(["run", "numbers.yaml", "--quiet"], { cwd });
      const figure = join(place.cwd, FIGURES, "plot.svg");
      const { code, stdout, stderr } = await runKoopline(["trace", figure], { cwd });
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /Expected a record of what made it in the store artifacts, but found none of its key \w{12}\. \[store\.missing\]/,
      );
      assert.match(stderr, /^ {2}It is plot of pipeline drawn: name its store with --store/m);
    })
  ));

Deno.test("trace of anything else says what it takes", () =>
  inDrawnProject(async (place) => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["figure.yaml", /figure\.yaml: Expected a record of what made it in the store artifacts/],
      ["artifacts", /artifacts: Expected a published figure or report, .* but found a folder/],
      ["0".repeat(64), /^error 0{64}: Expected a record/],
      ["missing.svg", /missing\.svg: Expected a published figure or report, .* no such file/],
    ];
    for (const [target, says] of cases) {
      const { code, stderr } = await runKoopline(["trace", target], place);
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n\s+at |defect/);
    }
  }));

Deno.test("where several records made one artifact, trace follows the one of the last run and names the others", () =>
  inProject(async (place) => {
    const write = (spin: number) =>
      writeFiles(place.cwd, {
        "same.yaml": `name: same
stages:
  number: { uses: ./number.ts, with: { value: 5, spin: ${spin} } }
  total: { uses: ./total.ts, needs: { numbers: number } }
`,
      });
    // However long it spins, the number is the same.
    for (const spin of [1, 2, 3, 4]) {
      await write(spin);
      await runKoopline(["run", "same.yaml", "--quiet"], place);
    }
    for (const spin of [2, 4, 1]) {
      await write(spin);
      await runKoopline(["run", "same.yaml", "--quiet"], place);
      const [{ key }] = parseLines(
        (await runKoopline(["explain", "same.yaml", "total", "--json"], place)).stdout,
      );
      const { value } = await runForJson(["trace", key, "--json"], place);
      const [, number] = value.records;
      assert.deepEqual(number.params, { value: 5, spin });
      assert.equal(number.others.length, 3);
      const { stdout } = await runKoopline(["trace", key], place);
      assert.match(stdout, /^ {4}same {6}artifact by key \w{12} and 2 more$/m);
    }
  }));

Deno.test("trace shows a few of many inputs, --all shows each, and shared records stand once", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, {
      "many.yaml": `name: many
axes: { n: { range: [0, 9] } }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}" } }
  first: { uses: ./total.ts, needs: { numbers: number } }
  both: { uses: ./total.ts, needs: { numbers: [first, number] } }
`,
    });
    await runKoopline(["run", "many.yaml", "--quiet"], place);
    const { stdout: explained } = await runKoopline(
      ["explain", "many.yaml", "both", "--json"],
      place,
    );
    const [{ key }] = parseLines(explained);
    const few = await runKoopline(["trace", key], place);
    assert.match(few.stdout, /^ {2}and 6 more at numbers; --all shows them$/m);
    const all = await runKoopline(["trace", key, "--all"], place);
    assert.equal(all.stdout.match(/shown above/g)?.length, 9, all.stdout);
    assert.equal(all.stdout.match(/\{ value/g)?.length, 9);
  }));
