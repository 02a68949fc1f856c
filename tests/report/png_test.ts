import assert from "node:assert/strict";
import { renderPng } from "../../report/png.ts";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

const draw = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">` +
  `<rect width="40" height="20" fill="#ffffff"/>${inner}</svg>`;

const text = (family: string) =>
  draw(`<text x="2" y="15" font-family="${family}" font-size="14">Re λ</text>`);

/** Inflates the pixels of an 8-bit RGBA PNG and undoes its row filters. */
async function readPixels(png: Uint8Array): Promise<Uint8Array> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...png.slice(at + 4, at + 8));
    if (name === "IDAT") parts.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const inflated = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(inflated).arrayBuffer());
  return unfilter(rows, view.getUint32(16), view.getUint32(20));
}

function unfilter(rows: Uint8Array, width: number, height: number): Uint8Array {
  const stride = 4 * width;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : pixels[y * stride + i - 4] ?? 0;
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + i] ?? 0;
      const corner = i < 4 || y === 0 ? 0 : pixels[(y - 1) * stride + i - 4] ?? 0;
      const guesses = [0, left, up, (left + up) >> 1, predict(left, up, corner)];
      pixels[y * stride + i] = (rows[y * (stride + 1) + 1 + i] ?? 0) + (guesses[filter ?? 0] ?? 0);
    }
  }
  return pixels;
}

/** PNG's Paeth predictor. */
function predict(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left;
  return (b ?? 0) <= (c ?? 0) ? up : corner;
}

Deno.test("renderPng() gives a PNG of twice the size, the same bytes each time", async () => {
  const svg = text("DejaVu Sans");
  const png = await renderPng(svg);
  assert.deepEqual([...png.slice(0, 8)], SIGNATURE);
  const view = new DataView(png.buffer, png.byteOffset);
  assert.deepEqual([view.getUint32(16), view.getUint32(20)], [80, 40]);
  assert.deepEqual(await renderPng(svg), png);
});

Deno.test("renderPng() paints the colours of the SVG", async () => {
  const pixels = await readPixels(
    await renderPng(draw(
      `<rect x="10" y="5" width="10" height="10" fill="#0072b2"/>`,
    )),
  );
  const at = (x: number, y: number) => [...pixels.slice(4 * (80 * y + x), 4 * (80 * y + x) + 4)];
  assert.deepEqual(at(30, 20), [0x00, 0x72, 0xb2, 255]);
  assert.deepEqual(at(2, 2), [255, 255, 255, 255]);
  assert.deepEqual(at(45, 20), [255, 255, 255, 255]);
});

Deno.test("renderPng() sets every font in the bundled one", async () => {
  const bundled = await readPixels(await renderPng(text("DejaVu Sans, Verdana")));
  assert.deepEqual(await readPixels(await renderPng(text("No Such Font"))), bundled);
  const dark = bundled.filter((value, index) => index % 4 === 0 && value < 128).length;
  assert.ok(dark > 100, `${dark} dark pixels`);
});

Deno.test("renderPng() refuses what is no SVG, and goes on working", async () => {
  await assert.rejects(renderPng("no picture"));
  await renderPng(draw(""));
});
