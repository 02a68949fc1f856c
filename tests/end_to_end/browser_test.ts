/** The published report in a real browser: it fits a phone, fetches nothing, and nothing in it runs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { dumpDocument, findBrowser, readTitle } from "./headless_browser.ts";
import { inFolder, ROOT, runKoopline } from "./koopline.ts";

const browser = await findBrowser();

/** What the page says of itself, measured by a script that only the test's copy has. */
const PROBE = `<script>
addEventListener("load", () => parent.postMessage({
  overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  scripts: document.querySelectorAll("script").length - 1,
  figures: document.querySelectorAll("figure svg").length,
  fetched: performance.getEntriesByType("resource").length,
  unnamed: [...document.querySelectorAll("figure svg")].filter((svg) => !svg.querySelector("title, desc") && !(svg.getAttribute("aria-label") ?? "").trim()).length,
}, "*"));
</script>`;

async function inspectReport(html: string, width: number, folder: string) {
  const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/i;
  assert.match(html, policy);
  await Deno.writeTextFile(join(folder, "copy.html"), html.replace(policy, "") + PROBE);
  const frame = join(folder, `frame_${width}.html`);
  await Deno.writeTextFile(
    frame,
    `<body><iframe src="copy.html" style="border:0;width:${width}px;height:900px"></iframe>
<script>addEventListener("message", ({ data }) => { document.title = JSON.stringify(data); });</script>`,
  );
  const dom = await dumpDocument(browser ?? "", frame, join(folder, `profile_${width}`));
  return JSON.parse(readTitle(dom) || "{}");
}

Deno.test({
  name: "the quickstart's report fits phone and desktop, fetches nothing and has no script",
  ignore: browser === undefined,
  fn: () =>
    inFolder(async (cwd) => {
      const file = join(ROOT, "pipelines/quickstart.yaml");
      const ran = await runKoopline(["run", file, "--quiet"], { cwd });
      assert.equal(ran.code, 0, ran.stderr);
      const html = await Deno.readTextFile(join(cwd, "artifacts/out/quickstart/report.html"));
      for (const width of [390, 1200]) {
        assert.deepEqual(await inspectReport(html, width, cwd), {
          overflow: 0,
          scripts: 0,
          figures: 5,
          fetched: 0,
          unnamed: 0,
        }, `${width} px`);
      }
    }),
});
