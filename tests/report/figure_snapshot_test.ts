/**
 * Every look of every plot, byte for byte as it was last looked at.
 *
 * `UPDATE_SNAPSHOTS=1 deno task test tests/report/figure_snapshot_test.ts` writes the files anew; open
 * the changed ones before committing them.
 */

import assert from "node:assert/strict";
import { renderFigure } from "../../report/figure.ts";
import { parseFigureSpec } from "../../report/figure_spec.ts";
import { CASES } from "./plot/cases.ts";

const FOLDER = new URL("./plot/snapshots/", import.meta.url);

const renderAll = () =>
  Object.entries(CASES).map(([name, { spec, data }]) =>
    [name, renderFigure(parseFigureSpec(spec), data).svg] as const
  );

for (const [name, { spec, data }] of Object.entries(CASES)) {
  Deno.test(`${name} is drawn as in its snapshot`, async () => {
    const path = new URL(`${name}.svg`, FOLDER);
    const { svg } = renderFigure(parseFigureSpec(spec), data);
    if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") await Deno.writeTextFile(path, svg);
    assert.equal(svg, await Deno.readTextFile(path));
  });
}

Deno.test("every snapshot belongs to a figure", async () => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) names.push(name);
  assert.deepEqual(names.sort(), Object.keys(CASES).map((name) => `${name}.svg`).sort());
});

Deno.test("locale and time zone change no byte", async () => {
  const script = `
    const { CASES } = await import("./tests/report/plot/cases.ts");
    const { renderFigure } = await import("./report/figure.ts");
    const { parseFigureSpec } = await import("./report/figure_spec.ts");
    for (const { spec, data } of Object.values(CASES)) {
      console.log(renderFigure(parseFigureSpec(spec), data).svg);
    }`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", script],
    cwd: new URL("../../", import.meta.url),
    env: { TZ: "Asia/Kathmandu", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8", NO_COLOR: "1" },
  }).output();
  const expected = renderAll().map(([, svg]) => `${svg}\n`).join("");
  assert.equal(new TextDecoder().decode(stdout), expected, new TextDecoder().decode(stderr));
});
