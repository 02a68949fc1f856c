/** Chromium without a window, where there is one. */

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** Finds a browser's command; says so when there is none. */
export async function findBrowser(): Promise<string | undefined> {
  for (const name of BROWSERS) {
    try {
      const { success } = await new Deno.Command(name, { args: ["--version"] }).output();
      if (success) return name;
    } catch {
      // Not installed under this name.
    }
  }
  console.log("tests in the browser are left out: no chromium here");
  return undefined;
}

/** Loads a page in the browser and gives its document after scripts have run. */
export async function dumpDocument(
  browser: string,
  page: string,
  profile: string,
): Promise<string> {
  const { stdout } = await new Deno.Command(browser, {
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

/** Reads the title of a dumped document. */
export function readTitle(dom: string): string {
  const title = /<title>([^<]*)<\/title>/.exec(dom)?.[1] ?? "";
  return title.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
