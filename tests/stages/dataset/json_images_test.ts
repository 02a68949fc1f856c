import assert from "node:assert/strict";
import { KooplineError } from "../../../schemas/error.ts";
import { parseImages } from "../../../stages/dataset/json_images.ts";

const SIZE = { images: 2, pixels: 3 };

function parse(text: string): readonly number[] {
  return [...parseImages(new TextEncoder().encode(text), "0.json", SIZE)];
}

Deno.test("parseImages() puts images one after the other and leaves empty entries out", () => {
  assert.deepEqual(parse('{"data":[[0,1,2],[],[3,4,255]]}'), [0, 1, 2, 3, 4, 255]);
});

const bad: readonly (readonly [text: string, message: RegExp])[] = [
  ['{"data":[[0,1', /0\.json: Expected JSON with a list `data`/],
  ["[1]", /Expected JSON with a list `data`/],
  ['{"data":[[0,1,2]]}', /Expected 2 images, but found 1\./],
  ['{"data":[[0,1,2],[3,4]]}', /0\.json, image 1: Expected 3 pixels from 0 to 255/],
  ['{"data":[[0,1,2],[3,4,256]]}', /image 1: Expected 3 pixels/],
  ['{"data":[[0,1,"2"],[3,4,5]]}', /image 0: Expected 3 pixels/],
  ['{"data":[[0,1,2],{"length":3}]}', /image 1: Expected 3 pixels/],
];

for (const [text, message] of bad) {
  Deno.test(`parseImages() refuses ${text}`, () => {
    assert.throws(
      () => parse(text),
      (error) =>
        error instanceof KooplineError && error.code === "input.format" &&
        message.test(error.message),
    );
  });
}
