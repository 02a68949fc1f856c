/** Renders SVG as PNG with resvg and a font of our own, so that the bytes are the same everywhere. */

import { initWasm, Resvg } from "@resvg/resvg-wasm";
import wasm from "npm:@resvg/resvg-wasm@2.6.2/index_bg.wasm" with { type: "bytes" };
import font from "./fonts/DejaVuSans.ttf" with { type: "bytes" };

/** Pixels of the PNG for one px of the figure. */
const SCALE = 2;

/** The module starts once a process. */
let started: Promise<void> | undefined;

/**
 * Renders an SVG at twice its size.
 *
 * Text is set in DejaVu Sans, which is bundled; no font of the system is used.
 *
 * @throws Error when the text is not SVG.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  started ??= initWasm(wasm);
  await started;
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: SCALE },
    font: { fontBuffers: [font], defaultFontFamily: "DejaVu Sans", loadSystemFonts: false },
  });
  const image = picture.render();
  const bytes = image.asPng();
  // The module's memory is not collected.
  image.free();
  picture.free();
  return bytes;
}
