/** The published report in a real browser: it fits a phone, fetches nothing, and nothing in it runs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, ROOT, runKoopline } from "./koopline.ts";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

async function findBrowser(): Promise<string | undefined> {
  for (const name of BROWSERS) {
    try {
      const { success } = await new Deno.Command(name, { args: ["--version"] }).output();
      if (success) return name;
    } catch {
      // Not installed under this name.
    }
  }
  return undefined;
}

const browser = await findBrowser();
if (browser === undefined) console.log("tests in the browser are left out: no chromium here");

/** Loads a page in the browser and gives its document after scripts have run. */
async function dumpDocument(page: string, profile: string): Promise<string> {
  const { stdout } = await new Deno.Command(browser ?? "", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${profile}`,
      "--window-size=1200,900",
      "--virtual-time-budget=5000",
      "--dump-dom",
      `file://${page}`,
    ],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

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
  const dom = await dumpDocument(frame, join(folder, `profile_${width}`));
  const title = /<title>([^<]*)<\/title>/.exec(dom)?.[1] ?? "{}";
  return JSON.parse(title.replaceAll("&quot;", '"'));
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
