/** Sizes and words that style asks for. */

import assert from "node:assert/strict";
import { listSources } from "./sources.ts";

const MOST_LINES = 500;

Deno.test("no source, test, page or pipeline is longer than 500 lines", async () => {
  const sources = await listSources(".ts", ".md", ".yaml");
  const long = sources.map(({ path, text }) => ({ path, lines: text.split("\n").length }))
    .filter(({ lines }) => lines > MOST_LINES);
  assert.deepEqual(long, []);
});

Deno.test("nine of ten sources have at most 300 lines", async () => {
  const lines = (await listSources(".ts")).map(({ text }) => text.split("\n").length)
    .sort((a, b) => a - b);
  const ninth = lines[Math.floor(lines.length * 0.9)] ?? 0;
  assert.ok(ninth <= 300, `the 90th percentile is ${ninth} lines`);
});

Deno.test("files are named in snake_case by a noun, none utils, helpers or common", async () => {
  const odd = (await listSources(".ts")).map(({ path }) => path).filter((path) => {
    const name = path.split("/").at(-1) ?? "";
    return !/^[a-z0-9_]+(\.d)?\.ts$/.test(name) || /^(utils?|helpers?|common)\b/.test(name);
  });
  assert.deepEqual(odd, []);
});

Deno.test("sources silence nothing: no any, no ignored lint or type error, no default export", async () => {
  const marks = [
    ["as", "any"].join(" "),
    [":", "any"].join(" "),
    ["@ts", "ignore"].join("-"),
    ["@ts", "nocheck"].join("-"),
    ["deno-lint", "ignore"].join("-"),
    ["TO", "DO"].join(""),
    ["FIX", "ME"].join(""),
  ];
  // `any` is also a word of comments and a port's name, so it counts only where a type stands.
  const pattern = new RegExp(
    marks.map((mark) => mark.endsWith("any") ? `${mark}(?![a-z(]| [a-z])` : mark).join("|"),
  );
  const guilty = (await listSources(".ts")).flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      pattern.test(line) || /^export default\b/.test(line) ? [`${path}:${index + 1}`] : []
    )
  );
  assert.deepEqual(guilty, []);
});
