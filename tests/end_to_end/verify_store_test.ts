/** `verify` without a pipeline finds damage in the store, and `trace` follows what people have at hand. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, ROOT, runKoopline } from "./koopline.ts";

Deno.test("verify without a pipeline reads every file of the store, and finds a flipped byte", () =>
  inFolder(async (cwd) => {
    const file = join(ROOT, "pipelines/root_finding.yaml");
    const ran = await runKoopline(["run", file, "--only", "spectrum", "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const whole = await runKoopline(["verify"], { cwd });
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(whole.stderr, /none is damaged/);
    const objects = join(cwd, "artifacts", "objects");
    const [folder] = await Array.fromAsync(Deno.readDir(objects));
    const [blob] = await Array.fromAsync(Deno.readDir(join(objects, folder!.name)));
    const path = join(objects, folder!.name, blob!.name);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(path, bytes);
    const damaged = await runKoopline(["verify", "--json"], { cwd });
    assert.equal(damaged.code, 3, damaged.stderr);
    const problems: readonly { code: string; where: string }[] =
      JSON.parse(damaged.stdout).problems;
    assert.ok(
      problems.some(({ code, where }) => code === "store.corrupt" && where.includes(blob!.name)),
    );
  }));

Deno.test("trace leads from a report, and from the first digits of its key, to what made it", () =>
  inFolder(async (cwd) => {
    const file = join(ROOT, "pipelines/root_finding.yaml");
    const ran = await runKoopline(["run", file, "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const report = "artifacts/out/root-finding/report.html";
    const traced = await runKoopline(["trace", report, "--json"], { cwd });
    assert.equal(traced.code, 0, traced.stderr);
    assert.match(traced.stdout, /"kind":"report"/);
    const key = /<dt>key<\/dt><dd>([0-9a-f]{64})/.exec(await Deno.readTextFile(join(cwd, report)))
      ?.[1];
    const short = await runKoopline(["trace", key!.slice(0, 12)], { cwd });
    assert.equal(short.code, 0, short.stderr);
    assert.match(short.stdout, /report/);
  }));
