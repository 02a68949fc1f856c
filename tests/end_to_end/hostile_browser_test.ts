/**
 * Reports and figures full of attacks, opened in a real browser: nothing runs, nothing is fetched, nothing leads away.
 *
 * A page beside them, which does all of that, shows that it would be seen.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { parseFigureSpec } from "../../report/figure_spec.ts";
import { renderFigure } from "../../report/figure.ts";
import { cleanSvg } from "../../report/page/clean_svg.ts";
import { isHarmlessSvg } from "../../report/page/lone_svg.ts";
import { renderHostile } from "../report/page/hostile_report.ts";
import { tabulate } from "../report/plot/cases.ts";
import { dumpDocument, findBrowser, readTitle } from "./headless_browser.ts";
import { inFolder } from "./koopline.ts";

const browser = await findBrowser();

/** Texts that run `js`, or fetch `url`, where they are taken for markup. */
function listAttacks(js: string, url: string): readonly string[] {
  return [
    `<script>${js}</script>`,
    `"><img src=x onerror="${js}"><img src="${url}">`,
    `</style></title></textarea><svg onload="${js}"></svg>`,
    `--><iframe src="${url}" srcdoc="<script>parent.${js}</script>"></iframe>`,
    `<meta http-equiv="refresh" content="0;url=${url}"><base href="${url}/">`,
    `<link rel="stylesheet" href="${url}"><link rel="preconnect" href="${url}">`,
    `<style>@import "${url}"; body { background: url("${url}") }</style>`,
    `<form action="${url}"><input autofocus onfocus="${js}"></form>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${js}&gt;">`,
    `<svg></p><style><a id="</style><img src=1 onerror=${js}>">`,
    `<details open ontoggle="${js}"><video src="${url}" autoplay><audio src="${url}">`,
    `<object data="${url}"></object><embed src="${url}">`,
    `]]><script>${js}</script><![CDATA[`,
    `<a href="javascript:${js}" autofocus>a</a> [b](javascript:${js}) [c](data:text/html,<script>${js}</script>)`,
    `<${url}> [e][f]\n\n[f]: ${url} "<script>${js}</script>"`,
    `&#60;script&#62;${js}&#60;/script&#62; &lt;img src=${url}&gt;`,
    `<x/onpointerover="${js}"><animate onbegin="${js}" attributeName=x dur=1s>`,
  ];
}

/** Pictures that a stage of somebody's own could have drawn. */
function listPictures(js: string, url: string): readonly string[] {
  const wrap = (inner: string, root = "") =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"${root}>${inner}</svg>`;
  return [
    wrap(`<script>${js}</script><script href="${url}"/>`),
    wrap("", ` onload="${js}"`),
    wrap(`<image href="${url}"/><image xlink:href="${url}"/><use href="${url}#a"/>`),
    wrap(`<style>@import "${url}"; rect { fill: url(${url}) }</style><rect width="9" height="9"/>`),
    wrap(
      `<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${url}"/></foreignObject>`,
    ),
    wrap(`<h:script xmlns:h="http://www.w3.org/1999/xhtml">${js}</h:script>`),
    wrap(`<g xmlns="http://www.w3.org/1999/xhtml"><script>${js}</script><img src="${url}"/></g>`),
    wrap(
      `<set attributeName="onload" to="${js}"/><animate onbegin="${js}" attributeName="x" dur="1s"/>`,
    ),
    wrap(`<rect width="9" height="9" style="fill:u\\72l(${url})" filter="url(${url}#f)"/>`),
    `<?xml version="1.0"?><?xml-stylesheet href="${url}"?>` +
    `<!DOCTYPE svg [<!ENTITY x "&#60;script&#62;${js}&#60;/script&#62;">]>${wrap("&x;")}`,
  ];
}

/** A figure of koopline's own with the text wherever it takes one. */
function drawHostile(attack: string): string {
  const data = tabulate([{ x: 1, y: 2, a: attack, b: attack }, { x: 2, y: 1, a: "b", b: attack }]);
  const plot = { kind: "scatter", x: "x", y: "y", colour: "a", facet: "b" };
  return renderFigure(parseFigureSpec({ title: attack, caption: attack, plot }), data).svg;
}

function listPages(js: string, url: string): Readonly<Record<string, string>> {
  const attacks = listAttacks(js, url);
  return Object.fromEntries([
    ...attacks.map((attack, i) => [`report_${i}.html`, renderHostile(attack)]),
    ...attacks.map((attack, i) => [`figure_${i}.svg`, drawHostile(attack)]),
    ...listPictures(js, url).map((svg, i) => [`picture_${i}.svg`, cleanSvg(svg)]),
  ]);
}

Deno.test("pictures of others are not taken for harmless, and are once they are cleaned", () => {
  for (const svg of listPictures("harm()", "http://x.org/")) {
    assert.equal(isHarmlessSvg(svg), false, svg);
    assert.ok(isHarmlessSvg(cleanSvg(svg).replace("<style></style>", "")), cleanSvg(svg));
  }
  for (const attack of listAttacks("harm()", "http://x.org/")) {
    assert.ok(isHarmlessSvg(drawHostile(attack)), attack);
  }
});

Deno.test({
  name: "a browser that opens hostile reports and figures runs nothing and fetches nothing",
  ignore: browser === undefined,
  fn: () =>
    inFolder(async (folder) => {
      const asked: string[] = [];
      const server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        (request) => {
          asked.push(new URL(request.url).pathname);
          return new Response("");
        },
      );
      const origin = `http://127.0.0.1:${server.addr.port}`;
      const pages = listPages("top.postMessage('harm','*')", `${origin}/harm`);
      for (const [name, text] of Object.entries(pages)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
      await Deno.writeTextFile(
        join(folder, "control.html"),
        `<script>top.postMessage("control", "*")</script><img src="${origin}/control">`,
      );
      const frames = [...Object.keys(pages), "control.html"]
        .map((name) => `<iframe src="${name}"></iframe>`).join("\n");
      const index = join(folder, "index.html");
      await Deno.writeTextFile(
        index,
        `<title></title><script>const seen = [];
addEventListener("message", ({ data }) => { seen.push(data); document.title = seen.join(); });</script>
${frames}`,
      );
      const dom = await dumpDocument(browser ?? "", index, join(folder, "profile"));
      await server.shutdown();
      assert.equal(readTitle(dom), "control");
      assert.deepEqual(asked, ["/control"]);
    }),
});
