/** The view under artifacts/out: whole and told apart, whatever stops, is damaged, or runs beside it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, NUMBER, runForJson } from "./command_project.ts";
import { type Place, runKoopline, writeFiles } from "./koopline.ts";

async function listFiles(place: Place, folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(place.cwd, "artifacts", folder)));
  return entries.map(({ name }) => name).sort();
}

const FACES = `name: faces
axes: { face: ["a/b", "a b", "α", "β"] }
stages:
  number: { uses: ./number.ts, with: { value: 1 } }
  plot:
    uses: figure
    over: [face]
    needs: { number: number }
    with:
      title: "Face \${face}"
      sql: select 1 as x, value from number.values
      plot: { kind: scatter, x: x, y: value }
`;

Deno.test("figures of cells whose names file systems cannot hold get files of their own", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, { "faces.yaml": FACES });
    const { code, stderr } = await runKoopline(["run", "faces.yaml", "--quiet"], place);
    assert.equal(code, 0, stderr);
    const files = await listFiles(place, "out/faces/figures");
    const pictures = files.filter((name) => name.endsWith(".svg"));
    assert.equal(pictures.length, 4, pictures.join());
    assert.ok(pictures.every((name) => /^plot_face=[a-z_]+-[0-9a-f]{8}\.svg$/.test(name)));
    const titles = await Promise.all(pictures.map(async (name) => {
      const svg = await Deno.readTextFile(
        join(place.cwd, "artifacts", "out", "faces", "figures", name),
      );
      return /<title[^>]*>([^<]*)</.exec(svg)?.[1];
    }));
    assert.deepEqual(titles.sort(), ["Face a b", "Face a/b", "Face α", "Face β"]);
  }));

Deno.test("a run that stops at a difference from the lock leaves the view as it was", () =>
  inProject(async (place) => {
    await runKoopline(["run", "figure.yaml", "--write-lock", "--quiet"], place);
    const before = await listFiles(place, "out/drawn/figures");
    assert.deepEqual(before, ["plot.png", "plot.svg"]);
    await writeFiles(place.cwd, { "number.ts": NUMBER.replace("0 * x", "0 * x + 1") });
    const { code } = await runKoopline(["run", "figure.yaml", "--locked", "--quiet"], place);
    assert.equal(code, 3);
    assert.deepEqual(await listFiles(place, "out/drawn/figures"), before);
  }));

Deno.test("a figure that is damaged in the store is derived again when it is published", () =>
  inProject(async (place) => {
    await runKoopline(["run", "figure.yaml", "--quiet"], place);
    const out = join(place.cwd, "artifacts", "out", "drawn");
    const png = await Deno.readFile(join(out, "figures", "plot.png"));
    await damageEqual(join(place.cwd, "artifacts", "objects"), png);
    await Deno.remove(out, { recursive: true });
    const { code, stderr } = await runKoopline(["run", "figure.yaml", "--json"], place);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /"event":"damaged","cell":"plot"/);
    assert.deepEqual(await Deno.readFile(join(out, "figures", "plot.png")), png);
  }));

/** Flips a bit in the blob that holds these bytes. */
async function damageEqual(objects: string, bytes: Uint8Array): Promise<void> {
  for await (const folder of Deno.readDir(objects)) {
    for await (const { name } of Deno.readDir(join(objects, folder.name))) {
      const path = join(objects, folder.name, name);
      const content = await Deno.readFile(path);
      if (content.length !== bytes.length || !content.every((byte, i) => byte === bytes[i])) {
        continue;
      }
      content[content.length >> 1]! ^= 1;
      return await Deno.writeFile(path, content);
    }
  }
  throw new Error("no blob holds these bytes");
}

Deno.test("runs of one pipeline side by side share its cells and all publish the view", () =>
  inProject(async (place) => {
    const runs = await Promise.all(
      Array.from({ length: 3 }, () => runForJson(["run", "figure.yaml", "--json"], place)),
    );
    assert.deepEqual(runs.map(({ code }) => code), [0, 0, 0], runs.map((r) => r.stderr).join());
    const executed = runs.reduce((sum, { value }) => sum + value.executed, 0);
    assert.equal(executed, 5);
    assert.deepEqual(await listFiles(place, "out/drawn/figures"), ["plot.png", "plot.svg"]);
  }));
